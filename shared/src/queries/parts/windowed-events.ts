import {accountOf, type AccountSource} from "../account"
import type {Grid} from "../grid"
import {bind, type Fragment, hogql} from "../hogql"
import {blockOf, daysOf, hasAccount, inPartition, inRange, NOT_BETON, type Partition} from "./scan"

/** How far back the account of a person is looked for when an event itself carries none. */
const PERSON_LOOKBACK_DAYS = 180

/** Which events count and what is read from each. */
export interface WindowedEvents {
    readonly account: AccountSource
    readonly grid: Grid
    readonly partition: Partition
    /** Trailing window in days. */
    readonly windowDays: number
    /** Condition on the row, besides range and account. */
    readonly where: Fragment
    /** Text that identifies or describes the row (conversation id, path, event name), as the alias `label`. */
    readonly label: Fragment
    /** Events without an account count for the last account their person had before T. */
    readonly joinPersons: boolean
}

/**
 * Rows (account, day, person, session, ts, label): each matching event once for every asked instant whose
 * trailing window holds it. Sparse events only: the output is (matching events) x (instants per window).
 */
export function windowedEvents(o: WindowedEvents): Fragment {
    const window = bind("window_days", o.windowDays)
    const matched = hogql`SELECT ${accountOf(o.account)} AS own, person_id AS person, \`$session_id\` AS session,
    toUnixTimestamp(timestamp) AS ts, ${blockOf(o.grid)} AS block, ${o.label} AS label
FROM events
WHERE ${inRange(o.grid, o.windowDays)} AND ${o.where} AND ${NOT_BETON}`
    const exploded = (rows: Fragment): Fragment => hogql`SELECT own, person, session, ts, label,
    arrayJoin(arrayFilter(d -> d > block AND d <= block + ${window}, ${daysOf(o.grid)})) AS day
FROM (${rows})`
    if (!o.joinPersons) {
        return hogql`SELECT own AS account, day, person, session, ts, label
FROM (${exploded(hogql`${matched} AND ${hasAccount(o.account, o.partition)}`)})`
    }
    // Everything before T is known at T, so the person's latest account before T is no look-ahead.
    return hogql`SELECT if(notEmpty(hit.own), hit.own,
        tupleElement(arrayElement(arrayFilter(h -> tupleElement(h, 1) < hit.day, member.history), -1), 2)) AS account,
    hit.day AS day, hit.person AS person, hit.session AS session, hit.ts AS ts, hit.label AS label
FROM (${exploded(matched)}) AS hit
LEFT JOIN (
    SELECT person, arraySort(groupArray(tuple(block, account))) AS history
    FROM (
        SELECT person_id AS person, ${blockOf(o.grid)} AS block, argMax(${accountOf(o.account)}, timestamp) AS account
        FROM events
        WHERE ${inRange(o.grid, PERSON_LOOKBACK_DAYS, "person")} AND ${accountOf(o.account)} != '' AND ${NOT_BETON}
            AND person_id IN (SELECT person FROM (${matched}) WHERE empty(own))
        GROUP BY person, block
    )
    GROUP BY person
) AS member ON hit.person = member.person
WHERE notEmpty(account)${inPartition(hogql`account`, o.partition)}`
}
