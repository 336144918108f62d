import * as z from "zod"

import {SIGNAL_FIRED} from "../../events/signal-fired"
import {FILTERS, type Fragment, hogql, integer, word} from "../hogql"

/** What every tile about Beton's own events needs: tiles cannot check signatures, so they filter on the writer (A11). */
export const writerParams = z.object({writer: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)})

/** Values that tiles are printed and run with in tests. */
export const TILE_EXAMPLE = {writer: "w_example"}

const DAY_SECONDS = 86_400

/** Days of 24 hours before now: calendar days would make one of two periods longer where clocks change. */
export function daysAgo(days: number): Fragment {
    return hogql`now() - toIntervalSecond(${integer(days * DAY_SECONDS)})`
}

/** An instant and so many days of 24 hours. */
export function plusDays(instant: Fragment, days: number): Fragment {
    return hogql`${instant} + toIntervalSecond(${integer(days * DAY_SECONDS)})`
}

/** Beton's own events of a name, by this writer. */
export function written(event: string, writer: string): Fragment {
    return hogql`event = ${word(event)} AND toString(properties.beton_writer) = ${word(writer)}`
}

/**
 * One row per firing of the dashboard's period: id, account, at, score, types, fresh (types that fired newly), why_now,
 * routed, replayed. Grouped by id, because what was sent twice is there twice until PostHog has merged it.
 */
export function firings(writer: string): Fragment {
    return hogql`SELECT JSONExtractString(properties, 'beton_id') AS id, any(JSONExtractString(properties, 'account_key')) AS account, any(timestamp) AS at,
        any(JSONExtractFloat(properties, 'signal_score')) AS score,
        any(arrayMap(quoted -> replaceAll(quoted, '"', ''), JSONExtractArrayRaw(properties, 'signal_types'))) AS types,
        any(arrayMap(quoted -> replaceAll(quoted, '"', ''), JSONExtractArrayRaw(properties, 'new_signal_types'))) AS fresh,
        any(JSONExtractString(properties, 'why_now')) AS why_now,
        any(JSONExtractBool(properties, 'routed')) AS routed, any(JSONExtractBool(properties, 'replayed')) AS replayed
    FROM events
    WHERE ${written(SIGNAL_FIRED, writer)} AND ${FILTERS}
    GROUP BY id`
}

/** The latest firing of each account in the dashboard's period: account, at, score, types, why_now, replayed. */
export function latestFirings(writer: string): Fragment {
    return hogql`SELECT account, max(at) AS fired_at, argMax(score, at) AS last_score, argMax(types, at) AS last_types,
        argMax(why_now, at) AS last_why, argMax(replayed, at) AS is_replayed
    FROM (
        ${firings(writer)}
    )
    GROUP BY account`
}

/**
 * The id of a signal as people read it: the title of a built-in one, which is its id in words but for those named here; a
 * signal of the team's own goes without its prefix. Constants, because no values may stand beside a date filter.
 *
 * @param id a column: parsers take several times longer with each level of nested calls
 */
export function signalName(id: Fragment): Fragment {
    const words = hogql`replaceAll(replaceOne(${id}, 'custom_', ''), '_', ' ')`
    return hogql`transform(${id}, ['pricing_intent', 'limit_approaching'], ['Pricing interest', 'Close to plan limit'], concat(upper(substring(${words}, 1, 1)), substring(${words}, 2, 200)))`
}

/**
 * The start of the week of an instant, in the project's calendar: a Date.
 *
 * @param at a column with instants
 */
export function weekOf(at: Fragment): Fragment {
    return hogql`toDate(toStartOfWeek(${at}))`
}

/**
 * The rows, each once for every week from `first_week` to `last_week` (starts of weeks): as `week_start`. So weeks
 * without anything are there too.
 *
 * @param rows a SELECT with first_week, last_week and the columns
 * @param columns what is kept of it
 */
export function everyWeek(columns: Fragment, rows: Fragment): Fragment {
    return hogql`SELECT ${columns}, addDays(first_week, days_on) AS week_start
    FROM (
        SELECT ${columns}, first_week, arrayJoin(range(0, dateDiff('day', first_week, last_week) + 1, 7)) AS days_on
        FROM (
            ${rows}
        )
    )`
}
