import {customSignal, customSignalSchema} from "../signals/custom-signal"
import {type AnySignal, signalById} from "../signals/index"
import type {TuningStep} from "../signals/signal"

/** Most signals that one backtest takes: each needs 3 of the 53 bits that a whole number has in JSON. */
export const MAX_SUBJECTS = 17
/** Stricter settings that a row can tell apart. */
export const MAX_STEPS = 6

/** A signal with its settings, as it is written down in queries and results. */
export interface SubjectChoice {
    /** Id of a built-in type, or of a custom one (then the settings are its definition). */
    readonly id: string
    readonly settings: unknown
}

/** One signal as a backtest sees it. */
export interface Subject {
    readonly id: string
    readonly signal: AnySignal
    /** Effective settings. */
    readonly settings: unknown
    /** Points in the score. */
    readonly base: number
    readonly alwaysRoute: boolean
    /** Its thresholds were fixed before anybody looked at this data, so all of the data may confirm it. */
    readonly fixedInAdvance: boolean
    /** Its points are those of A1. */
    readonly hasDefaultBase: boolean
    /** Stricter settings that the backtest tries, mildest first. */
    readonly steps: readonly TuningStep[]
}

/** Settings that limit firing or count points, and so change nothing about what is found. */
const NOT_THE_RULE = new Set(["enabled", "base", "cadence", "cooldown_days", "always_route"])

/**
 * The subjects of a backtest, in the order given.
 *
 * @throws ZodError when settings do not fit; Error naming an id that is unknown, listed twice, or too many of them
 */
export function subjectsOf(choices: readonly SubjectChoice[]): Subject[] {
    if (choices.length === 0) throw new Error("A backtest needs at least one signal that is switched on.")
    if (choices.length > MAX_SUBJECTS)
        throw new Error(
            `A backtest takes at most ${MAX_SUBJECTS} signals, not ${choices.length}: switch some off.`,
        )
    const twice = choices.find(({id}, i) => choices.findIndex((other) => other.id === id) !== i)
    if (twice !== undefined) throw new Error(`The signal "${twice.id}" is listed twice.`)
    return choices.map(subjectOf)
}

function subjectOf({id, settings: given}: SubjectChoice): Subject {
    const builtIn = signalById(id)
    const signal = builtIn ?? customSignal(customSignalSchema.parse(given))
    if (signal.id !== id) throw new Error(`There is no signal "${id}".`)
    const settings = signal.params.parse(given) as Record<string, unknown>
    return {
        id,
        signal,
        settings,
        base: Number(settings.base),
        alwaysRoute: settings.always_route === true,
        fixedInAdvance: builtIn !== undefined && hasDefaultRule(builtIn, settings),
        hasDefaultBase:
            builtIn !== undefined && settings.base === (builtIn.params.parse({}) as {base: number}).base,
        steps: signal.tuning?.steps(settings as never).slice(0, MAX_STEPS) ?? [],
    }
}

/**
 * Names of events, pages and properties say where to look and may be the customer's own; numbers and rules are what
 * somebody tunes. Those at their defaults were chosen before this data was seen.
 */
function hasDefaultRule(signal: AnySignal, settings: Record<string, unknown>): boolean {
    const defaults = signal.params.parse({}) as Record<string, unknown>
    return Object.entries(defaults).every(
        ([name, value]) => NOT_THE_RULE.has(name) || !isRule(name, value) || settings[name] === value,
    )
}

function isRule(name: string, value: unknown): boolean {
    return typeof value === "number" || name === "rule"
}
