import {instantOf} from "../queries/grid"
import {BASELINE_OUTCOMES, degradation} from "../stats/degradation"
import {entriesOf} from "./groups"
import type {BacktestPlan} from "./plan"
import type {Health} from "./result"
import type {CountTables} from "./tables"

/** Landmarks of one period: about a month. */
const PERIOD = 4

interface Entries {
    readonly to: string
    readonly n: number
    readonly converted: number
}

/**
 * Whether a signal finds as many buyers among newly exposed accounts as it used to (E3, METHODS §7). The oldest
 * landmarks with 60 of them together are the frozen baseline; the months after it are watched.
 *
 * @param watched signals that are watched at the same time: the chance of a false alarm is shared among them
 */
export function healthOf(tables: CountTables, plan: BacktestPlan, subject: number, watched: number): Health {
    const entries = entriesOf(tables, plan, subject)
    let n = 0
    const enough = entries.findIndex((entry) => (n += entry.n) >= BASELINE_OUTCOMES)
    const to = (day: number): string => new Date(instantOf(plan, day)).toISOString()
    if (enough < 0)
        return {state: "insufficient_data", reason: `Fewer than ${BASELINE_OUTCOMES} accounts newly showed it and were followed to the end.`, baseline: null, periods: [], false_alarm: null} // prettier-ignore
    const together = (list: typeof entries): Entries => ({
        to: to(list[list.length - 1]?.day ?? 0),
        n: list.reduce((sum, entry) => sum + entry.n, 0),
        converted: list.reduce((sum, entry) => sum + entry.converted, 0),
    })
    const baseline = together(entries.slice(0, enough + 1))
    const later = entries.slice(enough + 1)
    const periods = Array.from({length: Math.floor(later.length / PERIOD)}, (_, i) =>
        together(later.slice(i * PERIOD, (i + 1) * PERIOD)),
    )
    const found = degradation({
        baseline: {successes: baseline.converted, n: baseline.n},
        periods: periods.map(({converted, n: size}) => ({successes: converted, n: size})),
        watchedSignals: watched,
    })
    return {
        state: found.state,
        reason: found.state === "insufficient_data" ? "Too few accounts newly showed it in the last three months." : null,
        baseline,
        periods,
        false_alarm: found.falseAlarms === null ? null : Math.min(1, found.falseAlarms.chartOverPeriods + found.falseAlarms.cusum),
    }
} // prettier-ignore
