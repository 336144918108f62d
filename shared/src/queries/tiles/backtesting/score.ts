import * as z from "zod"

import {hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {cell, newestBacktests, numberIn, OUTCOME_ORDER} from "./newest"
import {outcomeWords, VERDICT_TITLES, worded} from "./words"

const maybe = z.number().nullable()
const text = z.string()
const found = hogql`found`
const routing = hogql`routing`

/** What was judged, on which period, and through when outcomes are complete. */
export const tileBacktestScope = defineQuery({
    id: "tile_backtest_scope",
    version: 1,
    purpose: "Outcome, horizon, period, accounts and base rate of the newest backtests.",
    params: writerParams,
    row: z.object({
        success: text,
        outcome_event: text,
        outcome_where: text,
        horizon_days: counted,
        checks_from: text,
        checks_to: text,
        landmarks: counted,
        complete_to: text,
        accounts: counted,
        reached: counted,
        checks: counted,
        base_rate: maybe,
        base_rate_low: maybe,
        base_rate_high: maybe,
        judged_at: text,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, JSONExtractString(found, 'outcome_event') AS outcome_event, JSONExtractString(found, 'outcome_where') AS outcome_where,
    toInt(JSONExtractRaw(found, 'horizon_days')) AS horizon_days, left(JSONExtractString(found, 'period_from'), 10) AS checks_from, left(JSONExtractString(found, 'period_to'), 10) AS checks_to,
    toInt(JSONExtractRaw(found, 'landmarks')) AS landmarks, left(JSONExtractString(found, 'outcomes_complete_to'), 10) AS complete_to,
    toInt(JSONExtractRaw(found, 'accounts')) AS accounts, toInt(JSONExtractRaw(found, 'converted_accounts')) AS reached, toInt(JSONExtractRaw(found, 'base_rate_dates')) AS checks,
    100 * ${numberIn(found, hogql`'base_rate'`)} AS base_rate, 100 * ${numberIn(found, hogql`'base_rate_lo'`)} AS base_rate_low, 100 * ${numberIn(found, hogql`'base_rate_hi'`)} AS base_rate_high,
    left(JSONExtractString(found, 'as_of'), 10) AS judged_at
FROM (
${newestBacktests(writer)}
)
ORDER BY ${OUTCOME_ORDER}
LIMIT 20`,
    example: TILE_EXAMPLE,
})

/** Precision and recall of routing as it is set. */
export const tileRoutingAccuracy = defineQuery({
    id: "tile_routing_accuracy",
    version: 1,
    purpose: "Precision beside the base rate, recall and lift of routing as it is set, with ranges.",
    params: writerParams,
    row: z.object({
        success: text,
        verdict: text,
        threshold: maybe,
        accounts: counted,
        checks: counted,
        precision: maybe,
        precision_low: maybe,
        precision_high: maybe,
        base_rate: maybe,
        recall: maybe,
        recall_low: maybe,
        recall_high: maybe,
        lift: maybe,
        lift_low: maybe,
        lift_high: maybe,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, ${worded("verdict", VERDICT_TITLES, hogql`code`)} AS verdict, ${numberIn(found, hogql`'threshold'`)} AS threshold,
    toInt(JSONExtractRaw(routing, 'accounts')) AS accounts, toInt(JSONExtractRaw(routing, 'dates')) AS checks,
    100 * ${numberIn(routing, hogql`'precision'`)} AS precision, 100 * ${numberIn(routing, hogql`'precision_lo'`)} AS precision_low, 100 * ${numberIn(routing, hogql`'precision_hi'`)} AS precision_high,
    100 * ${numberIn(found, hogql`'base_rate'`)} AS base_rate, 100 * ${numberIn(routing, hogql`'recall'`)} AS recall,
    ${cell("details", "recall_lo", hogql`detail`)} AS recall_low, ${cell("details", "recall_hi", hogql`detail`)} AS recall_high,
    if(code = 'too_little_data', NULL, ${numberIn(routing, hogql`'lift'`)}) AS lift, if(code = 'too_little_data', NULL, ${numberIn(routing, hogql`'lift_lo'`)}) AS lift_low,
    if(code = 'too_little_data', NULL, ${numberIn(routing, hogql`'lift_hi'`)}) AS lift_high
FROM (
    SELECT outcome, found, JSONExtractRaw(found, 'overall') AS routing, JSONExtractString(JSONExtractRaw(found, 'overall'), 'verdict') AS code,
        arrayElement(JSONExtractArrayRaw(found, 'details'), length(JSONExtractArrayRaw(found, 'signals')) + 1) AS detail
    FROM (
    ${newestBacktests(writer)}
    )
)
ORDER BY ${OUTCOME_ORDER}
LIMIT 20`,
    example: TILE_EXAMPLE,
})

/** Conversion by score. */
export const tileScoreBuckets = defineQuery({
    id: "tile_score_buckets",
    version: 1,
    purpose: "Of weekly checks with scores of a range, how many were followed by the outcome.",
    params: writerParams,
    row: z.object({success: text, score: text, checks: counted, reached: counted, rate: maybe, rate_low: maybe, rate_high: maybe, base_rate: maybe}),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, if(score_from = score_to, toString(score_from), concat(toString(score_from), ' to ', toString(score_to))) AS score,
    toInt(${cell("buckets", "n", hogql`bucket`)}) AS checks, toInt(${cell("buckets", "k", hogql`bucket`)}) AS reached, if(checks = 0, NULL, 100 * reached / checks) AS rate,
    ${cell("buckets", "lo", hogql`bucket`)} AS rate_low, ${cell("buckets", "hi", hogql`bucket`)} AS rate_high, 100 * ${numberIn(found, hogql`'base_rate'`)} AS base_rate
FROM (
    SELECT outcome, found, bucket, ${cell("buckets", "from", hogql`bucket`)} AS score_from, ${cell("buckets", "to", hogql`bucket`)} AS score_to
    FROM (
        SELECT outcome, found, arrayJoin(JSONExtractArrayRaw(found, 'buckets')) AS bucket
        FROM (
        ${newestBacktests(writer)}
        )
    )
)
ORDER BY ${OUTCOME_ORDER}, score_from ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
}) // prettier-ignore

/** What each threshold would flag and find (H2). */
export const tileThresholds = defineQuery({
    id: "tile_thresholds",
    version: 1,
    purpose: "Accounts flagged by each threshold of the score, with share, precision and recall.",
    params: writerParams,
    row: z.object({
        success: text,
        threshold: z.number(),
        used: text,
        accounts: counted,
        new_per_month: maybe,
        flagged: maybe,
        flagged_low: maybe,
        flagged_high: maybe,
        checks: counted,
        precision: maybe,
        precision_low: maybe,
        precision_high: maybe,
        recall: maybe,
        recall_low: maybe,
        recall_high: maybe,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, ${cell("thresholds", "threshold", hogql`flag`)} AS threshold, if(threshold = ${numberIn(found, hogql`'threshold'`)}, 'now', '') AS used,
    toInt(${cell("thresholds", "accounts", hogql`flag`)}) AS accounts, ${cell("thresholds", "new_per_month", hogql`flag`)} AS new_per_month,
    ${cell("thresholds", "flagged", hogql`flag`)} AS flagged, ${cell("thresholds", "flagged_lo", hogql`flag`)} AS flagged_low, ${cell("thresholds", "flagged_hi", hogql`flag`)} AS flagged_high,
    toInt(${cell("thresholds", "precision_n", hogql`flag`)}) AS checks, if(checks = 0, NULL, 100 * ${cell("thresholds", "precision_k", hogql`flag`)} / checks) AS precision,
    ${cell("thresholds", "precision_lo", hogql`flag`)} AS precision_low, ${cell("thresholds", "precision_hi", hogql`flag`)} AS precision_high,
    ${cell("thresholds", "recall", hogql`flag`)} AS recall, ${cell("thresholds", "recall_lo", hogql`flag`)} AS recall_low, ${cell("thresholds", "recall_hi", hogql`flag`)} AS recall_high
FROM (
    SELECT outcome, found, arrayJoin(JSONExtractArrayRaw(found, 'thresholds')) AS flag
    FROM (
    ${newestBacktests(writer)}
    )
)
ORDER BY ${OUTCOME_ORDER}, threshold ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
})
