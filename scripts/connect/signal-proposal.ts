import {signalById} from "@beton/shared/signals/index"

import type {EventUse} from "./propose-outcome"

/** What was found of what signals read. */
export interface SignalFacts {
    /** Events whose names could matter, counted over `days`. */
    readonly events: readonly EventUse[]
    readonly days: number
    /** Account properties by name: how many $groupidentify events carry them, and PostHog's type. */
    readonly properties: readonly {
        readonly name: string
        readonly type: string | null
        readonly reported: number
    }[]
    /** Page views of the last 30 days whose path contains a word. */
    readonly pages: readonly {readonly word: string; readonly views: number}[]
    /** Properties of the support events. */
    readonly supportProperties: readonly string[]
    /** The conversion event, which is no sign of wanting any more. */
    readonly outcome: string | null
}

/** What becomes of one signal. */
export interface SignalProposal {
    readonly signal: string
    readonly title: string
    /** Settings that differ from the defaults; empty when the defaults fit. */
    readonly settings: Readonly<Record<string, unknown>>
    readonly found: boolean
    /** What was found with counts, or what is missing. */
    readonly reason: string
}

/** Nothing was found for a signal. */
export function missing(signal: string, what: string): SignalProposal {
    return {...named(signal), settings: {}, found: false, reason: `waits for data: ${what}`}
}

/** The signal's id and title. */
export function named(signal: string): {readonly signal: string; readonly title: string} {
    return {signal, title: signalById(signal)?.title ?? signal}
}

/** The signal's own settings, so that no default is written down twice. */
export function defaultsOf(signal: string): Readonly<Record<string, unknown>> {
    return (signalById(signal)?.params.parse({}) ?? {}) as Readonly<Record<string, unknown>>
}
