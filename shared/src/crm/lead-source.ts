/** Category of deals whose lead source is blank (D4). */
export const UNKNOWN_SOURCE = "unknown"

/** Category → the customer's own values of it. */
export type LeadSourceSettings = Readonly<Record<string, readonly string[]>>

/**
 * The category of a lead source value: the one that names it, without regard to case and surrounding blanks; a value that
 * nobody names is its own category; blank is "unknown".
 */
export function leadSourceOf(value: string | null | undefined, settings: LeadSourceSettings): string {
    const text = (value ?? "").trim()
    if (text === "") return UNKNOWN_SOURCE
    const found = Object.entries(settings).find(([, values]) =>
        values.some((one) => one.trim().toLowerCase() === text.toLowerCase()),
    )
    return found?.[0] ?? text
}

/** What values of the usual words mean; the first that fits. */
const USUAL: readonly (readonly [string, RegExp])[] = [
    ["pql", /\b(pql|product[ -]?(qualified|led|usage)|self[ -]?serve|beton)\b/i],
    ["partner", /\b(partner|reseller|channel|affiliate|marketplace|agency)\b/i],
    ["outbound", /\b(outbound|sdr|bdr|cold|prospecting|sales[ -]?sourced|linkedin)\b/i],
    ["inbound", /\b(inbound|web(site)?|organic|seo|paid|ads?|content|webinar|event|demo request|contact|referral|word of mouth|marketing|newsletter)\b/i],
] // prettier-ignore

/** A lead source value with its count and what it counts as. */
export interface LeadSourceProposal {
    /** '' for blank. */
    readonly value: string
    readonly deals: number
    readonly category: string
    /** The category that the words suggest, where no setting names the value; null = its own. */
    readonly proposed: string | null
}

/** Every value with its count, most deals first; blanks last, as "unknown" (D4). */
export function proposeLeadSources(
    counts: Readonly<Record<string, number>>,
    settings: LeadSourceSettings,
): LeadSourceProposal[] {
    return Object.entries(counts)
        .map(([value, deals]) => {
            const category = leadSourceOf(value, settings)
            const isNamed = value.trim() === "" || category !== value.trim()
            const usual = USUAL.find(([, words]) => words.test(value))?.[0] ?? null
            return {
                value: value.trim(),
                deals,
                category,
                proposed: isNamed || usual === category ? null : usual,
            }
        })
        .sort(
            (a, b) =>
                Number(a.value === "") - Number(b.value === "") ||
                b.deals - a.deals ||
                (a.value < b.value ? -1 : 1),
        )
}
