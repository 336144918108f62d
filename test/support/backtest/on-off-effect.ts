import type {BacktestRules} from "../../../shared/src/backtest/plan"
import type {RandomSource} from "./random-source"

/** A signal that is on and off in turn, each for an exponential time, and multiplies the hazard while it is on. */
export interface OnOffEffect {
    /** Daily hazard of converting while off and while on. */
    readonly off: number
    readonly on: number
    /** The ratio of landmark conversion chances that these give. */
    readonly lift: number
    draw(random: RandomSource, from: number, to: number): OnOffHistory
}

/** One account's spells and conversion, in days. */
export interface OnOffHistory {
    /** Infinity = not before the end. */
    readonly converted: number
    /** Days must be asked in ascending order. */
    activeAt(day: number): boolean
}

interface Chain {
    /** Per day. */
    readonly start: number
    readonly stop: number
    readonly off: number
    readonly on: number
}

/**
 * The effect whose landmark lift is exactly `lift`. State and "not yet converted" form a Markov chain in continuous time,
 * so the chance of converting in [T + gap, T + gap + H) given the state at T, and no conversion before T + gap, is the
 * same on every date and whatever happened before: S(t) = e^(tQ)·1 with Q the generator that converting leaves, and
 * p = 1 - S(gap + H)/S(gap). The hazard while on is found by bisection.
 */
export function onOffEffect(o: {
    readonly lift: number
    readonly prevalence: number
    readonly spellDays: number
    readonly baseRate: number
    readonly rules: Pick<BacktestRules, "gapDays" | "horizonDays">
}): OnOffEffect {
    const stop = 1 / o.spellDays
    const start = (stop * o.prevalence) / (1 - o.prevalence)
    const off = -Math.log(1 - o.baseRate) / o.rules.horizonDays
    let [low, high] = [off, off * 1000]
    for (let step = 0; step < 80; step++) {
        const on = Math.sqrt(low * high)
        if (landmarkLift({start, stop, off, on}, o.rules) < o.lift) low = on
        else high = on
    }
    const chain = {start, stop, off, on: Math.sqrt(low * high)}
    const lift = landmarkLift(chain, o.rules)
    if (Math.abs(lift / o.lift - 1) > 1e-6) throw new Error(`No hazard gives a lift of ${o.lift}.`)
    return {off, on: chain.on, lift, draw: (random, from, to) => drawHistory(random, from, to, chain)}
}

function drawHistory(
    random: RandomSource,
    from: number,
    to: number,
    {start, stop, off, on}: Chain,
): OnOffHistory {
    const after = (rate: number): number => -Math.log(1 - random.uniform()) / rate
    const changes: number[] = []
    const firstOn = random.uniform() < start / (start + stop)
    let [at, active, converted] = [from, firstOn, Infinity]
    while (at < to) {
        const until = at + after(active ? stop : start)
        const converts = at + after(active ? on : off)
        if (converts < Math.min(until, to)) {
            converted = converts
            break
        }
        changes.push(until)
        at = until
        active = !active
    }
    let passed = 0
    return {
        converted,
        activeAt(day) {
            while (passed < changes.length && changes[passed]! <= day) passed++
            return firstOn === (passed % 2 === 0)
        },
    }
}

function landmarkLift(
    chain: Chain,
    {gapDays, horizonDays}: Pick<BacktestRules, "gapDays" | "horizonDays">,
): number {
    const before = survival(chain, gapDays)
    const after = survival(chain, gapDays + horizonDays)
    return (1 - after.on / before.on) / (1 - after.off / before.off)
}

/** Chance of not converting within t days, by the state at the start: e^(tQ)·1 of a 2 × 2 matrix with real eigenvalues. */
function survival({start, stop, off, on}: Chain, t: number): {on: number; off: number} {
    const [a, b, c, d] = [-(stop + on), stop, start, -(start + off)]
    const middle = (a + d) / 2
    const root = Math.sqrt(((a - d) / 2) ** 2 + b * c)
    const scale = Math.exp(middle * t)
    const [cosh, sinh] = [Math.cosh(root * t), Math.sinh(root * t) / root]
    return {
        on: scale * (cosh + sinh * (a - middle + b)),
        off: scale * (cosh + sinh * (d - middle + c)),
    }
}
