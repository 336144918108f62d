import {cellsOf} from "@beton/posthog-app/attio/cells"
import type {CrmObject} from "@beton/posthog-app/attio/deal-attributes"
import {fieldStandings} from "@beton/posthog-app/attio/field-setup"
import type {AttioClient, AttioRecord, Attribute} from "@beton/posthog-app/clients/attio"
import type {Config} from "@beton/posthog-app/config/config"
import {isByPerson, plainCell} from "@beton/shared/crm/fields/cells"
import type {AttributeSample} from "@beton/shared/crm/fields/contents"
import {
    BETON_FIELDS,
    type BetonFieldId,
    mappingOf,
    sharedSlugs,
    unknownFields,
} from "@beton/shared/crm/fields/fields"
import {type FieldProposal, proposeFields} from "@beton/shared/crm/fields/propose"

import {valueOf} from "../cli/value-of"

/** The newest records tell how an attribute is used today. */
const SAMPLE_RECORDS = 200

/** One field on one object. */
export interface FieldOverview {
    readonly field: BetonFieldId
    readonly title: string
    /** null: the settings leave it out. */
    readonly slug: string | null
    /** The settings name it; else it is Beton's own attribute. */
    readonly isChosen: boolean
    readonly standing: "present" | "missing" | "problem" | "off"
    /** What is in the way, with the fix; '' otherwise. */
    readonly problem: string
    /** null: the settings have decided. */
    readonly proposal: FieldProposal | null
}

/** Where Beton's fields go on one object, and where they could go. */
export interface ObjectOverview {
    readonly object: CrmObject
    /** Why nothing is written to it, as a sentence; null where it is. */
    readonly off: string | null
    readonly records: number
    readonly fields: readonly FieldOverview[]
    /** Mistakes of the mapping as a whole, as sentences. */
    readonly problems: readonly string[]
}

/** Reads attributes and the newest records of an object; writes nothing. */
export async function objectOverview(
    attio: AttioClient,
    config: Config,
    object: CrmObject,
    asOf: string,
): Promise<ObjectOverview> {
    const {routing} = config.settings
    const listed = await attio.attributes(object)
    const isGone = !listed.ok && listed.failure.kind === "not_found"
    if (isGone) return {object, off: `The ${object} object is switched off in Attio.`, records: 0, fields: [], problems: []}
    const attributes = valueOf(listed, "Attio")
    const records = valueOf(await attio.records(object, {limit: SAMPLE_RECORDS, sorts: [{attribute: "created_at", direction: "desc"}]}), "Attio")
    const chosen = new Map(Object.entries(routing.fields[object]))
    const undecided = BETON_FIELDS.filter(({id}) => !chosen.has(id))
    const used = slugsInUse(object, config)
    const free = attributes.filter(({api_slug: slug}) => !used.has(slug))
    const samples = Object.fromEntries(free.map(({api_slug: slug}) => [slug, sampleOf(records, slug)]))
    const proposals = proposeFields(undecided, free.map(factsOf), samples, asOf)
    const standings = new Map(fieldStandings(object, attributes, config).map((one) => [one.field.id, one.standing]))
    const mapping = mappingOf(routing.fields[object])
    const unknown = unknownFields(routing.fields[object])
    return {
        object,
        off: object === "companies" && routing.target === "deal" && !routing.company_fields ? "With your settings Beton writes no fields to companies (routing.company_fields)." : null,
        records: records.length,
        fields: BETON_FIELDS.map(({id, title}) => {
            const standing = standings.get(id)
            return {
                field: id,
                title,
                slug: mapping[id]?.slug ?? null,
                isChosen: chosen.has(id),
                standing: standing?.kind ?? "off",
                problem: standing?.kind === "problem" ? standing.fix : "",
                proposal: proposals.find(({field}) => field === id) ?? null,
            }
        }),
        problems: [
            ...unknown.map((name) => `routing.fields.${object}.${name} is no field of Beton.`),
            ...sharedSlugs(mapping).map(({slug, fields}) => `${fields.join(" and ")} would both be written to "${slug}". Give each its own attribute (routing.fields.${object}).`),
        ],
    }
} // prettier-ignore

/** What the settings use for something else than a field that is still open. */
function slugsInUse(object: CrmObject, {settings: {routing}}: Config): ReadonlySet<string> {
    const fit = object === "companies" ? routing.fit.filter(({on}) => on === "company").map(({field}) => field) : []
    const own = [routing.lead_source_attribute, routing.disposition_attribute, routing.external_id_attribute]
    return new Set([...Object.values(routing.fields[object]), ...own, ...fit].filter((slug): slug is string => slug !== null))
} // prettier-ignore

function factsOf(attribute: Attribute) {
    return {
        slug: attribute.api_slug,
        title: attribute.title,
        type: attribute.type,
        isUnique: attribute.is_unique,
        isMultiselect: attribute.is_multiselect,
        isArchived: attribute.is_archived,
        isSystem: attribute.is_system_attribute === true,
    }
}

function sampleOf(records: readonly AttioRecord[], slug: string): AttributeSample {
    const held = records.flatMap((record) => {
        const cells = cellsOf(record, slug)
        const value = plainCell(cells)
        return typeof value === "string" || typeof value === "number" ? [{value, byPerson: isByPerson(cells)}] : []
    })
    return {values: held.map(({value}) => value), byPeople: held.filter(({byPerson}) => byPerson).length}
} // prettier-ignore
