import type {PairedSignal} from "@beton/shared/pairing"

import {titleFromId} from "../words"
import type {RoutedAccount} from "./message"

/** What a workflow waits for; what is unset lets everything through. */
export interface SignalFilter {
    /** 0 to 100. */
    readonly minScore?: number | undefined
    /** Ids of signals, or names that somebody typed; one of them is enough. */
    readonly signalTypes?: readonly string[] | undefined
    /** Whose behaviour the signals speak about. */
    readonly audience?: string | undefined
}

/**
 * Whether an account is one that a workflow waits for.
 *
 * @param known signals of the pairing; a message may name others, from a newer version or configuration
 */
export function isWanted(
    {score, signals, signal_types: ids}: RoutedAccount,
    {minScore, signalTypes, audience}: SignalFilter,
    known: readonly PairedSignal[],
): boolean {
    if (minScore !== undefined && score < minScore) return false
    const most = Math.max(ids.length, signals.length)
    const active = Array.from({length: most}, (_, i) => namesOf(ids[i] ?? "", signals[i] ?? "", known))
    const types = (signalTypes ?? []).map((type) => namesOf(type, "", known))
    if (types.length > 0 && !active.some((names) => types.some((wanted) => isSame(names, wanted)))) return false
    if (audience !== "prospect" && audience !== "customer") return true
    return active.some((names) => {
        const signal = known.find(({id, title}) => isSame(names, new Set([plain(id), plain(title)])))
        // One that is not known says nothing about whom it is for.
        return ["both", audience].includes(signal?.audience ?? "both")
    })
} // prettier-ignore

/** All names of a signal: ids and titles may each be the only thing that a message, or a workflow of long ago, has. */
function namesOf(id: string, title: string, known: readonly PairedSignal[]): ReadonlySet<string> {
    const own = [plain(id), plain(title)].filter((name) => name !== "")
    const more = known.filter((one) => own.includes(plain(one.id)) || own.includes(plain(one.title)))
    return new Set([...own, ...more.flatMap((one) => [plain(one.id), plain(one.title)])])
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
    return [...some].some((name) => others.has(name))
}

/** "seat_hoarding" and "Seat hoarding" are the same to whoever types it. */
function plain(name: string): string {
    return name.trim() === "" ? "" : titleFromId(name).toLowerCase()
}
