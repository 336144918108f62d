import {accountOf, type AccountSource} from "../account"
import {type Grid, scanRange} from "../grid"
import {bind, EMPTY, type Fragment, hogql} from "../hogql"

/** Events that are bookkeeping, not use (DESIGN §3 "Activity"). */
export const NOT_ACTIVITY = [
    "$groupidentify",
    "$identify",
    "$set",
    "$create_alias",
    "$merge_dangerously",
] as const

/** Beton's own events never feed Beton. */
export const NOT_BETON: Fragment = hogql`NOT startsWith(event, 'beton_')`

/** True for rows that count as activity; the account condition is separate (`hasAccount`). */
export function isActivity(): Fragment {
    return hogql`event NOT IN ${bind("not_activity", [...NOT_ACTIVITY])} AND ${NOT_BETON}`
}

/** Block index of a row's timestamp on the grid. */
export function blockOf(grid: Pick<Grid, "originSeconds">): Fragment {
    return hogql`intDiv(toUnixTimestamp(timestamp) - ${bind("origin", grid.originSeconds)}, 86400)`
}

/** The instants asked about, as an array constant. */
export function daysOf(grid: Grid): Fragment {
    return bind("days", grid.days)
}

/** Bare range on `timestamp`, so that the primary key prunes (CONTRACT §2). `name` keeps several ranges in one query apart. */
export function inRange(grid: Grid, lookbackDays: number, name = "scan"): Fragment {
    const {from, to} = scanRange(grid, lookbackDays)
    return hogql`timestamp >= toDateTime(${bind(`${name}_from`, from)}) AND timestamp < toDateTime(${bind(`${name}_to`, to)})`
}

/** One of `count` disjoint slices of the accounts (DESIGN §4: partition by hash, double on a timeout). */
export interface Partition {
    readonly index: number
    readonly count: number
}

/** ` AND <account> is in this slice`, or nothing for a single slice. */
export function inPartition(account: Fragment, partition: Partition): Fragment {
    if (partition.count <= 1) return EMPTY
    // Bound, so that all slices are one text for whoever parses or plans it.
    return hogql` AND cityHash64(${account}) % ${bind("slices", partition.count)} = ${bind("slice", partition.index)}`
}

/** The row has an account (of this partition). */
export function hasAccount(source: AccountSource, partition: Partition): Fragment {
    const account = accountOf(source)
    return hogql`${account} != ''${inPartition(account, partition)}`
}

/** Lower-case path of a page view, without host, query and fragment; '' when the event has no address. */
export const PAGE_PATH: Fragment = hogql`lower(coalesce(path(toString(properties.$current_url)), toString(properties.$pathname), ''))`

/** The page's path contains one of the texts, upper or lower case. */
export function pathMatches(name: string, patterns: readonly string[]): Fragment {
    const lower = patterns.map((pattern) => pattern.toLowerCase())
    return hogql`multiSearchAny(${PAGE_PATH}, ${bind(name, lower)})`
}
