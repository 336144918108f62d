import {type AttributeSample, contentMatch} from "./contents"
import {BETON_FIELDS, type BetonField, type BetonFieldId, type FieldType} from "./fields"
import {nameMatch} from "./names"

/** An attribute of the CRM as far as proposals depend on it (REST.md §3). */
export interface AttributeFacts {
    readonly slug: string
    readonly title: string
    readonly type: string
    readonly isUnique: boolean
    readonly isMultiselect: boolean
    readonly isArchived: boolean
    /** Made by the CRM itself, not by the team. */
    readonly isSystem: boolean
}

/** How sure a proposal is; low: look at the attribute first. */
export type Confidence = "high" | "medium" | "low"

/** Where a field could go. */
export interface FieldProposal {
    readonly field: BetonFieldId
    /** attribute: one that is there. create: Beton's own, which is made. none: neither is possible. */
    readonly kind: "attribute" | "create" | "none"
    readonly slug: string
    readonly confidence: Confidence
    /** One or two plain sentences. */
    readonly reason: string
}

/** What the settings use for something else (REST.md §6), and what Beton finds its own records by. */
const OWN_PURPOSE: ReadonlySet<string> = new Set(["name", "description", "stage", "owner", "value", "domains", "categories", "estimated_arr_usd", "associated_company", "associated_people", "lead_source", "beton_key", "beton_account", "pql_disposition"]) // prettier-ignore
const OWN_SLUGS: ReadonlySet<string> = new Set(BETON_FIELDS.map(({slug}) => slug))
const NOTHING: AttributeSample = {values: [], byPeople: 0}
const LEVELS = ["low", "medium", "high"] as const

type Verdict =
    | {readonly kind: "usable"; readonly level: number; readonly reason: string}
    /** It is called like the field, yet cannot be it. */
    | {readonly kind: "refused"; readonly isExact: boolean; readonly reason: string}
    | null

/**
 * For each field the best attribute that is there, else the one that Beton would make. An attribute is proposed when its
 * type can hold the field, it is called like it, and what it holds could be the field's values; one that is unique, holds
 * several values, is archived, belongs to the CRM or is filled by people never is. No attribute is proposed twice: the
 * surer field has it.
 *
 * @param fields those to propose for; others may have been decided already
 * @param attributes all of the object; those that the settings use otherwise left out
 * @param samples by slug; an attribute without one counts as empty
 * @param asOf ISO instant of the samples
 */
export function proposeFields(
    fields: readonly BetonField[],
    attributes: readonly AttributeFacts[],
    samples: Readonly<Record<string, AttributeSample | undefined>>,
    asOf: string,
): FieldProposal[] {
    const bySlug = new Map(Object.entries(samples))
    const pairs = fields.flatMap((field) =>
        attributes.map((attribute) => ({
            field,
            attribute,
            verdict: verdictOf(field, attribute, bySlug.get(attribute.slug) ?? NOTHING, asOf),
        })),
    )
    const usable = pairs.flatMap(({field, attribute, verdict}) =>
        verdict?.kind === "usable" ? [{field, attribute, ...verdict}] : [],
    )
    const order = (a: (typeof usable)[number]): number =>
        a.level * 10 +
        (bySlug.get(a.attribute.slug)?.values.length ? 1 : 0) +
        (a.attribute.slug === a.field.slug ? 100 : 0)
    const taken = new Map<string, FieldProposal>()
    const given = new Set<string>()
    for (const {field, attribute, level, reason} of usable.sort((a, b) => order(b) - order(a))) {
        if (taken.has(field.id) || given.has(attribute.slug)) continue
        given.add(attribute.slug)
        const confidence = LEVELS[level - 1] ?? "low"
        taken.set(field.id, {field: field.id, kind: "attribute", slug: attribute.slug, confidence, reason})
    }
    return fields.map((field) => {
        const refused = pairs.flatMap(({field: {id}, verdict}) =>
            id === field.id && verdict?.kind === "refused" ? [verdict] : [],
        )
        const nearest = refused.find(({isExact}) => isExact) ?? refused[0]
        const own = attributes.find(({slug}) => slug === field.slug)
        return taken.get(field.id) ?? withoutOne(field, own, nearest?.reason ?? null)
    })
}

/** null: it has nothing to do with the field. */
function verdictOf(
    field: BetonField,
    attribute: AttributeFacts,
    sample: AttributeSample,
    asOf: string,
): Verdict {
    const {slug, title, type} = attribute
    const isOwn = slug === field.slug
    if (OWN_PURPOSE.has(slug) || (OWN_SLUGS.has(slug) && !isOwn)) return null
    const name = isOwn ? "exact" : nameMatch(field.id, title, slug)
    if (name === "none") return null
    const isExact = name === "exact"
    const not = (why: string): Verdict => ({kind: "refused", isExact, reason: `"${title}" ${why}.`})
    const bar = barTo(attribute)
    if (bar !== null) return not(bar)
    const rank = (field.compatible as readonly string[]).indexOf(type)
    if (rank < 0) return not(`is of type ${type}, which cannot hold it`)
    if (type === "select" && !isOwn)
        return not("is a list of choices; write it into the settings if Beton may add its own to them")
    if (isOwn)
        return {kind: "usable", level: 3, reason: `"${title}" is the attribute that Beton made for it.`}
    const content = contentMatch(field.id, type as FieldType, sample, asOf)
    if (content.kind === "against") return not(content.words)
    const level =
        (isExact ? 3 : content.kind === "empty" ? 1 : 2) -
        (content.kind === "unclear" ? 2 : 0) -
        (rank > 0 ? 1 : 0)
    if (level < 1) return not(`is called only somewhat like it, is of type ${type}, and ${content.words}`)
    const called = isExact ? "is called like it" : "is called somewhat like it"
    const held = rank > 0 ? `${called}, can hold it as ${type}` : called
    return {kind: "usable", level, reason: `"${title}" ${held}, and ${content.words}.`}
}

/** Why no field may ever go to an attribute; null where one may. */
function barTo({isArchived, isUnique, isMultiselect, isSystem}: AttributeFacts): string | null {
    if (isArchived) return "is archived"
    if (isUnique) return "must be unique"
    if (isMultiselect) return "holds several values"
    return isSystem ? "belongs to the CRM itself" : null
}

/** @param nearest why the attribute that is most like it cannot be it, as a sentence; null without one */
function withoutOne(
    field: BetonField,
    own: AttributeFacts | undefined,
    nearest: string | null,
): FieldProposal {
    const subject = {field: field.id, slug: field.slug}
    if (own !== undefined) {
        const why = barTo(own) ?? `is of type ${own.type}, which cannot hold it`
        const reason = `The attribute "${field.slug}" ${why}, so Beton can neither use it nor make its own. Change its slug in Attio, or choose another attribute.`
        return {...subject, kind: "none", confidence: "high", reason}
    }
    const reason = nearest === null ? "No attribute is called like it." : `Nothing fits: ${nearest}`
    return {...subject, kind: "create", confidence: nearest === null ? "high" : "medium", reason}
} // prettier-ignore
