import * as z from "zod"

import {RUN_COMPLETED} from "../../../events/run-completed"
import {bind, type Fragment, hogql, integer} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {signalName, TILE_EXAMPLE, writerParams} from "../parts"

/** How far back runs are looked for. */
export const RUN_DAYS = 90
/** Runs that the table shows. */
const ROWS = 14

/**
 * Summaries of runs by this writer, each once: run, as_of (instant), finished (instant), body (its JSON). A run that was
 * done anew, because its storage was lost, counts as it ended last.
 */
export function runs(writer: string): Fragment {
    const ended = hogql`JSONExtractString(properties, 'finished_at')`
    return hogql`SELECT JSONExtractString(properties, 'run_id') AS run, any(timestamp) AS as_of, max(toDateTime(${ended})) AS finished, argMax(properties, ${ended}) AS body
    FROM events
    WHERE event = ${bind("run_event", RUN_COMPLETED)} AND toString(properties.beton_writer) = ${bind("writer", writer)}
        AND timestamp >= now() - toIntervalDay(${integer(RUN_DAYS)})
    GROUP BY run`
}

/** Hours since the last run, one number (A13). */
export const tileHoursSinceRun = defineQuery({
    id: "tile_hours_since_run",
    version: 1,
    purpose: "Hours since the last run that was completed.",
    params: writerParams,
    row: z.object({hours: z.number()}),
    ttlSeconds: TTL.fired,
    hogql: ({
        writer,
    }) => hogql`SELECT round(greatest(0, dateDiff('second', max(finished), now())) / 3600, 1) AS hours
FROM (
    ${runs(writer)}
)
HAVING count() > 0
LIMIT 1`,
    example: TILE_EXAMPLE,
})

/** The latest runs and what they came to (A6). */
export const tileRuns = defineQuery({
    id: "tile_runs",
    version: 1,
    purpose: "The latest runs: what was found, what reached the CRM, and what failed and why.",
    params: writerParams,
    row: z.object({
        as_of: z.string(),
        finished: z.string(),
        kind: z.string(),
        accounts: counted,
        written: counted,
        for_crm: counted,
        deals_made: counted,
        updated: counted,
        left_out: counted,
        not_written: counted,
        problems: counted,
        what_failed: z.string(),
    }),
    ttlSeconds: TTL.fired,
    hogql: ({
        writer,
    }) => hogql`SELECT as_of, finished, if(JSONExtractString(body, 'kind') = 'now', 'on demand', 'daily') AS kind,
    JSONExtractInt(body, 'accounts_active') AS accounts, JSONExtractInt(body, 'events_written') AS written,
    JSONExtractInt(body, 'routing', 'would_route') AS for_crm, JSONExtractInt(body, 'routing', 'created') AS deals_made, JSONExtractInt(body, 'routing', 'updated') AS updated,
    arraySum(arrayMap(reason -> JSONExtractInt(skipped, reason), reasons)) AS left_out, JSONExtractInt(body, 'routing', 'failed') AS not_written,
    length(JSONExtractArrayRaw(body, 'problems')) AS problems,
    arrayStringConcat(arrayMap(n -> JSONExtractString(body, 'problems', n), arrayEnumerate(JSONExtractArrayRaw(body, 'problems'))), ' ') AS what_failed
FROM (
    SELECT as_of, finished, body, JSONExtractRaw(body, 'routing', 'skipped') AS skipped, JSONExtractKeys(body, 'routing', 'skipped') AS reasons
    FROM (
        ${runs(writer)}
    )
)
ORDER BY as_of DESC
LIMIT ${integer(ROWS)}`,
    example: TILE_EXAMPLE,
})

/** What the last run could see of each signal (A8). */
export const tileDataSources = defineQuery({
    id: "tile_data_sources",
    version: 1,
    purpose: "For each signal whether its data was there in the last run, and what it waits for.",
    params: writerParams,
    row: z.object({
        signal: z.string(),
        state: z.string(),
        reason: z.string(),
        active: counted,
        fired: counted,
        as_of: z.string(),
    }),
    ttlSeconds: TTL.aggregate,
    hogql: ({writer}) => hogql`SELECT ${signalName(hogql`type`)} AS signal,
    transform(state_code, ['ok', 'off', 'waiting_for_data', 'failed'], ['Ready', 'Switched off', 'Waiting for data', 'Failed'], 'Unknown') AS state,
    JSONExtractString(one, 'reason') AS reason, JSONExtractInt(one, 'active') AS active, JSONExtractInt(one, 'fired') AS fired, run_as_of AS as_of
FROM (
    SELECT one, run_as_of, JSONExtractString(one, 'type') AS type, JSONExtractString(one, 'state') AS state_code
    FROM (
        SELECT arrayJoin(JSONExtractArrayRaw(argMax(body, as_of), 'signals')) AS one, max(as_of) AS run_as_of
        FROM (
            ${runs(writer)}
        )
    )
)
ORDER BY signal ASC
LIMIT 100`,
    example: TILE_EXAMPLE,
})
