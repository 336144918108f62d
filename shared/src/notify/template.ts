import Mustache from "mustache"

/** Variables of a message template, with what they stand for. */
export const VARIABLES = {
    account: "key of the account in your product",
    company: "name of the company in the CRM",
    score: "score, 0 to 100",
    signals: "titles of the active signals, strongest first",
    top_signal: "title of the strongest signal",
    why_now: "what the account did, in words",
    track_record: "what became of accounts like it",
    routed_because: "why it was sent: its score, or the signal that always is",
    deal_url: "address of the deal in the CRM",
    company_url: "address of the company in the CRM",
    posthog_url: "address of the account in PostHog",
} as const

/** See `VARIABLES`. */
export type Variable = keyof typeof VARIABLES

/** A value for each variable; '' where there is none. */
export type Variables = Readonly<Record<Variable, string>>

/** Longest text of a Slack section. */
const MAX_RENDERED = 2_900

/**
 * What is wrong with a template, one sentence each; none when it is fine. Only plain variables and sections are
 * allowed: no partials, no changed delimiters, no unescaped tags.
 */
export function templateProblems(text: string): string[] {
    let tokens: readonly (readonly unknown[])[]
    try {
        tokens = Mustache.parse(text) as readonly (readonly unknown[])[]
    } catch (error) {
        const reason = error instanceof Error ? error.message : "it cannot be read"
        return [`The template is not well formed: ${reason.replace(/ at \d+$/, "")}.`]
    }
    return [...new Set(tokens.flatMap(problemsOf))]
}

function problemsOf(token: readonly unknown[]): string[] {
    const [kind, name] = token as readonly [string, string]
    if (kind === "text" || kind === "!") return []
    if (kind === ">" || kind === "=" || kind === "&" || kind === "{")
        return ["Only {{variable}} and {{#variable}}…{{/variable}} can be used in a template."]
    const unknown = name in VARIABLES ? [] : [`There is no variable {{${name}}}. There are: ${Object.keys(VARIABLES).join(", ")}.`]
    const inside = kind === "#" || kind === "^" ? (token[4] as readonly (readonly unknown[])[]) : []
    return [...unknown, ...inside.flatMap(problemsOf)]
} // prettier-ignore

/**
 * Fills a template for Slack. Values may hold anything: they can neither mention people or channels nor make links, and
 * are not filled again.
 *
 * @throws Error for a template that `templateProblems` refuses
 */
export function renderSlack(text: string, variables: Variables): string {
    const linked = Object.entries(variables).map(([name, value]) => [
        name,
        name.endsWith("_url") && isPlainUrl(value) ? `<${value}>` : value,
    ])
    const links = new Set(linked.map(([, value]) => value).filter((value) => /^<https?:/.test(value ?? "")))
    const own = new Set(Object.values(variables).filter((value) => links.has(value)))
    const escape = (value: unknown): string =>
        links.has(String(value)) && !own.has(String(value)) ? String(value) : escapeSlack(value)
    return cut(Mustache.render(text, Object.fromEntries(linked), undefined, {escape}), MAX_RENDERED)
}

/** An address that Slack can make a link of as it is. */
function isPlainUrl(text: string): boolean {
    return /^https?:\/\/[^\s<>|&]+$/.test(text)
}

/** Slack reads `<`, `>` and `&` as control characters; addresses stay readable. */
export function escapeSlack(value: unknown): string {
    return String(value).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
}

/** Cut at a word, with an ellipsis. */
export function cut(text: string, max: number): string {
    if (text.length <= max) return text
    const head = text.slice(0, max - 1)
    const space = head.lastIndexOf(" ")
    return `${space > max / 2 ? head.slice(0, space) : head}…`
}
