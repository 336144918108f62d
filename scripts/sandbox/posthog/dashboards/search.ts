import type {Dashboard} from "./state"

/** Words that share at least this part of their trigrams are similar (pg_trgm's default threshold). */
const THRESHOLD = 0.3
const MAX_WORDS = 6

function trigrams(text: string): Set<string> {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
    return new Set(
        words.flatMap((word) => {
            const padded = `  ${word} `
            return Array.from({length: padded.length - 2}, (_, at) => padded.slice(at, at + 3))
        }),
    )
}

function similarity(a: Set<string>, b: Set<string>): number {
    const shared = [...a].filter((gram) => b.has(gram)).length
    return shared === 0 ? 0 : shared / (a.size + b.size - shared)
}

/** The best similarity of the search to a run of words of the text. */
function wordSimilarity(search: string, text: string): number {
    const wanted = trigrams(search)
    const words = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
    let best = 0
    for (let from = 0; from < words.length; from++) {
        for (let to = from + 1; to <= Math.min(words.length, from + MAX_WORDS); to++) {
            best = Math.max(best, similarity(wanted, trigrams(words.slice(from, to).join(" "))))
        }
    }
    return best
}

/** How a dashboard matches a search of a recent server: by substring, by likeness (typos, other words), or not. */
export function fuzzyMatch({name, description, tags}: Dashboard, search: string): "exact" | "similar" | null {
    const texts = [name ?? "", description, ...tags]
    if (texts.some((text) => text.toLowerCase().includes(search.toLowerCase()))) return "exact"
    return texts.some((text) => wordSimilarity(search, text) >= THRESHOLD) ? "similar" : null
}

/** Older servers look for the text in the name only. */
export function plainMatch({name}: Dashboard, search: string): boolean {
    return (name ?? "").toLowerCase().includes(search.toLowerCase())
}
