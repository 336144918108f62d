import type {Config} from "../config/config"
import type {SourceId} from "../dashboards/definition"
import {dashboardsUnit, isBegun, NO_DASHBOARDS} from "../dashboards/provision/unit"
import {sourceReport} from "../sources"
import type {RunState} from "./run-state"
import {mayWait, next, type Step, type StepOutcome} from "./step"

/** Whether dashboards are brought up to date after a run: the newest day's own run. */
export function isProvisioned(state: RunState, config: Config): boolean {
    return (
        config.settings.dashboards.enabled &&
        state.kind === "daily" &&
        !state.dry &&
        state.as_of === state.due &&
        state.account !== null
    )
}

/** What this run, or one before it, has sent: PostHog may not show it yet. */
function sentBefore({accountsEmitted, outcomes, backtested}: RunState): SourceId[] {
    return [
        "run",
        ...(accountsEmitted > 0 ? (["firings"] as const) : []),
        ...(outcomes.counts.events > 0 ? (["deals"] as const) : []),
        ...(Object.keys(backtested).length > 0 ? (["backtest"] as const) : []),
    ]
}

/**
 * Brings the dashboards up to date, some calls a unit (C1-C5). The run is done before it begins, so whatever fails here is
 * a line in the log and tried again the next day.
 */
export const dashboards: Step = async (state, context) => {
    const {host, config, posthog, transport} = context
    const {account} = state
    const progress = state.dashboards ?? NO_DASHBOARDS
    if (account === null) return next(state, {phase: "done"})
    const givenUp = (message: string): StepOutcome => {
        host.log(
            "warn",
            `${isBegun(progress) ? "Not all dashboards were" : "Dashboards were not"} brought up to date: ${message} The run is not affected; the next day's run tries again.`,
        )
        return next(state, {phase: "done", attempts: 0})
    }
    try {
        const report = sourceReport(config, state.sources)
        const unit = await dashboardsUnit(progress, {
            host,
            config,
            posthog,
            transport,
            account,
            report,
            known: sentBefore(state),
        })
        switch (unit.kind) {
            case "next":
                return next(state, {dashboards: unit.progress, attempts: 0})
            case "done":
                return next(state, {phase: "done", attempts: 0})
            case "failed":
                if (mayWait(unit.failure, state, context))
                    return {kind: "later", failure: unit.failure, state}
                return givenUp(unit.failure.message)
        }
    } catch (error) {
        return givenUp(error instanceof Error ? error.message : "Unknown error.")
    }
}
