/** One possible answer and what speaks for it. */
export interface Option {
    readonly value: string
    /** Counts first. */
    readonly reason: string
}

/** What is proposed, and what else would do; best first. */
export interface Proposal extends Option {
    readonly alternatives: readonly Option[]
}

/** "1,234". */
export function grouped(n: number): string {
    return n.toLocaleString("en")
}

/** "1 account", "1,234 accounts". */
export function counted(n: number, one: string, many = `${one}s`): string {
    return `${grouped(n)} ${n === 1 ? one : many}`
}

/** "34 %", "< 1 %"; "0 %" of nothing. */
export function percentOf(part: number, whole: number): string {
    if (whole === 0 || part === 0) return "0 %"
    const percent = Math.round((part / whole) * 100)
    return percent === 0 ? "< 1 %" : `${percent} %`
}

/** The proposal that a best-first list amounts to. */
export function proposalOf(options: readonly Option[], fallback: Option): Proposal {
    const [best = fallback, ...alternatives] = options
    return {...best, alternatives}
}
