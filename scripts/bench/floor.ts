/**
 * The floor: the least work that any answer about these windows has to do. It is
 *
 *   one scan of the union of all windows of the asked instants, which reads of every row the timestamp, the event's
 *   name, the account, the person and `$current_url` (from the JSON of `properties`), grouped by account and day.
 *
 * The union of the windows of instants T1 … Tn is every event of [T1 - 180 days, Tn), and of `$groupidentify` events also
 * those of the property history, [T1 - 730 days, T1 - 180 days). For (a) there is one instant; for (b) there are 180.
 *
 * It is HogQL and takes the way of every other query (HTTP, compiler, guards, property access, person overrides, limits),
 * with the same account expression and the same day blocks, so both sides of a ratio pay the same surcharges. Per group
 * it keeps one cheap aggregate of each column read, and the answer is one row, so that sending rows is no part of it.
 */
import {accountOf, type AccountSource} from "@beton/shared/queries/account"
import {type Grid, instantOf, scanRange} from "@beton/shared/queries/grid"
import {bind, hogql} from "@beton/shared/queries/hogql"
import {HISTORY_DAYS} from "@beton/shared/queries/parts/account-history"
import {blockOf} from "@beton/shared/queries/parts/scan"

import type {Query} from "./client"

/** Longest window of the eight signals in days. */
export const WINDOW_DAYS = 180

/** The floor of a grid; see the comment of this file. */
export function floorQuery(account: AccountSource, grid: Grid): Query {
    const {from: history} = scanRange(grid, HISTORY_DAYS)
    const {from, to} = scanRange(grid, WINDOW_DAYS)
    const {text, values} =
        hogql`SELECT count() AS account_days, sum(events) AS events, max(last_at) AS last_at,
    max(last_event) AS last_event, max(last_person) AS last_person, sum(url_bytes) AS url_bytes
FROM (
    SELECT ${accountOf(account)} AS account, ${blockOf(grid)} AS day, count() AS events, max(timestamp) AS last_at,
        max(event) AS last_event, max(person_id) AS last_person,
        sum(length(coalesce(toString(properties.$current_url), ''))) AS url_bytes
    FROM events
    WHERE timestamp >= toDateTime(${bind("history_from", history)}) AND timestamp < toDateTime(${bind("scan_to", to)})
        AND (timestamp >= toDateTime(${bind("scan_from", from)}) OR event = '$groupidentify')
    GROUP BY account, day
)
LIMIT 1`
    return {name: "floor", text, values}
}

/** The window of the floor for people. */
export function floorWindow(grid: Grid): string {
    const last = grid.days[grid.days.length - 1] ?? 0
    const {from} = scanRange(grid, WINDOW_DAYS)
    return `${from} to ${new Date(instantOf(grid, last)).toISOString()}`
}
