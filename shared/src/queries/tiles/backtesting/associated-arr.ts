import * as z from "zod"

import {ARR_REFUSALS} from "../../../explain/arr"
import {bind, hogql} from "../../hogql"
import {defineQuery, TTL} from "../../query"
import {TILE_EXAMPLE, writerParams} from "../parts"
import {mainBacktest, numberIn} from "./newest"
import {worded} from "./words"

const maybe = z.number().nullable()
const text = z.string()

/** ARR associated with routing above baseline, or why there is no figure (METHODS §9). */
export const tileAssociatedArr = defineQuery({
    id: "tile_associated_arr",
    version: 1,
    purpose: "Estimate of the yearly revenue associated with routed accounts above baseline, with its formula.",
    params: writerParams.extend({
        contract_value: z.number().positive().nullable(),
        /** Accounts that the team can work in 30 days; null = all. */
        capacity: z.number().positive().nullable(),
    }),
    row: z.object({arr: maybe, arr_low: maybe, arr_high: maybe, per_month: maybe, worked: maybe, with_signal: text, without_signal: text, contract_value: maybe, note: text}),
    ttlSeconds: TTL.backtest,
    hogql: ({
        writer,
        contract_value: value,
        capacity,
    }) => hogql`SELECT if(is_said, ${numberIn(hogql`estimate`, hogql`'point'`)} * share * ${bind("value", value ?? 1)}, NULL) AS arr,
    if(is_said, ${numberIn(hogql`estimate`, hogql`'lo'`)} * share * ${bind("value", value ?? 1)}, NULL) AS arr_low,
    if(is_said, ${numberIn(hogql`estimate`, hogql`'hi'`)} * share * ${bind("value", value ?? 1)}, NULL) AS arr_high,
    volume AS per_month, 100 * share AS worked, concat(JSONExtractRaw(estimate, 'with_k'), ' of ', JSONExtractRaw(estimate, 'with_n')) AS with_signal,
    concat(JSONExtractRaw(estimate, 'without_k'), ' of ', JSONExtractRaw(estimate, 'without_n')) AS without_signal,
    if(${bind("has_value", value !== null)}, ${bind("value", value ?? 1)}, NULL) AS contract_value,
    if(reason = '' AND NOT ${bind("has_value", value !== null)}, ${bind("enter_value", ARR_REFUSALS.no_contract_value)}, ${worded("reason", ARR_REFUSALS, hogql`reason`)}) AS note
FROM (
    SELECT estimate, JSONExtractString(estimate, 'reason') AS reason, ${numberIn(hogql`estimate`, hogql`'per_month'`)} AS volume,
        if(volume > ${bind("capacity", capacity ?? Number.MAX_SAFE_INTEGER)}, ${bind("capacity", capacity ?? Number.MAX_SAFE_INTEGER)} / volume, 1) AS share,
        reason = '' AND ${bind("has_value", value !== null)} AS is_said
    FROM (
        SELECT JSONExtractRaw(found, 'arr') AS estimate
        FROM (
        ${mainBacktest(writer)}
        )
    )
    WHERE notEmpty(estimate)
)
LIMIT 1`,
    example: {...TILE_EXAMPLE, contract_value: 12_000, capacity: 25},
}) // prettier-ignore
