import {accountOf, type AccountSource} from "../../account"
import {type Fragment, hogql} from "../../hogql"
import {NOT_BETON} from "../../parts/scan"
import {PERSON_LOOKBACK_DAYS} from "../../parts/windowed-events"
import {daysAgo} from "../parts"

/** Which events count, and whose they are where they name no account. */
export interface AttributedEvents {
    readonly account: AccountSource
    /** Trailing window in days, up to now. */
    readonly days: number
    readonly where: Fragment
    /** Text that tells rows apart, as the alias `label`. */
    readonly label: Fragment
    /** Events without an account count for the account their person was last seen with, as the signal's setting says. */
    readonly joinPersons: boolean
}

/** Rows (account, person, at, label) of events with an account: whose they are, the live signal would say the same. */
export function attributedEvents({account, days, where, label, joinPersons}: AttributedEvents): Fragment {
    const own = accountOf(account)
    const within = (past: number): Fragment =>
        hogql`timestamp >= ${daysAgo(past)} AND timestamp < now() AND ${NOT_BETON}`
    // Not "AS person": that alias would hide `person.properties`, which the account expression may need.
    const matched = hogql`SELECT ${own} AS own, person_id AS actor, timestamp AS moment, ${label} AS label
        FROM events
        WHERE ${within(days)} AND ${where}`
    if (!joinPersons)
        return hogql`SELECT own AS account, actor AS person, moment AS at, label
    FROM (
        ${matched}
    )
    WHERE own != ''`
    return hogql`SELECT if(notEmpty(hit.own), hit.own, coalesce(member.last_account, '')) AS account, hit.actor AS person, hit.moment AS at, hit.label AS label
    FROM (
        ${matched}
    ) AS hit
    LEFT JOIN (
        SELECT person_id AS actor, argMax(${own}, tuple(timestamp, ${own})) AS last_account
        FROM events
        WHERE ${within(PERSON_LOOKBACK_DAYS)} AND ${own} != ''
            AND person_id IN (
                SELECT person_id FROM events
                WHERE ${within(days)} AND ${where} AND ${own} = ''
            )
        GROUP BY actor
    ) AS member ON hit.actor = member.actor
    WHERE account != ''`
}
