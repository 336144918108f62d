import {accountOf, type AccountSource} from "../account"
import type {Grid} from "../grid"
import {bind, type Fragment, hogql} from "../hogql"
import {blockOf, daysOf, hasAccount, inRange, isActivity, type Partition} from "./scan"

/** How far back an account's age is looked for, so that a short memory of items does not make accounts young. */
export const AGE_DAYS = 180

/** "First time" of something (a user, a feature) within an account. */
export interface FirstTimeItems {
    readonly account: AccountSource
    readonly grid: Grid
    readonly partition: Partition
    /** What is new: text per event row, '' where the row has none. */
    readonly item: Fragment
    readonly windowDays: number
    readonly lookbackDays: number
    /** Accounts younger than this have no "before" to compare with. */
    readonly minAccountAgeDays: number
    readonly minItems: number
}

/**
 * Rows (account, day, items, names): how many items were seen in `[T-window, T)` but not in `[T-lookback, T-window)`,
 * for accounts with activity in `[T-180d, T-minAge)`, or `[T-lookback, T-minAge)` where that reaches further (DESIGN §3 "First time").
 *
 * An item is new at `day` exactly when the block b that is its first one inside the lookback lies in the window:
 * b in [day-window, day-1] and the item's previous block before day-lookback. So each item yields a few candidate
 * blocks, whatever the number of instants.
 */
export function firstTimeItems(o: FirstTimeItems): Fragment {
    const account = accountOf(o.account)
    const lookback = bind("lookback_days", o.lookbackDays)
    const ageDays = Math.max(o.lookbackDays, AGE_DAYS)
    const window = bind("window_days", o.windowDays)
    return hogql`SELECT account, day, length(names) AS items, arraySlice(names, 1, 5) AS first_names
FROM (
    SELECT fresh.account AS account, fresh.day AS day, arraySort(groupArray(fresh.item)) AS names, any(known.blocks) AS blocks
    FROM (
        SELECT account, item,
            arrayJoin(arrayFilter(d -> d > tupleElement(start, 2) AND d <= tupleElement(start, 2) + ${window}
                AND d > tupleElement(start, 1) + ${lookback}, ${daysOf(o.grid)})) AS day
        FROM (
            SELECT account, item,
                arrayJoin(arrayFilter(s -> tupleElement(s, 2) - tupleElement(s, 1) > ${lookback} - ${window},
                    arrayZip(arrayConcat([-1000000], arrayPopBack(blocks)), blocks))) AS start
            FROM (
                SELECT ${account} AS account, ${o.item} AS item, arraySort(groupUniqArray(${blockOf(o.grid)})) AS blocks
                FROM events
                WHERE ${inRange(o.grid, o.lookbackDays)} AND ${isActivity()} AND ${hasAccount(o.account, o.partition)}
                GROUP BY account, item
                HAVING notEmpty(item)
            )
        )
    ) AS fresh
    INNER JOIN (
        SELECT ${account} AS account, groupUniqArray(${blockOf(o.grid)}) AS blocks
        FROM events
        WHERE ${inRange(o.grid, ageDays, "age")} AND ${isActivity()} AND ${hasAccount(o.account, o.partition)}
        GROUP BY account
    ) AS known ON fresh.account = known.account
    GROUP BY account, day
    HAVING length(names) >= ${bind("min_items", o.minItems)}
)
WHERE arrayExists(b -> b >= day - ${bind("age_days", ageDays)} AND b < day - ${bind("min_age_days", o.minAccountAgeDays)}, blocks)`
}
