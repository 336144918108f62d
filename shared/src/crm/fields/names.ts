import type {BetonFieldId} from "./fields"
import {NEUTRAL, OTHER_PURPOSE, PHRASES, ROLES, SAME, STOP} from "./vocabulary"

/** How much an attribute is called like a field. */
export type NameMatch =
    /** Its name says nothing else than the field's. */
    | "exact"
    /** A general word, or one more that says something else. */
    | "near"
    | "none"

/**
 * The words of a name in one form: lower case, no accents, singular, one word for each meaning ("Last scored at" and
 * `latestScoreDate` are the same).
 */
export function nameTokens(name: string): readonly string[] {
    const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").trim()
    // Capitals within a word divide it only where nothing else does: PostHog is one word.
    const isDivided = /[^A-Za-z0-9]/.test(plain)
    const words = (isDivided ? plain : plain.replace(/([a-z0-9])([A-Z])/g, "$1 $2"))
        .toLowerCase()
        .replace(/#/g, " count ")
        .replace(/%/g, " percent ")
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "" && !/^\d+$/.test(word))
        .map((word) => SAME.get(word) ?? SAME.get(singular(word)) ?? singular(word))
        .filter((word) => !STOP.has(word))
    return [...new Set(words)]
}

function singular(word: string): string {
    if (word.length <= 3 || /(ss|us|is)$/.test(word) || !word.endsWith("s")) return word
    return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.slice(0, -1)
}

/** The better match of an attribute's title and slug; people rename titles and leave the slug behind, so the title may veto. */
export function nameMatch(field: BetonFieldId, title: string, slug: string): NameMatch {
    const tokens = nameTokens(title)
    const byTitle = matchOf(field, tokens)
    if (byTitle !== "none" || tokens.some((token) => OTHER_PURPOSE.has(token))) return byTitle
    // A slug counts only where the title does not speak of something else.
    const isSilent = tokens.every((token) => NEUTRAL.has(token) || nameTokens(slug).includes(token))
    return isSilent ? matchOf(field, nameTokens(slug)) : "none"
}

function matchOf(field: BetonFieldId, tokens: readonly string[]): NameMatch {
    const {own, general} = PHRASES[field]
    let best: NameMatch = "none"
    for (const [phrases, isGeneral] of [[own, false], [general, true]] as const) {
        for (const phrase of phrases) {
            const wanted = nameTokens(phrase)
            if (!wanted.every((token) => tokens.includes(token))) continue
            const rest = tokens.filter((token) => !wanted.includes(token) && !NEUTRAL.has(token))
            if (rest.some((token) => OTHER_PURPOSE.has(token) || ROLES.has(token))) continue
            if (rest.length === 0 && !isGeneral) return "exact"
            if (rest.length === 0 || (rest.length === 1 && !isGeneral)) best = "near"
        }
    }
    return best
} // prettier-ignore
