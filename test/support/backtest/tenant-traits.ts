import type {RandomSource} from "./random-source"

/** What is drawn for one simulated customer; account-dates are its landmarks at risk. */
export interface TenantTraits {
    readonly accounts: number
    /** Chance that an average account converts within one horizon. */
    readonly baseRate: number
    /** Standard deviation of the accounts' own log hazard: some convert sooner all the time. */
    readonly frailty: number
    /** Log hazard and probit prevalence at the end of the data against those at its start. */
    readonly conversionTrend: number
    readonly signalTrend: number
    readonly signals: readonly SignalTraits[]
}

/** Of a normal score that is active above a limit. */
export interface SignalTraits {
    /** Share of account-dates, where nothing else is at work. */
    readonly prevalence: number
    /** Weights (of variance) of the account's activity and of what all signals share; the rest is the signal's own. */
    readonly ofActivity: number
    readonly shared: number
    /** Correlation of the signal's own part from week to week. */
    readonly persistence: number
}

/** A signal that truly multiplies the chance of converting. */
export interface Planted {
    /** Index of the signal. */
    readonly signal: number
    readonly lift: number
    /** Share of account-dates, mean length of an active spell in days. */
    readonly prevalence: number
    readonly spellDays: number
}

/** How the tenants of a simulation are drawn. */
export interface TenantRange {
    readonly accounts: readonly [number, number]
    readonly baseRate: readonly [number, number]
    readonly prevalence: readonly [number, number]
    /** Share of tenants with a trend of conversion, and of signals. */
    readonly withTrend: number
    /** Share of tenants whose accounts differ in their hazard. */
    readonly withFrailty: number
}

/** Traits of a random tenant with so many signals. */
export function drawTraits(random: RandomSource, range: TenantRange, signals: number): TenantTraits {
    const trend = (): number => (random.uniform() < range.withTrend ? random.between(-1.1, 1.1) : 0)
    return {
        accounts: Math.round(random.logBetween(...range.accounts)),
        baseRate: random.logBetween(...range.baseRate),
        frailty: random.uniform() < range.withFrailty ? 0.8 : 0,
        conversionTrend: trend(),
        signalTrend: trend() / 2,
        signals: Array.from({length: signals}, () => {
            const ofActivity = random.between(0, 0.4)
            return {
                prevalence: random.logBetween(...range.prevalence),
                ofActivity,
                shared: random.between(0, 0.9 - ofActivity),
                persistence: random.between(0, 0.97),
            }
        }),
    }
}
