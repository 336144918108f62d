import * as z from "zod/mini"

import type {BacktestResult} from "../backtest/result"
import {backtestResultSchema} from "./backtest-result-schema"

/** Name of the event: what a backtest of one outcome found (E1, E2). */
export const BACKTEST_COMPLETED = "beton_backtest_completed"

/** How the result came about. */
export const backtestRunSchema = z.object({
    /** The daily run it belongs to. */
    run_id: z.string(),
    /** Queries that were sent for it, those that ran too long included. */
    queries: z.number(),
    /** Rows that were transferred. */
    rows: z.number(),
    /** Slices of accounts that it was asked in. */
    slices: z.number(),
    /** What was asked, in short: whoever would ask the same need not. */
    fingerprint: z.optional(z.string()),
})

/** See `backtestRunSchema`. */
export type BacktestRun = z.infer<typeof backtestRunSchema>

/** A signal as it was judged: its version and effective settings; those of a custom signal are its definition. */
export const judgedDefinitionSchema = z.object({
    id: z.string(),
    version: z.number(),
    settings: z.record(z.string(), z.unknown()),
})

/** See `judgedDefinitionSchema`. */
export type JudgedDefinition = z.infer<typeof judgedDefinitionSchema>

/** Signed content of a `beton_backtest_completed` event: the result, how it came about, and what exactly was judged. */
export const backtestCompletedContentSchema = z.extend(backtestResultSchema, {
    run: backtestRunSchema,
    definitions: z.array(judgedDefinitionSchema),
})

/** See `backtestCompletedContentSchema`. */
export type BacktestCompletedContent = BacktestResult & {
    readonly run: BacktestRun
    readonly definitions: readonly JudgedDefinition[]
}
