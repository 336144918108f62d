import type {SubjectResult} from "@beton/shared/backtest/result"
import type {Sentence} from "@beton/shared/explain/sentence"

import {SIGNAL_EXAMPLES} from "./signal-examples"

/** Sentences by the name of what they are about. */
export type Examples = Record<string, string[]>

/** The texts of sentences. */
export function texts(sentences: readonly Sentence[]): string[] {
    return sentences.map(({text}) => text)
}

/** A made-up result by its name. @throws Error when there is none */
export function resultOf(name: string): SubjectResult {
    const found = SIGNAL_EXAMPLES[name]
    if (found === undefined || !("whole" in found)) throw new Error(`There is no result "${name}".`)
    return found
}
