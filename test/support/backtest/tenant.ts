import type {BacktestPlan} from "../../../shared/src/backtest/plan"
import type {Subject} from "../../../shared/src/backtest/subjects"
import type {CountTables} from "../../../shared/src/backtest/tables"
import {compositeScore} from "../../../shared/src/score"
import {normQuantile} from "../../../shared/src/stats/distributions/normal"
import {type AccountRows, countRows} from "./count-rows"
import {type OnOffEffect, onOffEffect} from "./on-off-effect"
import {type RandomSource, randomSource} from "./random-source"
import type {Planted, TenantTraits} from "./tenant-traits"

// Looked up once: in a VM each look at a global is slow.
const {exp, floor, log, min, sqrt} = Math

/** Days before the first landmark from which conversions are drawn; accounts that convert before it are no part of anything. */
const BURN_IN = 60
/** Keeps the variance of what all signals share at 1: its correlation from week to week is 0.7. */
const COMMON_RENEWAL = sqrt(1 - 0.7 ** 2)

/** A simulated customer: whom to ask for and how. */
export interface TenantInput {
    readonly seed: number
    readonly plan: BacktestPlan
    /** Their points, "always route" and number of stricter settings count. */
    readonly subjects: readonly Subject[]
    readonly traits: TenantTraits
    readonly planted?: Planted | null
}

/**
 * Accounts of a simulated customer, one at a time in lists that are used again. An account's activity decides when it is
 * at risk and how easily signals are active; nothing but a planted signal has to do with conversion, so on every date a
 * signal that is not planted has lift 1.
 */
export function tenantAccounts({seed, plan, subjects, traits, planted}: TenantInput): Iterable<AccountRows> {
    return new TenantAccounts(randomSource(seed), plan, subjects, traits, planted ?? null).all()
}

/** What a backtest of it counts. */
export function simulateTenant(input: TenantInput): CountTables {
    return countRows(tenantAccounts(input), input.plan, input.subjects.length)
}

class TenantAccounts {
    private readonly days: Float64Array
    private readonly rows: {
        length: number
        ended: boolean
        places: Uint16Array
        states: Uint8Array[]
        scores: Uint8Array
        routed: Uint8Array
        converts: Uint8Array
        waits: Float64Array
    }
    private readonly scoreOf: Uint8Array
    private readonly alwaysRouted: number
    private readonly limits: Float64Array[]
    private readonly loads: {activity: number; shared: number; own: number; keep: number; renew: number}[]
    private readonly effect: OnOffEffect | null

    constructor(
        private readonly random: RandomSource,
        private readonly plan: BacktestPlan,
        private readonly subjects: readonly Subject[],
        private readonly traits: TenantTraits,
        private readonly planted: Planted | null,
    ) {
        this.days = Float64Array.from(plan.landmarks, ({day}) => day)
        const n = this.days.length
        this.rows = {
            length: 0,
            ended: false,
            places: new Uint16Array(n),
            states: subjects.map(() => new Uint8Array(n)),
            scores: new Uint8Array(n),
            routed: new Uint8Array(n),
            converts: new Uint8Array(n),
            waits: new Float64Array(n),
        }
        this.scoreOf = Uint8Array.from({length: 2 ** subjects.length}, (_, mask) =>
            scoreOfMask(mask, subjects),
        )
        this.alwaysRouted = subjects.reduce((mask, {alwaysRoute}, i) => mask | (alwaysRoute ? 1 << i : 0), 0)
        const span = this.days[n - 1]! - this.days[0]!
        this.limits = traits.signals.map(({prevalence}) =>
            this.days.map((day) => {
                const shift = span === 0 ? 0 : (traits.signalTrend * (day - this.days[0]!)) / span
                return normQuantile(1 - prevalence) - shift
            }),
        )
        this.loads = traits.signals.map(({ofActivity, shared, persistence}) => ({
            activity: sqrt(ofActivity),
            shared: sqrt(shared),
            own: sqrt(1 - ofActivity - shared),
            keep: persistence,
            renew: sqrt(1 - persistence ** 2),
        }))
        this.effect = planted && onOffEffect({...planted, baseRate: traits.baseRate, rules: plan.rules})
    }

    *all(): Generator<AccountRows> {
        for (let i = 0; i < this.traits.accounts; i++) {
            this.draw()
            if (this.rows.length > 0) yield this.rows
        }
    }

    /** One account into `rows`. */
    private draw(): void {
        const {random, days, rows, traits, plan} = this
        const {gapDays, horizonDays, minTenureDays} = plan.rules
        const [first, last] = [days[0]!, days[days.length - 1]!]
        const level = random.normal()
        // Half are old, the others join evenly.
        const joined = random.uniform() < 0.5 ? first - BURN_IN : random.between(first - BURN_IN, last)
        const spells = this.effect?.draw(random, joined, plan.endDay) ?? null
        const converted = spells === null ? this.conversion(joined) : spells.converted
        rows.ended = converted < plan.endDay
        rows.length = 0
        const stays = exp(level) / (1 + exp(level))
        let common = random.normal()
        const own = traits.signals.map(() => random.normal())
        for (let place = 0; place < days.length; place++) {
            const day = days[place]!
            common = 0.7 * common + COMMON_RENEWAL * random.normal()
            const active = random.uniform() < 0.3 + 0.7 * stays
            for (let s = 0; s < own.length; s++) {
                const {keep, renew} = this.loads[s]!
                own[s] = keep * own[s]! + renew * random.normal()
            }
            if (!active || joined + minTenureDays >= day || converted < day + gapDays) continue
            const at = rows.length++
            rows.places[at] = place + 1
            rows.converts[at] = converted < day + gapDays + horizonDays ? 1 : 0
            rows.waits[at] = floor((rows.ended ? converted : plan.endDay) - day)
            let mask = 0
            for (let s = 0; s < own.length; s++) {
                const state =
                    spells !== null && this.planted!.signal === s
                        ? spells.activeAt(day)
                            ? 1
                            : 0
                        : this.stateOf(s, place, level, common, own[s]!)
                rows.states[s]![at] = state
                if (state > 0) mask |= 1 << s
            }
            rows.scores[at] = this.scoreOf[mask]!
            rows.routed[at] = this.scoreOf[mask]! >= THRESHOLD || (mask & this.alwaysRouted) !== 0 ? 1 : 0
        }
    }

    private stateOf(signal: number, place: number, level: number, common: number, own: number): number {
        const {activity, shared, own: ofOwn} = this.loads[signal]!
        const over = activity * level + shared * common + ofOwn * own - this.limits[signal]![place]!
        return over <= 0 ? 0 : 1 + min(this.subjects[signal]!.steps.length, floor(over * 4))
    }

    /** Day of conversion from a hazard with a log-linear trend; may lie after the end of the data. */
    private conversion(joined: number): number {
        const {random, traits, plan, days} = this
        const own = traits.frailty === 0 ? 1 : exp(traits.frailty * random.normal() - traits.frailty ** 2 / 2)
        const perDay = (own * -log(1 - traits.baseRate)) / plan.rules.horizonDays
        const slope = traits.conversionTrend / (plan.endDay - days[0]!)
        const wanted = -log(1 - random.uniform())
        if (slope === 0) return joined + wanted / perDay
        // Solve perDay/slope · (e^(slope·(t - middle)) - e^(slope·(joined - middle))) = wanted.
        const middle = (plan.endDay + days[0]!) / 2
        const reached = exp(slope * (joined - middle)) + (wanted * slope) / perDay
        return reached <= 0 ? Infinity : middle + log(reached) / slope
    }
}

/** Routing threshold of the simulations. */
export const THRESHOLD = 60

function scoreOfMask(mask: number, subjects: readonly Subject[]): number {
    const active = subjects.filter((_subject, i) => (mask & (1 << i)) !== 0)
    return floor(compositeScore(active.map(({id, base}) => ({type: id, base}))).score)
}
