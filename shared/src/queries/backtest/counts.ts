import * as z from "zod"

import {subjectCuts} from "../../backtest/cuts"
import {blocksOf} from "../../backtest/plan"
import {subjectsOf} from "../../backtest/subjects"
import {KEY, OPEN, PERIOD_CODES, TABLES} from "../../backtest/tables"
import {bind, type Fragment, hogql, ident, integer, join} from "../hogql"
import {defineQuery, TTL} from "../query"
import {counted} from "../schemas"
import {exposures} from "./exposure"
import {BACKTEST_EXAMPLE, backtestInputSchema} from "./input"
import {signed, STATES} from "./risk-set"

/** Constant part of a key; what varies by row is added to it. */
const from = (table: number, b = 0, c = 0): Fragment => integer(table * KEY.table + b * KEY.b + c)

/**
 * A backtest's one question: every count and sum that its numbers need, and no account (DESIGN §4). One row a table and
 * slice of accounts, however many accounts there are; counts of disjoint slices add up. What is counted:
 * `backtest/tables.ts`. Variances clustered by account come from sums over pairs of an account's dates, so the events are
 * read once and not a second time with the estimates bound.
 */
export const backtestCounts = defineQuery({
    id: "backtest_counts",
    version: 1,
    purpose:
        "How many accounts and account-dates were at risk, showed each signal and score, and converted: counts only.",
    params: backtestInputSchema,
    row: z.object({kind: counted, keys: z.array(counted), counts: z.array(counted)}),
    ttlSeconds: TTL.backtest,
    // Each array is a column of its own: the parser takes several times longer with each level of nesting.
    hogql(input) {
        const keys = [...rowKeys(), ...accountKeys()]
        const names = keys.map((_key, index) => ident(`k${index}`))
        const blocks = blocksOf(input.plan).map((block) => block ?? 0)
        const signals = input.subjects.map((_subject, index) => index)
        return hogql`SELECT kind, groupArray(cell) AS keys, groupArray(n) AS counts
FROM (
    SELECT intDiv(key, ${integer(KEY.table)}) AS kind, key % ${integer(KEY.table)} AS cell, sum(weight) AS n
    FROM (
        SELECT tupleElement(entry, 1) AS key, tupleElement(entry, 2) AS weight
        FROM (
            SELECT arrayJoin(arrayZip(
                arrayConcat(single, ${join(
                    PAIRS.map(({name}) => ident(`${name}_keys`)),
                    ", ",
                )}),
                arrayConcat(single_weights, ${join(
                    PAIRS.map(({name}) => ident(`${name}_weights`)),
                    ", ",
                )}))) AS entry
            FROM (
                SELECT arrayConcat(${join(names, ", ")}) AS single, arrayMap(k -> 1, single) AS single_weights, ${join(PAIRS.map(pairsOf), ", ")}
                FROM (
                    SELECT cut, signal, ${join(
                        keys.map((key, index) => hogql`${key} AS ${ident(`k${index}`)}`),
                        ", ",
                    )}, ${join(PAIRS.map(distinctCells), ", ")}
                    FROM (
                        SELECT *, cut * ${integer(KEY.b)} AS subject, (cut - 1) * ${integer(KEY.a)} AS signal, if(cut = 1, 1, 0) AS once,
                            arrayElement(${bind("is_signal", [...signals.map(() => 1), 0])}, cut) AS is_signal,
                            arrayElement(${bind("signal_digits", [...signals.map((index) => STATES ** index), 1])}, cut) AS digit_of,
                            arrayMap(part -> if(part < ${integer(OPEN)}, 1, 0), parts) AS mature,
                            arrayMap(part -> if(part = ${integer(PERIOD_CODES.confirm)}, 1, 0), parts) AS confirming,
                            arrayMap((e, ok) -> e * ok, exposed, mature) AS e_whole, arrayMap((e, ok) -> e * ok, exposed, confirming) AS e_confirm,
                            arrayMap((y, ok) -> y * ok, ys, mature) AS y_whole, arrayMap((y, ok) -> y * ok, ys, confirming) AS y_confirm,
                            arrayMap((e, y) -> e * y, e_whole, ys) AS ey_whole, arrayMap((e, y) -> e * y, e_confirm, ys) AS ey_confirm,
                            arrayMap((e, ok) -> ok - e * ok, exposed, mature) AS u_whole, arrayMap((e, ok) -> ok - e * ok, exposed, confirming) AS u_confirm,
                            arrayMap(code -> intDiv(code, digit_of) % 8, codes) AS states,
                            arrayConcat([-9], arrayPopBack(places)) AS places_before, arrayMap((i, before) -> if(i - before = 1, 1, 0), places, places_before) AS follows,
                            arrayConcat([0], arrayPopBack(scores)) AS scores_before, arrayConcat([0], arrayPopBack(exposed)) AS exposed_before,
                            indexOf(exposed, 1) AS exposed_at, indexOf(exposed, 0) AS unexposed_at, indexOf(confirming, 1) AS confirms_at,
                            arrayConcat([0], exposed) AS exposed_from_0, arrayConcat([0], ys) AS ys_from_0, arrayConcat([0], waits) AS waits_from_0, arrayConcat([0], ends) AS ends_from_0,
                            arrayMap(i -> arrayElement(${bind("blocks", blocks)}, i), places) AS landmark_blocks,
                            arrayMap((block, e, y) -> 4 * block + 2 * e + y, landmark_blocks, exposed, ys) AS date_all,
                            arrayMap((state, y) -> 2 * state + y, states, ys) AS state_all, arrayMap((score, y) -> 2 * score + y, scores, ys) AS score_all,
                            arraySum(mature) AS n_mature, arraySlice(date_all, 1, n_mature) AS date_mature,
                            arraySlice(state_all, 1, is_signal * n_mature) AS state_mature, arraySlice(score_all, 1, once * n_mature) AS score_mature
                        FROM (${exposures(input, subjectCuts(subjectsOf(input.subjects)))})
                    )
                )
            )
        )
    )
    WHERE key > 0
    GROUP BY key
)
GROUP BY kind
ORDER BY kind
LIMIT 100`
    },
    contradiction: (rows) =>
        rows.every(({keys, counts}) => keys.length === counts.length)
            ? null
            : "a table has more cells than counts.",
    example: BACKTEST_EXAMPLE,
})

/** The pair tables: cells of an account's mature dates, and where a pair's key goes. */
const PAIRS = [
    {name: "date", key: (x: Fragment) => hogql`${from(TABLES.datePairs)} + cut * 100000 + ${x} * 100`},
    {name: "state", key: (x: Fragment) => hogql`${from(TABLES.statePairs)} + signal + ${x} * 100`},
    {name: "score", key: (x: Fragment) => hogql`${from(TABLES.scorePairs)} + ${x} * 100000`},
] as const

/** Distinct cells of a list, and how often each occurs: the places where each begins once it is sorted. */
function distinctCells({name}: (typeof PAIRS)[number]): Fragment {
    const [sorted, cells, starts] = [ident(`${name}_sorted`), ident(`${name}_cells`), ident(`${name}_starts`)]
    return hogql`arraySort(${ident(`${name}_mature`)}) AS ${sorted}, arrayDistinct(${sorted}) AS ${cells}, arrayMap(u -> indexOf(${sorted}, u), ${cells}) AS ${starts},
        arrayPushBack(${starts}, length(${sorted}) + 1) AS ${ident(`${name}_ends`)}, arrayPopFront(${ident(`${name}_ends`)}) AS ${ident(`${name}_next`)},
        arrayMap((start, following) -> following - start, ${starts}, ${ident(`${name}_next`)}) AS ${ident(`${name}_n`)}`
}

/**
 * Keys and weights of all pairs of cells: every cell beside every other, by repeating the list as a whole and each of
 * its elements. Of x and y only the pair with x <= y has a key.
 */
function pairsOf({name, key}: (typeof PAIRS)[number]): Fragment {
    const [cells, counts, m] = [ident(`${name}_cells`), ident(`${name}_n`), ident(`${name}_m`)]
    const each = (list: Fragment): Fragment =>
        hogql`arrayFlatten(arrayMap(x -> arrayWithConstant(${m}, x), ${list}))`
    const whole = (list: Fragment): Fragment => hogql`arrayFlatten(arrayWithConstant(${m}, ${list}))`
    return hogql`length(${cells}) AS ${m}, ${each(cells)} AS ${ident(`${name}_x`)}, ${whole(cells)} AS ${ident(`${name}_y`)},
                    ${each(counts)} AS ${ident(`${name}_x_n`)}, ${whole(counts)} AS ${ident(`${name}_y_n`)},
                    arrayMap((x, y) -> ${signed(hogql`(x <= y) * (${key(hogql`x`)} + y)`)}, ${ident(`${name}_x`)}, ${ident(`${name}_y`)}) AS ${ident(`${name}_keys`)},
                    arrayMap((n, o) -> n * o, ${ident(`${name}_x_n`)}, ${ident(`${name}_y_n`)}) AS ${ident(`${name}_weights`)}`
}

/**
 * Arrays of keys of account-dates; 0 where there is nothing to count, by multiplication: calls of `if` cost the parser
 * most. What concerns everybody is counted beside the first subject.
 */
function rowKeys(): Fragment[] {
    return [
        hogql`arrayMap((i, y, ok) -> once * ok * (${from(TABLES.landmarks)} + i * 100000 + y), places, ys, mature)`,
        hogql`arrayMap((e, i, y) -> e * (${from(TABLES.landmarks)} + i * 100000 + subject + y), e_whole, places, ys)`,
        hogql`arrayMap((score, part, y, ok) -> once * ok * (${from(TABLES.scores)} + score * 100000 + part * 100 + y), scores, parts, ys, mature)`,
        hogql`arrayMap((score, before, near, ok) -> once * ok * (${from(TABLES.keptScores)} + near * least(score, before) * 100000), scores, scores_before, follows, mature)`,
        hogql`arrayMap((e, before, near, i, y) -> e * (1 - before * near) * (${from(TABLES.entries)} + i * 100000 + subject + y), e_whole, exposed_before, follows, places, ys)`,
        hogql`arrayMap((e, state, y) -> e * is_signal * (${from(TABLES.states)} + signal + state * 100 + y), e_whole, states, ys)`,
    ].map((key) => hogql`arrayMap(k -> ${signed(hogql`k`)}, ${key})`)
} // prettier-ignore

/** One array of keys of accounts; 0 where there is nothing to count. */
function accountKeys(): Fragment[] {
    const inPeriod = (name: "whole" | "confirm", period: number): Fragment[] => {
        const key = (c: number): Fragment => hogql`(${from(TABLES.accounts, period, c)} + cut * 100000)`
        const list = (what: string): Fragment => ident(`${what}_${name}`)
        return [
            hogql`once * has(${ident(name === "whole" ? "mature" : "confirming")}, 1) * ${from(TABLES.accounts, period, 0)}`,
            hogql`once * has(${list("y")}, 1) * ${from(TABLES.accounts, period, 1)}`,
            hogql`has(${list("e")}, 1) * ${key(0)}`,
            hogql`has(${list("ey")}, 1) * ${key(1)}`,
            hogql`has(${list("u")}, 1) * ${key(2)}`,
        ]
    }
    const keys = [
        hogql`mature[1] * (${from(TABLES.first)} + cut * 100000 + 2 * exposed[1] + ys[1])`,
        hogql`has(confirming, 1) * (${from(TABLES.first, 1)} + cut * 100000 + 2 * exposed_from_0[confirms_at + 1] + ys_from_0[confirms_at + 1])`,
        ...inPeriod("whole", 0),
        ...inPeriod("confirm", 1),
        hogql`arrayMax(arrayMap((score, ok) -> once * ok * (${from(TABLES.highest)} + score * 100000), scores, mature))`,
        hogql`arrayMax(arrayMap((score, y) -> once * y * (${from(TABLES.highest, 0, 1)} + score * 100000), scores, y_whole))`,
        hogql`arrayMax(arrayMap((e, state) -> e * is_signal * (${from(TABLES.highestStates)} + signal + state * 100), e_whole, states))`,
        hogql`has(exposed, 1) * (${from(TABLES.waits, 1)} + 2 * subject + waits_from_0[exposed_at + 1] * 100000 + ends_from_0[exposed_at + 1])`,
        hogql`has(exposed, 0) * (${from(TABLES.waits)} + 2 * subject + waits_from_0[unexposed_at + 1] * 100000 + ends_from_0[unexposed_at + 1])`,
    ]
    return [hogql`[${join(keys.map(signed), ", ")}]`]
} // prettier-ignore
