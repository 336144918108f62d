import {accountOf, type AccountSource} from "../account"
import type {Grid} from "../grid"
import {bind, type Fragment, hogql} from "../hogql"
import {blockOf, daysOf, hasAccount, inPartition, inRange, NOT_BETON, type Partition} from "./scan"

/** How far back the account of a person is looked for when an event itself carries none. */
export const PERSON_LOOKBACK_DAYS = 180

/** Which events count and what is read from each. */
export interface WindowedEvents {
    readonly account: AccountSource
    readonly grid: Grid
    readonly partition: Partition
    /** Trailing window in days. */
    readonly windowDays: number
    /** Condition on the row, besides range and account. */
    readonly where: Fragment
    /**
     * A condition on the event's name that `where` implies. People whose account is looked for are found by it alone, so
     * that no property is read twice.
     */
    readonly named: Fragment
    /** Text that identifies or describes the row (conversation id, path, event name), as the alias `label`. */
    readonly label: Fragment
    /** Events without an account count for the last account their person had before T. */
    readonly joinPersons: boolean
}

/**
 * Rows (account, day, person, session, ts, label): each matching event once for every asked instant whose
 * trailing window holds it. Of two accounts a person was seen with at the same moment, the later in text order counts. Sparse events only: the output is (matching events) x (instants per window).
 */
export function windowedEvents(o: WindowedEvents): Fragment {
    const window = bind("window_days", o.windowDays)
    // Not "AS person": that alias would hide `person.properties`, which the account expression may need.
    const matched = hogql`SELECT ${accountOf(o.account)} AS own, person_id AS actor, \`$session_id\` AS session,
    toUnixTimestamp(timestamp) AS ts, ${blockOf(o.grid)} AS block, ${o.label} AS label
FROM events
WHERE ${inRange(o.grid, o.windowDays)} AND ${o.where} AND ${NOT_BETON}`
    const exploded = (rows: Fragment): Fragment => hogql`SELECT own, actor, session, ts, label,
    arrayJoin(arrayFilter(d -> d > block AND d <= block + ${window}, ${daysOf(o.grid)})) AS day
FROM (${rows})`
    if (!o.joinPersons) {
        return hogql`SELECT own AS account, day, actor AS person, session, ts, label
FROM (${exploded(hogql`${matched} AND ${hasAccount(o.account, o.partition)}`)})`
    }
    // Everything before T is known at T, so the person's latest account before T is no look-ahead. The lower bound
    // matters when many instants share one scan: each may look back only as far as it would alone.
    return hogql`SELECT if(notEmpty(hit.own), hit.own,
        tupleElement(arrayElement(arrayFilter(h -> tupleElement(h, 1) < hit.day AND tupleElement(h, 1) >= hit.day - ${bind("person_days", PERSON_LOOKBACK_DAYS)}, member.history), -1), 2)) AS account,
    hit.day AS day, hit.actor AS person, hit.session AS session, hit.ts AS ts, hit.label AS label
FROM (${exploded(matched)}) AS hit
LEFT JOIN (
    SELECT actor, arraySort(groupArray(tuple(block, account))) AS history
    FROM (
        SELECT person_id AS actor, ${blockOf(o.grid)} AS block, argMax(${accountOf(o.account)}, tuple(timestamp, ${accountOf(o.account)})) AS account
        FROM events
        WHERE ${inRange(o.grid, PERSON_LOOKBACK_DAYS, "person")} AND ${accountOf(o.account)} != '' AND ${NOT_BETON}
            AND person_id IN (
                SELECT person_id FROM events
                WHERE ${inRange(o.grid, o.windowDays)} AND ${o.named} AND ${accountOf(o.account)} = ''
            )
        GROUP BY actor, block
    )
    GROUP BY actor
) AS member ON hit.actor = member.actor
WHERE notEmpty(account)${inPartition(hogql`account`, o.partition)}`
}
