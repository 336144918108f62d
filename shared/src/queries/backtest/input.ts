import * as z from "zod"

import {DEFAULT_RULES, planBacktest} from "../../backtest/plan"
import {SIGNALS} from "../../signals/index"
import {accountSourceSchema, EXAMPLE, partitionSchema} from "../schemas"

const wholeDays = z.number().int().min(0).max(1000)

/** See `BacktestPlan`. */
export const planSchema = z.object({
    originSeconds: z.number().int().min(0).max(86_399),
    rules: z.object({
        horizonDays: wholeDays.min(1),
        gapDays: wholeDays,
        minTenureDays: wholeDays,
        activeWithinDays: wholeDays.min(1),
    }),
    landmarks: z
        .array(
            z.object({
                day: z.number().int(),
                mature: z.boolean(),
                period: z.enum(["explore", "gap", "confirm"]).nullable(),
            }),
        )
        .min(1)
        .max(400),
    endDay: z.number().int(),
})

/** What counts as a conversion: an event, of which one property may have to have one of some values (H12). */
export const outcomeSchema = z.object({
    event: z.string().min(1),
    where: z
        .object({property: z.string().min(1), values: z.array(z.string()).min(1)})
        .nullable()
        .default(null),
    /** Beton's own events count only where they carry this writer: anybody can send others (DESIGN §3 Trust). */
    writer: z.string().min(1).optional(),
})

/** See `outcomeSchema`. */
export type OutcomeSource = z.output<typeof outcomeSchema>

/** What every query of a backtest is asked. */
export const backtestInputSchema = z.object({
    account: accountSourceSchema,
    partition: partitionSchema,
    plan: planSchema,
    outcome: outcomeSchema,
    /** Groups of one's own company, by the domain they report at present: nobody's prospects. */
    internal: z
        .object({property: z.string().min(1), domains: z.array(z.string().min(1)).min(1)})
        .nullable()
        .default(null),
    /** Id and settings of each signal; a custom signal's settings are its definition. */
    subjects: z.array(z.object({id: z.string().min(1), settings: z.unknown()})).min(1),
    threshold: z.number().min(0).max(100),
})

/** See `backtestInputSchema`. */
export type BacktestInput = z.output<typeof backtestInputSchema>

/** An input for documentation and tests. */
export const BACKTEST_EXAMPLE: z.input<typeof backtestInputSchema> = {
    account: EXAMPLE.account,
    partition: EXAMPLE.partition,
    plan: planBacktest(Date.parse("2026-10-05T06:00:00Z"), 28, DEFAULT_RULES) as z.input<typeof planSchema>,
    outcome: {event: "subscription_started"},
    subjects: SIGNALS.slice(0, 2).map(({id}) => ({id, settings: {}})),
    threshold: 60,
}
