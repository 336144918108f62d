import * as z from "zod"

import {subjectCuts} from "../../backtest/cuts"
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
 * First pass of a backtest: every count that its numbers need, and no account (DESIGN §4). One row a table and slice of
 * accounts, however many accounts there are; counts of disjoint slices add up. What is counted: `backtest/tables.ts`.
 */
export const backtestCounts = defineQuery({
    id: "backtest_counts",
    version: 1,
    purpose:
        "How many accounts and account-dates were at risk, showed each signal and score, and converted: counts only.",
    params: backtestInputSchema,
    row: z.object({kind: counted, keys: z.array(counted), counts: z.array(counted)}),
    ttlSeconds: TTL.backtest,
    // Each array of keys is a column of its own: the parser takes several times longer with each level of nesting.
    hogql(input) {
        const keys = [...rowKeys(), ...accountKeys()]
        const names = keys.map((_key, index) => ident(`k${index}`))
        return hogql`SELECT kind, groupArray(cell) AS keys, groupArray(n) AS counts
FROM (
    SELECT intDiv(key, ${integer(KEY.table)}) AS kind, key % ${integer(KEY.table)} AS cell, count() AS n
    FROM (
        SELECT arrayJoin(arrayConcat(${join(names, ", ")})) AS key
        FROM (
            SELECT ${join(
                keys.map((key, index) => hogql`${key} AS ${ident(`k${index}`)}`),
                ", ",
            )}
            FROM (
                SELECT *, cut * ${integer(KEY.b)} AS subject, (cut - 1) * ${integer(KEY.a)} AS signal,
                    arrayElement(${bind("is_signal", [...input.subjects.map(() => 1), 0])}, cut) AS is_signal,
                    arrayElement(${bind("signal_digits", [...input.subjects.map((_subject, index) => STATES ** index), 1])}, cut) AS signal_digit,
                    arrayConcat([0], arrayPopBack(scores)) AS scores_before, arrayConcat([0], arrayPopBack(exposed)) AS exposed_before,
                    arrayMap((i, before) -> if(i - before = 1, 1, 0), places, arrayConcat([-9], arrayPopBack(places))) AS follows,
                    arrayMap(part -> if(part < ${integer(OPEN)}, 1, 0), parts) AS mature,
                    arrayMap(part -> if(part = ${integer(PERIOD_CODES.confirm)}, 1, 0), parts) AS confirming,
                    greatest(1, indexOf(exposed, 1)) AS first_exposed, greatest(1, indexOf(exposed, 0)) AS first_unexposed,
                    indexOf(confirming, 1) AS confirms_at, greatest(1, confirms_at) AS c
                FROM (${exposures(input, subjectCuts(subjectsOf(input.subjects)))})
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

/** Arrays of keys of account-dates; 0 where there is nothing to count. What concerns everybody is counted beside the first subject. */
function rowKeys(): Fragment[] {
    return [
        hogql`arrayMap((i, y, ok) -> if(ok = 1 AND cut = 1, ${from(TABLES.landmarks)} + i * 100000 + y, 0), places, ys, mature)`,
        hogql`arrayMap((e, i, y, ok) -> if(e = 1 AND ok = 1, ${from(TABLES.landmarks)} + i * 100000 + subject + y, 0), exposed, places, ys, mature)`,
        hogql`arrayMap((score, part, y, ok) -> if(ok = 1 AND cut = 1, ${from(TABLES.scores)} + score * 100000 + part * 100 + y, 0), scores, parts, ys, mature)`,
        hogql`arrayMap((score, before, near, ok) -> if(ok = 1 AND cut = 1, ${from(TABLES.keptScores)} + near * least(score, before) * 100000, 0), scores, scores_before, follows, mature)`,
        hogql`arrayMap((e, before, near, i, y, ok) -> if(e = 1 AND ok = 1 AND before * near = 0, ${from(TABLES.entries)} + i * 100000 + subject + y, 0), exposed, exposed_before, follows, places, ys, mature)`,
        hogql`arrayMap((e, code, y, ok) -> if(e = 1 AND ok = 1 AND is_signal = 1, ${from(TABLES.states)} + signal + intDiv(code, signal_digit) % 8 * 100 + y, 0), exposed, codes, ys, mature)`,
    ]
} // prettier-ignore

/** Arrays of one key of an account each; 0 where there is nothing to count. */
function accountKeys(): Fragment[] {
    const first = (at: Fragment, when: Fragment, period: number): Fragment =>
        hogql`if(${when}, ${from(TABLES.first, period)} + cut * 100000 + 2 * exposed[${at}] + ys[${at}], 0)`
    const inPeriod = (ok: Fragment, period: number): Fragment[] => {
        const key = (c: number): Fragment => hogql`${from(TABLES.accounts, period, c)} + cut * 100000`
        const everybody = (c: number): Fragment => from(TABLES.accounts, period, c)
        return [
            hogql`if(cut = 1 AND has(${ok}, 1), ${everybody(0)}, 0)`,
            hogql`if(cut = 1 AND arrayExists((y, ok) -> y * ok = 1, ys, ${ok}), ${everybody(1)}, 0)`,
            hogql`if(arrayExists((e, ok) -> e * ok = 1, exposed, ${ok}), ${key(0)}, 0)`,
            hogql`if(arrayExists((e, y, ok) -> e * y * ok = 1, exposed, ys, ${ok}), ${key(1)}, 0)`,
            hogql`if(arrayExists((e, ok) -> e = 0 AND ok = 1, exposed, ${ok}), ${key(2)}, 0)`,
        ]
    }
    const keys = [
        first(hogql`1`, hogql`mature[1] = 1`, 0),
        first(hogql`c`, hogql`confirms_at > 0`, 1),
        ...inPeriod(hogql`mature`, 0),
        ...inPeriod(hogql`confirming`, 1),
        hogql`if(has(exposed, 1), ${from(TABLES.waits, 1)} + 2 * subject + waits[first_exposed] * 100000 + ends[first_exposed], 0)`,
        hogql`if(has(exposed, 0), ${from(TABLES.waits)} + 2 * subject + waits[first_unexposed] * 100000 + ends[first_unexposed], 0)`,
        hogql`if(cut = 1, arrayMax(arrayMap((score, ok) -> if(ok = 1, ${from(TABLES.highest)} + score * 100000, 0), scores, mature)), 0)`,
        hogql`if(cut = 1, arrayMax(arrayMap((score, y, ok) -> if(y * ok = 1, ${from(TABLES.highest, 0, 1)} + score * 100000, 0), scores, ys, mature)), 0)`,
        hogql`if(is_signal = 1, arrayMax(arrayMap((e, code, ok) -> if(e * ok = 1, ${from(TABLES.highestStates)} + signal + intDiv(code, signal_digit) % 8 * 100, 0), exposed, codes, mature)), 0)`,
    ]
    return keys.map((key) => hogql`[${signed(key)}]`)
} // prettier-ignore
