import * as z from "zod"

import {hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {counted} from "../../schemas"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {rateColumns} from "../shares"
import {cell, newestBacktests, numberIn, OUTCOME_ORDER} from "./newest"
import {HEALTH_TITLES, outcomeWords, VERDICT_TITLES, worded} from "./words"

const maybe = z.number().nullable()

/** One row per outcome and signal: outcome, found, signal (JSON), detail (row of the list `details`). */
const eachSignal = (
    writer: string,
) => hogql`SELECT outcome, found, arrayElement(signals, place) AS signal, arrayElement(details, place) AS detail
    FROM (
        SELECT outcome, found, signals, details, arrayJoin(arrayEnumerate(signals)) AS place
        FROM (
            SELECT outcome, found, JSONExtractArrayRaw(found, 'signals') AS signals, JSONExtractArrayRaw(found, 'details') AS details
            FROM (
            ${newestBacktests(writer)}
            )
        )
    )`
const title = hogql`JSONExtractString(signal, 'title')`
const verdict = hogql`JSONExtractString(signal, 'verdict')`

/** The verdict on every signal with its figures, the surest lift first. */
export const tileSignalVerdicts = defineQuery({
    id: "tile_signal_verdicts",
    version: 1,
    purpose: "Verdict, precision beside the base rate, recall and lift of every signal, with ranges.",
    params: writerParams,
    row: z.object({
        success: z.string(),
        signal_title: z.string(),
        verdict: z.string(),
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
    }) => hogql`SELECT ${outcomeWords} AS success, ${title} AS signal_title, ${worded("verdict", VERDICT_TITLES, verdict)} AS verdict,
    toInt(JSONExtractRaw(signal, 'accounts')) AS accounts, toInt(JSONExtractRaw(signal, 'dates')) AS checks,
    100 * ${numberIn(hogql`signal`, hogql`'precision'`)} AS precision, 100 * ${numberIn(hogql`signal`, hogql`'precision_lo'`)} AS precision_low,
    100 * ${numberIn(hogql`signal`, hogql`'precision_hi'`)} AS precision_high, 100 * ${numberIn(hogql`found`, hogql`'base_rate'`)} AS base_rate,
    100 * ${numberIn(hogql`signal`, hogql`'recall'`)} AS recall, ${cell("details", "recall_lo", hogql`detail`)} AS recall_low, ${cell("details", "recall_hi", hogql`detail`)} AS recall_high,
    if(is_judged, ${numberIn(hogql`signal`, hogql`'lift'`)}, NULL) AS lift, if(is_judged, ${numberIn(hogql`signal`, hogql`'lift_lo'`)}, NULL) AS lift_low,
    if(is_judged, ${numberIn(hogql`signal`, hogql`'lift_hi'`)}, NULL) AS lift_high
FROM (
    SELECT outcome, found, signal, detail, ${verdict} != 'too_little_data' AS is_judged
    FROM (
    ${eachSignal(writer)}
    )
)
ORDER BY ${OUTCOME_ORDER}, coalesce(lift_low, -1) DESC, accounts DESC, signal_title ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
})

/** Whether signals find as many buyers as they used to (E3): newest period against the frozen baseline. */
export const tileSignalHealth = defineQuery({
    id: "tile_signal_health",
    version: 1,
    purpose: "How each signal does lately against its own baseline, in words and counts.",
    params: writerParams,
    row: z.object({
        success: z.string(),
        signal_title: z.string(),
        state: z.string(),
        baseline_accounts: maybe,
        baseline_reached: maybe,
        baseline_rate: maybe,
        baseline_low: maybe,
        baseline_high: maybe,
        recent_accounts: maybe,
        recent_reached: maybe,
        recent_rate: maybe,
        recent_low: maybe,
        recent_high: maybe,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({writer}) => hogql`SELECT success, signal_title, state, baseline_accounts, baseline_reached,
    ${rateColumns({rate: hogql`baseline_rate`, low: hogql`baseline_low`, high: hogql`baseline_high`}, hogql`coalesce(baseline_reached, 0)`, hogql`coalesce(baseline_accounts, 0)`)},
    recent_accounts, recent_reached,
    ${rateColumns({rate: hogql`recent_rate`, low: hogql`recent_low`, high: hogql`recent_high`}, hogql`coalesce(recent_reached, 0)`, hogql`coalesce(recent_accounts, 0)`)}
FROM (
    SELECT outcome, ${outcomeWords} AS success, ${title} AS signal_title, JSONExtractString(signal, 'health') AS code, ${worded("health", HEALTH_TITLES, hogql`code`)} AS state,
        ${cell("details", "baseline_n", hogql`detail`)} AS baseline_accounts, ${cell("details", "baseline_converted", hogql`detail`)} AS baseline_reached,
        ${cell("details", "recent_n", hogql`detail`)} AS recent_accounts, ${cell("details", "recent_converted", hogql`detail`)} AS recent_reached
    FROM (
    ${eachSignal(writer)}
    )
)
ORDER BY ${OUTCOME_ORDER}, indexOf(['degrading', 'watch', 'healthy'], code) = 0 ASC, indexOf(['degrading', 'watch', 'healthy'], code) ASC, signal_title ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
})

/** How many accounts a signal still needs before it can be judged (H8). */
export const tileSignalPower = defineQuery({
    id: "tile_signal_power",
    version: 1,
    purpose:
        "Accounts with each signal, how many are needed to judge the smallest useful lift, and how many are missing.",
    params: writerParams,
    row: z.object({
        success: z.string(),
        signal_title: z.string(),
        accounts: maybe,
        needed: maybe,
        missing: maybe,
        months_to_go: maybe,
        detectable_lift: maybe,
    }),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, ${title} AS signal_title, ${cell("details", "accounts_with", hogql`detail`)} AS accounts,
    ${cell("details", "accounts_needed", hogql`detail`)} AS needed, if(isNull(accounts) OR isNull(needed), NULL, greatest(0, needed - accounts)) AS missing,
    ${cell("details", "months_to_go", hogql`detail`)} AS months_to_go, ${cell("details", "detectable_lift", hogql`detail`)} AS detectable_lift
FROM (
${eachSignal(writer)}
)
ORDER BY ${OUTCOME_ORDER}, coalesce(missing, -1) DESC, signal_title ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
})

/** Signals that could not be judged at all, and why. */
export const tileUnjudgedSignals = defineQuery({
    id: "tile_unjudged_signals",
    version: 1,
    purpose: "Signals that the newest backtest could not judge, with the reason in words.",
    params: writerParams,
    row: z.object({success: z.string(), signal_title: z.string(), verdict: z.string(), reason: z.string()}),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
    }) => hogql`SELECT ${outcomeWords} AS success, ${title} AS signal_title, ${worded("verdict", VERDICT_TITLES, verdict)} AS verdict, JSONExtractString(signal, 'reason') AS reason
FROM (
    SELECT outcome, arrayJoin(JSONExtractArrayRaw(found, 'unjudged')) AS signal
    FROM (
    ${newestBacktests(writer)}
    )
)
ORDER BY ${OUTCOME_ORDER}, signal_title ASC
LIMIT 200`,
    example: TILE_EXAMPLE,
})
