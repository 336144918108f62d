import * as z from "zod"

import {OPEN} from "../../backtest/tables"
import {bind, hogql, integer} from "../hogql"
import {defineQuery, TTL} from "../query"
import {exposures} from "./exposure"
import {BACKTEST_EXAMPLE, backtestInputSchema} from "./input"

const cutSchema = z.discriminatedUnion("of", [
    z.object({of: z.literal("signal"), index: z.number().int().min(0), state: z.number().int().min(1)}),
    z.object({of: z.literal("routed")}),
    z.object({of: z.literal("score"), threshold: z.number()}),
])

const weights = z.array(z.number())

/**
 * Weights of one cut: what an account-date adds to its account's share of an estimate's error, in the order of (exposed,
 * converts) = (0,0), (0,1), (1,0), (1,1). Four for all mature landmarks alike, or four for each landmark of the plan;
 * empty = not asked.
 */
export const cutWeightsSchema = z.object({
    cut: cutSchema,
    crude: weights,
    precision: weights,
    recall: weights,
    matched: weights,
    matchedConfirm: weights,
})

/** See `cutWeightsSchema`. */
export type CutWeights = z.output<typeof cutWeightsSchema>

/** Sums over accounts of squared shares, one list per kind of estimate, in the order of the cuts. */
const sums = z.array(z.number())

/**
 * Second pass of a backtest: with the first pass's estimates bound as weights, the sum over accounts of the squared sum of
 * their account-dates' contributions (METHODS §3.2, linearised variance clustered by account). One row a slice of
 * accounts; sums of slices add up.
 */
export const backtestSpread = defineQuery({
    id: "backtest_spread",
    version: 1,
    purpose: "How much each estimate varies between accounts: sums of squares, for honest intervals.",
    params: backtestInputSchema.extend({
        cuts: z.array(cutWeightsSchema).min(1).max(200),
        /** Weights at 2 · score + converts + 1, for the area under the ROC curve. */
        auc: weights,
        /** Weights of (no, yes) for the base rate. */
        base: weights.length(2),
    }),
    row: z.object({
        cuts: z.array(z.int().min(1)),
        crude: sums,
        precision: sums,
        recall: sums,
        matched: sums,
        matched_confirm: sums,
        auc: sums,
        base: sums,
    }),
    ttlSeconds: TTL.backtest,
    hogql(input) {
        const of = (name: keyof Omit<CutWeights, "cut">) =>
            hogql`arrayElement(${bind(`w_${name.toLowerCase()}`, input.cuts.map((cut) => given(cut[name])))}, cut)` // prettier-ignore
        return hogql`SELECT groupArray(cut) AS cuts, groupArray(q_crude) AS crude, groupArray(q_precision) AS precision, groupArray(q_recall) AS recall,
    groupArray(q_matched) AS matched, groupArray(q_confirm) AS matched_confirm, groupArray(q_auc) AS auc, groupArray(q_base) AS base
FROM (
    SELECT cut, sum(g_crude * g_crude) AS q_crude, sum(g_precision * g_precision) AS q_precision, sum(g_recall * g_recall) AS q_recall,
        sum(g_matched * g_matched) AS q_matched, sum(g_confirm * g_confirm) AS q_confirm, sum(g_auc * g_auc) AS q_auc, sum(g_base * g_base) AS q_base
    FROM (
        SELECT cut,
            arraySum(arrayMap(k -> w_crude[k], cells)) AS g_crude,
            arraySum(arrayMap(k -> w_precision[k], cells)) AS g_precision,
            arraySum(arrayMap(k -> w_recall[k], cells)) AS g_recall,
            arraySum(arrayMap(k -> w_matched[k], dated)) AS g_matched,
            arraySum(arrayMap(k -> w_confirm[k], dated)) AS g_confirm,
            arraySum(arrayMap(k -> arrayElement(${bind("w_auc", given(input.auc))}, k), scored)) AS g_auc,
            arraySum(arrayMap(k -> arrayElement(${bind("w_base", input.base)}, k), outcomes)) AS g_base
        FROM (
            SELECT cut, ${of("crude")} AS w_crude, ${of("precision")} AS w_precision, ${of("recall")} AS w_recall,
                ${of("matched")} AS w_matched, ${of("matchedConfirm")} AS w_confirm,
                arrayMap((e, y) -> 2 * e + y + 1, seen, ended) AS cells,
                arrayMap((i, e, y) -> 4 * (i - 1) + 2 * e + y + 1, at, seen, ended) AS dated,
                if(cut = 1, arrayMap((score, y) -> 2 * score + y + 1, points, ended), []) AS scored,
                if(cut = 1, arrayMap(y -> y + 1, ended), []) AS outcomes
            FROM (
                SELECT cut, arraySlice(exposed, 1, n) AS seen, arraySlice(ys, 1, n) AS ended, arraySlice(places, 1, n) AS at, arraySlice(scores, 1, n) AS points
                FROM (SELECT *, arrayCount(part -> part < ${integer(OPEN)}, parts) AS n FROM (${exposures(input, input.cuts.map(({cut}) => cut))}))
            )
        )
    )
    GROUP BY cut
    ORDER BY cut
)
LIMIT 1`
    },
    contradiction: (rows, {cuts}) =>
        rows.every((row) => Object.values(row).every((list) => list.length === row.cuts.length && list.length <= cuts.length))
            ? null
            : "there are more or fewer sums than estimates.",
    example: {
        ...BACKTEST_EXAMPLE,
        cuts: [
            {
                cut: {of: "signal", index: 0, state: 1},
                crude: [0.001, -0.02, -0.01, 0.1],
                precision: [0, 0, -0.01, 0.1],
                recall: [0, -0.02, 0, 0.1],
                matched: [],
                matchedConfirm: [],
            },
        ],
        auc: [],
        base: [-0.001, 0.02],
    },
}) // prettier-ignore

/** ClickHouse knows no type for an array without elements; beyond an array's end every weight reads as 0. */
function given(list: readonly number[]): readonly number[] {
    return list.length > 0 ? list : [0]
}
