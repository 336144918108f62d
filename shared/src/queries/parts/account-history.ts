import {type AccountSource, identifiedAccountOf} from "../account"
import type {Grid} from "../grid"
import {bind, type Fragment, hogql, ident, join} from "../hogql"
import {blockOf, daysOf, inPartition, inRange, NOT_BETON, type Partition} from "./scan"

/** How far back property history is read: identify events are rare, so this is cheap, but it must be bounded. */
export const HISTORY_DAYS = 730

/** Properties of accounts as they were known at each instant. */
export interface AccountHistory {
    readonly account: AccountSource
    readonly grid: Grid
    readonly partition: Partition
    /** Alias in the output → property name. */
    readonly properties: Readonly<Record<string, string>>
}

/**
 * Rows (account, day, <alias>...): per property the text in the last `$groupidentify` before T **that contains that key**
 * ('' when none does, and when it clears the property), so that an update of one property never hides another
 * (DESIGN §3 "Group properties as of T"). Of two at the same moment the one with the later uuid counts.
 */
export function accountHistory(o: AccountHistory): Fragment {
    const aliases = Object.entries(o.properties)
    const value = (property: string): Fragment =>
        hogql`coalesce(toString(properties.$group_set.${ident(property)}), '')`
    // A property set to null or '' reads as NULL, like an absent one, but it does replace what was there before.
    const isSet = (alias: string, property: string): Fragment =>
        hogql`JSONHas(properties, '$group_set', ${bind(`${alias}_name`, property)})`
    const perBlock = aliases.map(
        ([alias, property]) =>
            hogql`argMaxIf(${value(property)}, tuple(timestamp, toString(uuid)), ${isSet(alias, property)}) AS ${ident(alias)},
                countIf(${isSet(alias, property)}) AS ${ident(`${alias}_changes`)}`,
    )
    const histories = aliases.map(
        ([alias]) =>
            hogql`arraySort(groupArrayIf(tuple(block, ${ident(alias)}), ${ident(`${alias}_changes`)} > 0)) AS ${ident(`${alias}_history`)}`,
    )
    const asOf = aliases.map(
        ([alias]) =>
            hogql`tupleElement(arrayElement(arrayFilter(h -> tupleElement(h, 1) < day AND tupleElement(h, 1) >= day - ${bind("history_days", HISTORY_DAYS)}, ${ident(`${alias}_history`)}), -1), 2) AS ${ident(alias)}`,
    )
    return hogql`SELECT account, day, ${join(asOf, ", ")}
FROM (
    SELECT account, arrayJoin(${daysOf(o.grid)}) AS day, ${join(
        aliases.map(([alias]) => ident(`${alias}_history`)),
        ", ",
    )}
    FROM (
        SELECT account, ${join(histories, ", ")}
        FROM (
            SELECT ${identifiedAccountOf(o.account)} AS account, ${blockOf(o.grid)} AS block, ${join(perBlock, ", ")}
            FROM events
            WHERE event = '$groupidentify' AND ${inRange(o.grid, HISTORY_DAYS, "history")} AND ${NOT_BETON}
                AND account != ''${inPartition(hogql`account`, o.partition)}
            GROUP BY account, block
        )
        GROUP BY account
    )
)`
}
