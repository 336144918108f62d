import {DEAL_UPDATED} from "../../../events/deal-updated"
import {bind, type Fragment, hogql} from "../../hogql"
import {daysAgo} from "../parts"

/** Deals that tiles compare were created, or closed, within so many days. */
export const PERIOD_DAYS = 365
/** A deal whose stage has not changed for so long is in no tile, however it stands. */
export const HISTORY_DAYS = 1095

/** Lead sources or owners that a table shows, the largest first. */
export const GROUP_ROWS = 100

/** One row per deal that the CRM still has, as it stands now: see `reportedDeals`. */
export function currentDeals(writer: string): Fragment {
    return hogql`${reportedDeals(writer)}
    WHERE status != 'deleted'`
}

/**
 * One row per deal that was reported, as it stands now: deal, source, status (open, qualified, won, lost; deleted: gone from
 * the CRM), value (NULL without one, or below 0), currency ('' without), created, qualified, won, lost, touched (instants or
 * NULL), is_reliable, sourced_by, is_untouched (made by Beton and touched by nobody), disposition, owner, changed_ms
 * (revision: unix ms).
 *
 * Of each entry of a stage history the highest revision counts, however often it was sent; a deal is what its newest
 * current entry says. Fields are read from the JSON: a property's type in PostHog
 * depends on what came first.
 */
export function reportedDeals(writer: string): Fragment {
    const text = (name: Fragment): Fragment => hogql`JSONExtractString(properties, ${name})`
    const flag = (name: Fragment): Fragment => hogql`JSONExtractBool(properties, ${name})`
    return hogql`SELECT deal, tupleElement(entry, 1) AS source, tupleElement(entry, 2) AS status,
        if(toFloat(tupleElement(entry, 3)) >= 0, toFloat(tupleElement(entry, 3)), NULL) AS value, tupleElement(entry, 4) AS currency,
        toDateTime(tupleElement(entry, 5)) AS created, toDateTime(tupleElement(entry, 6)) AS qualified,
        toDateTime(tupleElement(entry, 7)) AS won, toDateTime(tupleElement(entry, 8)) AS lost,
        toDateTime(tupleElement(entry, 9)) AS touched, tupleElement(entry, 10) AS is_reliable,
        tupleElement(entry, 11) AS sourced_by, tupleElement(entry, 12) AS disposition, tupleElement(entry, 13) AS owner,
        sourced_by = 'beton' AND isNull(touched) AS is_untouched, changed_ms
    FROM (
        SELECT deal, argMax(entry, revision) AS entry, max(revision) AS changed_ms
        FROM (
            SELECT argMax(deal, sent) AS deal, argMax(entry, sent) AS entry, argMax(is_current, sent) AS is_current, max(sent) AS revision
            FROM (
                SELECT ${text(hogql`'beton_id'`)} AS id, ${text(hogql`'deal_id'`)} AS deal, JSONExtractFloat(properties, 'revision') AS sent, ${flag(hogql`'is_current'`)} AS is_current,
                    tuple(${text(hogql`'lead_source'`)}, ${text(hogql`'deal_status'`)}, JSONExtractRaw(properties, 'deal_value'), ${text(hogql`'currency'`)},
                        ${text(hogql`'created_at'`)}, ${text(hogql`'qualified_at'`)}, ${text(hogql`'won_at'`)}, ${text(hogql`'lost_at'`)}, ${text(hogql`'first_touch_at'`)},
                        ${flag(hogql`'history_reliable'`)}, ${text(hogql`'sourced_by'`)}, ${text(hogql`'disposition'`)}, ${text(hogql`'owner_id'`)}) AS entry
                FROM events
                WHERE event = ${bind("event", DEAL_UPDATED)} AND toString(properties.beton_writer) = ${bind("writer", writer)}
                    AND timestamp >= ${daysAgo(HISTORY_DAYS)}
            )
            GROUP BY id
        )
        WHERE is_current
        GROUP BY deal
    )`
}
