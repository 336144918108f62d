import type {BacktestRules} from "@beton/shared/backtest/plan"
import type {BacktestResult} from "@beton/shared/backtest/result"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import {DEAL_UPDATED} from "@beton/shared/events/deal-updated"
import {customId} from "@beton/shared/signals/custom-signal"

import type {Config} from "../config/config"
import {writerOf} from "../writer"

/** Horizon of qualified deals where none is set: the default of `backtest.qualified`. */
const QUALIFIED_DAYS = 14

/** One rung of the outcome ladder (H12): what counts as a success, and how long it may take. */
export interface Rung {
    readonly outcome: BacktestResult["outcome"]
    readonly rules: BacktestRules
    /** Only this writer's events count; absent where the customer's own events do. */
    readonly writer?: string
}

/**
 * The outcomes of a configuration, the earlier success first: qualified, then won. Empty when none is set. Where no
 * conversion event is set, deals of the CRM count, as far as they come back (D4): a deal that went straight to won was
 * qualified then. Copies of an entry change nothing, since each account's first conversion counts.
 */
export function ladderOf(config: Config): Rung[] {
    const {outcomeEvent, settings} = config
    const {qualified, won_where: where, horizon_days: horizonDays, ...more} = settings.backtest
    const rules = (days: number): BacktestRules => ({
        horizonDays: days,
        gapDays: more.gap_days,
        minTenureDays: more.min_tenure_days,
        activeWithinDays: more.active_within_days,
    })
    const rungs: Rung[] = []
    const deals = dealsCount(config)
    if (qualified === null && deals && settings.outcomes.qualified_stages.length > 0)
        rungs.push({...dealRung("qualified", ["qualified", "won"], config), rules: rules(QUALIFIED_DAYS)})
    if (qualified !== null)
        rungs.push({
            outcome: {name: "qualified", event: qualified.event, where: qualified.where},
            rules: rules(qualified.horizon_days),
        })
    if (outcomeEvent !== null)
        rungs.push({outcome: {name: "won", event: outcomeEvent, where}, rules: rules(horizonDays)})
    else if (deals) rungs.push({...dealRung("won", ["won"], config), rules: rules(horizonDays)})
    return rungs
}

/** Whether deals stand in for a conversion event that is not set. */
function dealsCount({settings, attioToken}: Config): boolean {
    const {from, as_conversion: counts} = settings.outcomes
    return counts && (from === "warehouse" || (from === "attio" && attioToken !== null))
}

function dealRung(name: string, outcomes: string[], config: Config): Omit<Rung, "rules"> {
    const where = {property: "deal_outcome", values: outcomes}
    return {outcome: {name, event: DEAL_UPDATED, where}, writer: writerOf(config).writer}
}

/** The signals that a team defined itself and has switched on, as backtests take them. */
export function customChoices({settings}: Pick<Config, "settings">): SubjectChoice[] {
    return settings.custom_signals
        .filter(({enabled}) => enabled)
        .map((definition) => ({id: customId(definition), settings: definition}))
}
