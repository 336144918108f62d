import type {AccountHistory} from "@beton/shared/stats/landmark-backtest"
import {mulberry32} from "@beton/shared/stats/mulberry32"

/** Daily probabilities of one class of accounts before conversion. */
export interface ClassRates {
    readonly activity: number
    readonly firing: number
    readonly conversion: number
    readonly churn: number
}

/** A panel in which firing causes nothing (METHODS §3.4); probabilities are per day. */
export interface PanelParameters {
    readonly accounts: number
    /** Days simulated, from day 0. */
    readonly days: number
    /** Signup is uniform over this many days. */
    readonly signupDays: number
    /** Share of the engaged class. */
    readonly shareEngaged: number
    readonly others: ClassRates
    readonly engaged: ClassRates
    /** After conversion. */
    readonly activityAfter: number
    readonly firingAfter: number
    readonly churnAfter: number
}

const NULL_RATES: ClassRates = {activity: 0.7, firing: 0.01, conversion: 0.0015, churn: 0.01}

/** The two published presets; both have no effect of firing, the second has a common cause of firing and conversion. */
export const PRESETS = {
    null: {
        accounts: 2000,
        days: 360,
        signupDays: 270,
        shareEngaged: 0,
        others: NULL_RATES,
        engaged: NULL_RATES,
        activityAfter: 0.7,
        firingAfter: 0.01,
        churnAfter: 0.001,
    },
    confounded: {
        accounts: 2000,
        days: 360,
        signupDays: 270,
        shareEngaged: 0.3,
        others: {activity: 0.4, firing: 0.006, conversion: 0.0008, churn: 0.012},
        engaged: {activity: 0.9, firing: 0.03, conversion: 0.005, churn: 0.006},
        activityAfter: 0.7,
        firingAfter: 0.02,
        churnAfter: 0.001,
    },
} as const satisfies Record<string, PanelParameters>

/**
 * Simulated accounts, bit-identical on every machine: the order of draws is signup, class (only with an engaged class),
 * then per day activity, firing (which counts as activity), conversion while unconverted, churn. A conversion takes
 * effect after its day; the churn draw of that day already uses the rate after conversion. Churn is not observed: the
 * account just falls silent.
 */
export function simulatePanel(seed: number, parameters: PanelParameters): AccountHistory[] {
    const random = mulberry32(seed)
    const {accounts, days, signupDays, shareEngaged} = parameters
    return Array.from({length: accounts}, () => {
        const enter = Math.floor(random() * signupDays)
        const rates = shareEngaged > 0 && random() < shareEngaged ? parameters.engaged : parameters.others
        let convert: number | null = null
        const firings: number[] = []
        const activity: number[] = []
        for (let day = enter; day < days; day++) {
            const after: boolean = convert !== null
            const active = random() < (after ? parameters.activityAfter : rates.activity)
            const fires = random() < (after ? parameters.firingAfter : rates.firing)
            if (active || fires) activity.push(day)
            if (fires) firings.push(day)
            if (!after && random() < rates.conversion) convert = day
            if (random() < (convert !== null ? parameters.churnAfter : rates.churn)) break
        }
        return {enter, convert, exit: null, firings, activity}
    })
}

/** Counts of the naive comparison: accounts that ever fired against those that never did, ever converted. */
export function everFiredCounts(accounts: readonly AccountHistory[]) {
    const counts = {a: 0, n1: 0, c: 0, n0: 0}
    for (const {firings, convert} of accounts) {
        if (firings.length > 0) {
            counts.n1++
            if (convert !== null) counts.a++
        } else {
            counts.n0++
            if (convert !== null) counts.c++
        }
    }
    return counts
}
