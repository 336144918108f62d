import type {Config} from "../config/config"
import {attioDeals, type DealSource} from "../outcomes/deal-source"
import {KnownDeals} from "../outcomes/known"
import type {OutcomesProgress} from "../outcomes/progress"
import {StoredOutcomes} from "../outcomes/stored"
import type {SyncContext} from "../outcomes/unit"
import {syncUnit} from "../outcomes/units"
import {warehouseDeals} from "../outcomes/warehouse"
import {isBacktested, phaseAfterBacktest} from "./backtest"
import type {RunState} from "./run-state"
import {mayWait, next, type Step, type StepContext, type StepOutcome} from "./step"

/** Whether outcomes come back after a run: the newest day's own run, where there is a CRM (D4). */
export function isSynced(state: RunState, config: Config): boolean {
    const newest = state.kind === "daily" && !state.dry && state.as_of === state.due
    const {from} = config.settings.outcomes
    return newest && (from === "warehouse" || (from === "attio" && config.attioToken !== null))
}

/**
 * Brings deals of all lead sources back as events, a page after the other (D4). The run is done before it begins, so
 * whatever fails here is a line in the log and tried again the next day.
 */
export const outcomes: Step = async (state, context) => {
    const {store, host} = context
    const deals = dealSource(context)
    if (deals === null) return following(state, context)
    const stored = new StoredOutcomes(store)
    const sync: SyncContext = {...context, deals, stored, known: new KnownDeals(host.storage)}
    try {
        const unit = await syncUnit(state, sync)
        const after = {...state, outcomes: unit.progress}
        switch (unit.kind) {
            case "next":
                return next(after, {attempts: 0})
            case "failed":
                if (mayWait(unit.failure, state, context))
                    return {kind: "later", failure: unit.failure, state: after}
                return await givenUp(after, unit.failure.message, sync)
            case "done":
                host.log("info", outcomesLine(unit.progress))
                return await ended(after, sync)
        }
    } catch (error) {
        return givenUp(state, error instanceof Error ? error.message : "Unknown error.", sync)
    }
}

/** Where the settings say deals come from; null without a token where it is Attio. */
export function dealSource({
    attio,
    posthog,
    config,
}: Pick<StepContext, "attio" | "posthog" | "config">): DealSource | null {
    if (config.settings.outcomes.from === "warehouse") return warehouseDeals(posthog, config)
    return attio === null ? null : attioDeals(attio, config)
}

/** What a sync came to, for the log. */
export function outcomesLine({counts}: Pick<OutcomesProgress, "counts">): string {
    const {deals, changed, events, deleted, withoutAccount} = counts
    const unknown = Object.values(withoutAccount).reduce((sum, n) => sum + n, 0)
    const parts = [
        `${deals} ${deals === 1 ? "deal" : "deals"} read`,
        `${changed} new or changed`,
        `${events} ${events === 1 ? "event" : "events"} sent`,
        ...(deleted > 0 ? [`${deleted} deleted`] : []),
        ...(unknown > 0 ? [`${unknown} of no known account`] : []),
    ]
    return `Outcomes: ${parts.join(", ")}.`
}

async function givenUp(state: RunState, message: string, sync: SyncContext): Promise<StepOutcome> {
    sync.host.log(
        "warn",
        `Outcomes of deals were not read: ${message} The run is not affected; the next day's run tries again.`,
    )
    return ended(state, sync)
}

async function ended(state: RunState, sync: SyncContext): Promise<StepOutcome> {
    await sync.stored.drop()
    return following(state, sync)
}

function following(state: RunState, {config}: Pick<StepContext, "config">): StepOutcome {
    const rest = phaseAfterBacktest(state, config)
    return next(state, {phase: isBacktested(state, config) ? "backtest" : rest, attempts: 0})
}
