import type {ControlChart} from "./bernoulli-cusum"

/** A statistic that equals the threshold but for rounding does not exceed it. */
const ROUNDING = 1e-12

/**
 * Page-Hinkley test for a fall of a series' mean (Page 1954; Hinkley 1971): m_T = Σ (mean_t - x_t - delta) with the
 * running mean up to t, PH_T = m_T - min(0, m_1, …, m_T), alarm when PH > lambda.
 *
 * For series without counts; no error rate comes with it: tune lambda by simulation.
 *
 * @param delta fall per step that does not count, in the unit of x
 */
export function pageHinkley(
    x: readonly number[],
    {delta, lambda}: {readonly delta: number; readonly lambda: number},
): ControlChart {
    let [total, sum, least] = [0, 0, 0]
    const path = x.map((value, index) => {
        total += value
        sum += total / (index + 1) - value - delta
        least = Math.min(least, sum)
        return sum - least
    })
    const alarm = path.findIndex((value) => value - lambda > ROUNDING * Math.max(1, Math.abs(lambda)))
    return {path, alarmIndex: alarm < 0 ? null : alarm}
}
