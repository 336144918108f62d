import * as z from "zod"

import {gridOfPlan} from "../../backtest/plan"
import {subjectsOf} from "../../backtest/subjects"
import {instantOf} from "../grid"
import {bind, hogql, integer} from "../hogql"
import {defineQuery, TTL} from "../query"
import {counted} from "../schemas"
import {BACKTEST_EXAMPLE, backtestInputSchema} from "./input"
import {firstConversions, riskSet, STATES} from "./risk-set"

/** Most accounts that a shadow replay lists. */
export const SHADOW_ROWS = 2_000

/**
 * Which accounts would have been routed since a start date, when first, and whether they converted since (H9). The plan's
 * landmarks are the days looked at. What only the CRM knows (open deals, owners) is not part of it.
 */
export const shadowRoutes = defineQuery({
    id: "backtest_shadow",
    version: 1,
    purpose: "Accounts that routing would have sent to the CRM since a date, when, and when they converted.",
    params: backtestInputSchema,
    row: z.object({
        account: z.string().min(1),
        first_at: counted,
        score: counted,
        signals: z.array(z.int().min(0)),
        converted_at: counted,
    }),
    ttlSeconds: TTL.backtest,
    hogql(input) {
        const grid = gridOfPlan(input.plan)
        const digits = bind("digits", subjectsOf(input.subjects).map((_subject, index) => STATES ** index)) // prettier-ignore
        const instants = bind("instants", grid.days.map((day) => instantOf(grid, day) / 1000)) // prettier-ignore
        return hogql`SELECT account, first_at, score, arrayFilter(i -> intDiv(code, arrayElement(${digits}, i + 1)) % 8 > 0, ${bind(
            "signal_indexes",
            input.subjects.map((_subject, index) => index),
        )}) AS signals, converted AS converted_at
FROM (
    SELECT account, arrayElement(${instants}, places[at]) AS first_at, scores[at] AS score, codes[at] AS code, converted
    FROM (SELECT *, indexOf(routed, 1) AS at FROM (${riskSet(input)}) WHERE has(routed, 1))
)
ORDER BY first_at ASC, account ASC
LIMIT ${integer(SHADOW_ROWS)}`
    },
    contradiction: (rows) =>
        new Set(rows.map(({account}) => account)).size === rows.length
            ? null
            : "the answer has an account twice.",
    example: BACKTEST_EXAMPLE,
})

/** How many accounts converted since the first landmark, whatever was known of them before. */
export const shadowConversions = defineQuery({
    id: "backtest_shadow_conversions",
    version: 1,
    purpose: "Accounts whose first conversion lies between the first landmark and the end of the data.",
    params: backtestInputSchema,
    row: z.object({accounts: counted}),
    ttlSeconds: TTL.backtest,
    hogql(input) {
        const grid = gridOfPlan(input.plan)
        const from = bind("converted_from", instantOf(grid, grid.days[0] ?? 0) / 1000)
        return hogql`SELECT countIf(converted >= ${from}) AS accounts
FROM (${firstConversions(input, grid)})
LIMIT 1`
    },
    example: BACKTEST_EXAMPLE,
})
