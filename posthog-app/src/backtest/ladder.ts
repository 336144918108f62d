import type {BacktestRules} from "@beton/shared/backtest/plan"
import type {BacktestResult} from "@beton/shared/backtest/result"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import {customId} from "@beton/shared/signals/custom-signal"

import type {Config} from "../config/config"

/** One rung of the outcome ladder (H12): what counts as a success, and how long it may take. */
export interface Rung {
    readonly outcome: BacktestResult["outcome"]
    readonly rules: BacktestRules
}

/** The outcomes of a configuration, the earlier success first: qualified, then won. Empty when none is set. */
export function ladderOf({outcomeEvent, settings}: Config): Rung[] {
    const {qualified, won_where: where, horizon_days: horizonDays, ...more} = settings.backtest
    const rules = (days: number): BacktestRules => ({
        horizonDays: days,
        gapDays: more.gap_days,
        minTenureDays: more.min_tenure_days,
        activeWithinDays: more.active_within_days,
    })
    const rungs: Rung[] = []
    if (qualified !== null)
        rungs.push({
            outcome: {name: "qualified", event: qualified.event, where: qualified.where},
            rules: rules(qualified.horizon_days),
        })
    if (outcomeEvent !== null)
        rungs.push({outcome: {name: "won", event: outcomeEvent, where}, rules: rules(horizonDays)})
    return rungs
}

/** The signals that a team defined itself and has switched on, as backtests take them. */
export function customChoices({settings}: Pick<Config, "settings">): SubjectChoice[] {
    return settings.custom_signals
        .filter(({enabled}) => enabled)
        .map((definition) => ({id: customId(definition), settings: definition}))
}
