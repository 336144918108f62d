/** One active signal with its sentence. */
export interface ExplainedSignal {
    readonly type: string
    readonly title: string
    readonly base: number
    readonly sentence: string
}

/** Signals in the order a rep should read them: most points first, then by name. */
export function byWeight<S extends {readonly base: number; readonly type: string}>(
    signals: readonly S[],
): S[] {
    return [...signals].sort((a, b) => b.base - a.base || a.type.localeCompare(b.type, "en"))
}

/** "Why now" of an account (E7): the sentences of its strongest signals, at most three. */
export function whyNow(signals: readonly ExplainedSignal[]): string {
    const ordered = byWeight(signals)
    const rest = ordered.length - 3
    const sentences = ordered.slice(0, 3).map((signal) => signal.sentence)
    if (rest > 0) sentences.push(`And ${rest} more ${rest === 1 ? "signal" : "signals"}.`)
    return sentences.join(" ")
}
