import {type AnySignal, SIGNALS} from "@beton/shared/signals/index"

import type {RoutedAccount} from "./message"

/** What a workflow waits for; what is unset lets everything through. */
export interface SignalFilter {
    /** 0 to 100. */
    readonly minScore?: number | undefined
    /** Ids of signals; one of them is enough. */
    readonly signalTypes?: readonly string[] | undefined
    /** Whose behaviour the signals speak about. */
    readonly audience?: string | undefined
}

const DEFINITIONS = SIGNALS as readonly unknown[] as readonly AnySignal[]

/** Messages name signals by their title, the settings of a workflow by their id. */
function definitionOf(name: string): AnySignal | undefined {
    return DEFINITIONS.find(({id, title}) => id === name || title === name)
}

/** Whether an account is one that a workflow waits for. */
export function isWanted({score, signals}: RoutedAccount, {minScore, signalTypes, audience}: SignalFilter): boolean {
    if (minScore !== undefined && score < minScore) return false
    const types = signalTypes ?? []
    if (types.length > 0 && !signals.some((name) => types.includes(name) || types.includes(definitionOf(name)?.id ?? name)))
        return false
    if (audience !== "prospect" && audience !== "customer") return true
    // A signal of the team's own says nothing about whom it is for.
    return signals.some((name) => ["both", audience].includes(definitionOf(name)?.audience ?? "both"))
} // prettier-ignore
