import * as z from "zod"

import {BACKTEST_EXAMPLE, backtestInputSchema} from "../../../shared/src/queries/backtest/input"
import {riskSet} from "../../../shared/src/queries/backtest/risk-set"
import {hogql} from "../../../shared/src/queries/hogql"
import {defineQuery} from "../../../shared/src/queries/query"
import {counted} from "../../../shared/src/queries/schemas"

/** The risk set itself, account by account, as no query of the product gives it. */
export const riskSetRows = defineQuery({
    id: "test_risk_set",
    version: 1,
    purpose: "What a backtest counts, before it is counted.",
    params: backtestInputSchema,
    row: z.object({
        account: z.string(),
        places: z.array(counted),
        codes: z.array(counted),
        scores: z.array(counted),
        routed: z.array(counted),
        ys: z.array(counted),
        waits: z.array(counted),
        ends: z.array(counted),
    }),
    ttlSeconds: 0,
    hogql: (input) => hogql`SELECT account, places, codes, scores, routed, ys, waits, ends
FROM (${riskSet(input)})
ORDER BY account ASC
LIMIT 10000`,
    example: BACKTEST_EXAMPLE,
})
