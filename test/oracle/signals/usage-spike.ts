import type {Activity} from "../activity"
import type {Settings} from "../settings"
import {DAY} from "../time"
import type {Hit} from "../types"
import {countBetween} from "../values"

/** Signed root of the likelihood ratio of 7 days against the 28 before, divided by the dispersion (DESIGN §3). */
export function usageZ(x1: number, x0: number, dispersion: number): number {
    const expected1 = (x1 + x0) / 5
    const expected0 = (4 * (x1 + x0)) / 5
    const term = (observed: number, expected: number): number =>
        observed === 0 ? 0 : observed * Math.log(observed / expected)
    // Rounding may leave a deviance of −1e-16 where it is exactly 0.
    const deviance = Math.max(0, term(x1, expected1) + term(x0, expected0))
    return Math.sign(x1 / 7 - x0 / 28) * Math.sqrt((2 * deviance) / dispersion)
}

/** Accounts whose activity grew week over week, beyond chance under the rule `tested`. */
export function usageSpike(activity: Activity, settings: Settings, t: number): Hit[] {
    const hits: Hit[] = []
    for (const [account, {at}] of activity.accounts) {
        const x1 = countBetween(at, t - 7 * DAY, t)
        const before = countBetween(at, t - 14 * DAY, t - 7 * DAY)
        const x0 = countBetween(at, t - 35 * DAY, t - 7 * DAY)
        if (before === 0 || x1 <= settings.number("growth") * before) continue
        const oldEnough = (days: number): boolean => countBetween(at, t - 180 * DAY, t - days * DAY) > 0
        if (settings.text("rule") !== "literal") {
            if (x1 < settings.number("min_events") || !oldEnough(settings.number("min_age_days"))) continue
            const z = usageZ(x1, x0, settings.number("dispersion"))
            if (oldEnough(settings.number("test_age_days")) && z < settings.number("z")) continue
        }
        hits.push({account, facts: {events: x1, events_before: before, events_28d_before: x0}})
    }
    return hits
}
