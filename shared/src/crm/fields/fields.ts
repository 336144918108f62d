import {ACCOUNT_STATES} from "../account-state"

/** Objects of the CRM that Beton writes to. */
export type CrmObject = "deals" | "companies"

/** Attribute types that can hold one of Beton's fields (REST.md §3). */
export type FieldType = "text" | "number" | "currency" | "date" | "timestamp" | "select" | "checkbox"

/** One of Beton's fields in the CRM (D1, F10). */
export interface BetonField {
    readonly id: BetonFieldId
    /** Title of the attribute that Beton creates. */
    readonly title: string
    readonly description: string
    /** Slug where the mapping says nothing. */
    readonly slug: string
    /** Type of the attribute that Beton creates. */
    readonly type: Exclude<FieldType, "select">
    /** Types of a team's own attribute that can hold it as well, best first. */
    readonly compatible: readonly FieldType[]
    /** Other names that teams give to such an attribute, for proposals. */
    readonly synonyms: readonly string[]
}

/** See `BETON_FIELDS`. */
export type BetonFieldId =
    | "score"
    | "score_change"
    | "signals"
    | "top_signal"
    | "signal_count"
    | "last_signal_at"
    | "why_now"
    | "track_record"
    | "state"
    | "quiet_since"
    | "checked_at"
    | "conversion_probability"
    | "revenue_potential"
    | "link"

const field = (
    id: BetonFieldId,
    slug: string,
    title: string,
    type: BetonField["type"],
    compatible: readonly FieldType[],
    description: string,
    synonyms: readonly string[] = [],
): BetonField => ({id, slug, title, type, compatible, description, synonyms})

/**
 * All fields, the same on deals and companies. A rating (0 to 5) can hold none of them without loss. A select takes those
 * whose values are a known list, which become its options.
 */
export const BETON_FIELDS: readonly BetonField[] = [
    field("score", "pql_score", "Lead Score", "number", ["number", "text"], "Beton's score of the account, 0 to 100.", ["pql score", "product score", "health score", "account score", "engagement score"]),
    field("score_change", "pql_score_change", "Lead Score Change", "number", ["number", "text"], "Difference to the score that stood here before.", ["score change", "score trend", "score delta"]),
    field("signals", "pql_signals", "PQL signals", "text", ["text", "select"], "Active signals, strongest first.", ["signals", "buying signals", "intent signals", "product signals"]),
    field("top_signal", "pql_top_signal", "Top Signal", "text", ["text", "select"], "Strongest active signal.", ["main signal", "strongest signal", "primary signal"]),
    field("signal_count", "pql_signal_count", "Signal Count", "number", ["number", "text"], "Number of active signals.", ["number of signals", "signals count"]),
    field("last_signal_at", "pql_last_signal_at", "Last Signal Date", "timestamp", ["timestamp", "date", "text"], "When a signal was last active.", ["last signal", "last product activity", "last activity date"]),
    field("why_now", "pql_why_now", "Why now", "text", ["text"], "What the account did, in words.", ["reason", "pql reason", "context"]),
    field("track_record", "pql_track_record", "PQL track record", "text", ["text"], "What became of accounts like this one.", ["track record", "evidence"]),
    field("state", "pql_state", "PQL state", "text", ["text", "select"], "Hot, below threshold, quiet or customer.", ["lead status", "pql status", "product status"]),
    field("quiet_since", "pql_quiet_since", "Quiet since", "date", ["date", "timestamp", "text"], "Since when the account is below the threshold.", ["inactive since", "cold since"]),
    field("checked_at", "pql_checked_at", "PQL checked", "timestamp", ["timestamp", "date", "text"], "When Beton last confirmed these fields.", ["score updated", "last scored", "last checked"]),
    field("conversion_probability", "pql_conversion_probability", "Conversion Probability", "number", ["number", "text"], "Chance to convert in percent, from your own history.", ["probability", "win probability", "likelihood", "propensity"]),
    field("revenue_potential", "pql_revenue_potential", "Revenue Potential", "number", ["currency", "number", "text"], "Chance to convert times the average contract value.", ["potential", "expected revenue", "expected value", "estimated value"]),
    field("link", "pql_link", "Beton Link", "text", ["text"], "The account in PostHog.", ["posthog link", "product link", "posthog url"]),
] // prettier-ignore

/** The only field that may have several values at once. */
export const SEVERAL: BetonFieldId = "signals"

/**
 * Titles that a select needs as options to hold a field; null: any text may come, so a select cannot.
 *
 * @param signals ids of all signals that may be active
 */
export function optionsOf(field: BetonFieldId, signals: readonly string[]): readonly string[] | null {
    if (field === "state") return Object.values(ACCOUNT_STATES)
    return field === "signals" || field === "top_signal" ? signals : null
}

/** What a run knows of an account. null clears a field; a field that is absent is not known and stays as it is. */
export type FieldValues = Partial<Record<BetonFieldId, string | number | readonly string[] | null>>

/** Field → attribute; null: not written. */
export type Mapping = Readonly<Record<BetonFieldId, {readonly slug: string} | null>>

/** The mapping in force: what the settings say, else Beton's own attributes. */
export function mappingOf(slugs: Readonly<Record<string, string | null>>): Mapping {
    const set = new Map(Object.entries(slugs))
    return Object.fromEntries(
        BETON_FIELDS.map(({id, slug: own}) => {
            const chosen = set.has(id) ? (set.get(id) ?? null) : own
            return [id, chosen === null ? null : {slug: chosen}]
        }),
    ) as unknown as Mapping
}

/** Fields that would be written to one and the same attribute, and so overwrite each other, by slug. */
export function sharedSlugs(
    mapping: Mapping,
): readonly {readonly slug: string; readonly fields: readonly BetonFieldId[]}[] {
    const bySlug = new Map<string, BetonFieldId[]>()
    for (const {id} of BETON_FIELDS) {
        const slug = mapping[id]?.slug
        if (slug !== undefined) bySlug.set(slug, [...(bySlug.get(slug) ?? []), id])
    }
    return [...bySlug].flatMap(([slug, fields]) => (fields.length > 1 ? [{slug, fields}] : []))
}

/** Names in the settings that are no fields of Beton. */
export function unknownFields(slugs: Readonly<Record<string, string | null>>): string[] {
    const known = new Set<string>(BETON_FIELDS.map(({id}) => id))
    return Object.keys(slugs).filter((name) => !known.has(name))
}
