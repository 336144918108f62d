import {ladderOf, type Rung} from "../backtest/ladder"
import {StoredBacktest} from "../backtest/stored"
import {backtestsWritten, believed} from "../backtest/written"
import type {Config} from "../config/config"
import {type ProofAndScore, proofIn} from "../proof"
import {backtestUnit, isBacktested} from "./backtest"
import {NO_BACKTEST, type RunState} from "./run-state"
import {next, POLLING, type Step, type StepContext, type StepOutcome} from "./step"

/** So often a passing fault is waited for: accounts that are ready to buy do not wait for proof. */
const TRIES = 3
/** Nor for a backtest that is not done so long after the run began. */
const LONGEST_MS = 30 * 60_000

/**
 * The first deals tell what became of accounts like theirs (H4): where nothing was backtested yet, that comes before
 * routing. Later runs route by the backtest of the days before. Whatever fails here is tried again after the run.
 */
export const prove: Step = async (state, context) => {
    const {config} = context
    const place = isFirst(state, config) ? placeOf(ladderOf(config)) : -1
    const rung = ladderOf(config)[place]
    const isLate = context.host.now() - state.started_at > LONGEST_MS
    if (rung === undefined || state.backtest.rung > place || isLate) return toRoute(state)
    if (state.backtest.progress === null) {
        // A backtest that failed on the first day does not hold up the second.
        if ((await context.store.lastDone()) !== null) return toRoute(state)
        // Storage may have been lost, or another host was here before.
        const written = await backtestsWritten(context.posthog, config, state.as_of)
        if (!written.ok || written.value.length > 0) return toRoute(state)
    }
    const outcome = await backtestUnit(rung, {...state, backtest: {...state.backtest, rung: place}}, context)
    if (
        outcome.kind === "next" &&
        state.backtest.eventStored &&
        Object.keys(outcome.state.backtested).length > 0
    )
        return next(outcome.state, {proved: true})
    if (outcome.kind !== "later" || outcome.failure.code === POLLING) return outcome
    return state.attempts + 1 < TRIES ? outcome : toRoute(outcome.state)
}

/** Whether this run sends accounts to the CRM, and no run before it backtested anything. */
function isFirst(state: RunState, config: Config): boolean {
    const {route, backtested} = state
    const routes = route.state === "on" && route.candidates > 0
    return routes && isBacktested(state, config) && Object.keys(backtested).length === 0
}

/** The outcome that the CRM shows: won, else qualified. Deals are no outcome yet: they come back after the run. */
function placeOf(ladder: readonly Rung[]): number {
    const byEvent = ladder.filter(({writer}) => writer === undefined)
    const shown = byEvent.find(({outcome}) => outcome.name === "won") ?? byEvent[0]
    return shown === undefined ? -1 : ladder.indexOf(shown)
}

/** What this run has backtested already: PostHog shows an event seconds to minutes after it was sent. */
export async function provedNow(
    {run_id: run, proved}: RunState,
    {config, store}: Pick<StepContext, "config" | "store">,
): Promise<ProofAndScore | null> {
    if (proved !== true) return null
    const [event] = await new StoredBacktest(store).event()
    const [content] = event === undefined ? [] : believed(event.properties, config)
    return content?.run.run_id === run ? proofIn(content) : null
}

function toRoute(state: RunState): StepOutcome {
    return next(state, {phase: "route", backtest: {...NO_BACKTEST, parts: state.backtest.parts}, attempts: 0})
}
