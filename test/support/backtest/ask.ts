import {backtestJob} from "@beton/posthog-app/backtest/job"
import {backtestResult, backtestStep, memoryStore, startOf} from "@beton/posthog-app/backtest/progress"
import {type BacktestPlan, type BacktestRules, DEFAULT_RULES} from "@beton/shared/backtest/plan"
import type {BacktestResult} from "@beton/shared/backtest/result"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import {addCounts, type CountRow, type CountTables} from "@beton/shared/backtest/tables"
import type {AccountSource} from "@beton/shared/queries/account"
import {SIGNALS} from "@beton/shared/signals/index"

import type {DetectionProject} from "../../detection/support"

/** What a test asks of the app's own backtest. */
export interface Ask {
    readonly asOf: number
    readonly outcome: string
    readonly account: AccountSource
    readonly days?: number
    readonly rules?: Partial<BacktestRules>
    readonly custom?: readonly SubjectChoice[]
    /** Signals left out. */
    readonly without?: readonly string[]
    readonly slices?: number
    /** Another plan than the usual one. */
    readonly plan?: BacktestPlan
}

/** Counts, result and rows transferred. */
export interface Asked {
    readonly tables: CountTables
    readonly result: BacktestResult
    readonly rows: number
    readonly plan: BacktestPlan
}

/** Runs the app's backtest of a project to its end. @throws Error with the sentence of a refused query */
export async function backtestOf(project: DetectionProject, ask: Ask): Promise<Asked> {
    const {config, client} = project
    const sources = Object.fromEntries(
        SIGNALS.map(({id}) => [
            id,
            {state: ask.without?.includes(id) ? ("off" as const) : ("ready" as const), reason: ""},
        ]),
    )
    const usual = backtestJob(config, {
        asOf: ask.asOf,
        outcome: {name: "won", event: ask.outcome, where: null},
        days: ask.days ?? 180,
        rules: {...DEFAULT_RULES, ...ask.rules},
        minimumLift: 1.5,
        account: ask.account,
        sources,
        custom: ask.custom ?? [],
    })
    const job = {...usual, plan: ask.plan ?? usual.plan}
    const store = memoryStore()
    let progress = startOf(ask.slices ?? 1)
    for (let tries = 0; progress.pass !== "done";) {
        const step = await backtestStep(client, job, progress, store, Date.now())
        progress = step.progress
        if (step.kind === "failed" && (step.failure.kind !== "unavailable" || ++tries > 3))
            throw new Error(step.failure.message)
        // The stand-in's parser takes seconds for a new text, and longer on a busy machine.
        if (step.kind !== "next") await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    return {
        tables: addCounts((await store.all(progress.slices)) as CountRow[]),
        result: await backtestResult(job, progress.slices, store),
        rows: progress.rows,
        plan: job.plan,
    }
}
