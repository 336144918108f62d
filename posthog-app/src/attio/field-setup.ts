import type {AttributeInfo} from "@beton/shared/crm/fields/cells"
import {
    BETON_FIELDS,
    type BetonField,
    type FieldType,
    type Mapping,
    mappingOf,
    SEVERAL,
    sharedSlugs,
    unknownFields,
} from "@beton/shared/crm/fields/fields"

import type {Attribute} from "../clients/attio"
import type {Config} from "../config/config"
import {type CrmObject, DEAL} from "./deal-attributes"
import type {Standing} from "./deal-rules"
import {attributeNamed} from "./ensure-attributes"
import {ensureFieldOptions} from "./ensure-field-options"
import {api, fix, type Setting, settled, type SetupContext} from "./setup-check"

/** Where Beton's fields go on an object. */
export interface FieldSetup {
    readonly mapping: Mapping
    /** By slug; fields whose attribute is not here are not written. */
    readonly attributes: Readonly<Record<string, AttributeInfo>>
    /** Fields that cannot be written, as sentences with the fix; the others are. */
    readonly problems: readonly string[]
}

/** Attributes that say something else: a mapping to them would overwrite it. */
const OWN_PURPOSE: ReadonlySet<string> = new Set([
    "name",
    "description",
    "stage",
    "owner",
    "value",
    DEAL.key,
    DEAL.account,
])

/** How the attribute of each field stands on an object, by field. */
export function fieldStandings(
    object: CrmObject,
    existing: readonly Attribute[],
    config: Pick<Config, "settings">,
): readonly {readonly field: BetonField; readonly slug: string; readonly standing: Standing}[] {
    const {fields, create_attributes: mayCreate} = config.settings.routing
    const mapping = mappingOf(fields[object])
    return BETON_FIELDS.flatMap((field) => {
        const slug = mapping[field.id]?.slug
        if (slug === undefined) return []
        const found = existing.find((attribute) => attribute.api_slug === slug)
        return [{field, slug, standing: standingOf(object, field, slug, found, mayCreate)}]
    })
}

function standingOf(
    object: CrmObject,
    field: BetonField,
    slug: string,
    found: Attribute | undefined,
    mayCreate: boolean,
): Standing {
    const what = `${object === "deals" ? "deal" : "company"} attribute "${slug}" for "${field.title}"`
    const setting = `routing.fields.${object}.${field.id}`
    if (found === undefined && slug === field.slug)
        return mayCreate
            ? {kind: "missing"}
            : {kind: "problem", needsConsent: true, fix: `The ${what} does not exist. Create it (${field.type}), allow Beton to (create_attributes), or set ${setting} to null.`}
    if (found === undefined)
        return {kind: "problem", fix: `The ${what} does not exist. Correct ${setting}.`}
    if (found.is_archived)
        return {kind: "problem", fix: `The ${what} is archived. Restore it in Attio or change ${setting}.`}
    const holdsSeveral = found.is_multiselect && !(field.id === SEVERAL && found.type === "select")
    if (holdsSeveral || found.is_unique || OWN_PURPOSE.has(slug))
        return {kind: "problem", fix: `The ${what} cannot be used: it ${OWN_PURPOSE.has(slug) ? "has another purpose" : found.is_unique ? "must be unique" : "holds several values"}. Choose another one in ${setting}.`}
    if (!(field.compatible as readonly string[]).includes(found.type))
        return {kind: "problem", fix: `The ${what} is of type ${found.type}; it must be ${field.compatible.join(" or ")}. Choose another one in ${setting}.`}
    return {kind: "present"}
} // prettier-ignore

/**
 * Attributes of Beton's fields: creates its own where they are missing (with consent). A field whose attribute is in the way
 * is left out and said; the others are written.
 */
export async function fieldSetup(
    setup: SetupContext,
    object: CrmObject,
    existing: readonly Attribute[],
): Promise<Setting<FieldSetup>> {
    const {attio, config, dry, missing} = setup
    const {fields} = config.settings.routing
    const unknown = unknownFields(fields[object])
    if (unknown.length > 0)
        return fix(
            `Field mapping: ${unknown.join(", ")} ${unknown.length === 1 ? "is no field" : "are no fields"} of Beton. Fields are: ${BETON_FIELDS.map(({id}) => id).join(", ")} (routing.fields.${object}).`,
        )
    const [clash] = sharedSlugs(mappingOf(fields[object]))
    if (clash !== undefined)
        return fix(
            `Field mapping: ${clash.fields.join(" and ")} would both be written to "${clash.slug}". Give each its own attribute (routing.fields.${object}).`,
        )
    let attributes = existing
    let standings = fieldStandings(object, attributes, config)
    const absent = standings.filter(({standing}) => standing.kind === "missing")
    let conflict = false
    for (const {field, slug} of absent) {
        if (dry) {
            missing.push(attributeNamed(object, slug))
            continue
        }
        const created = await attio.createAttribute(object, {
            api_slug: slug,
            title: field.title,
            description: field.description,
            type: field.type,
            is_unique: false,
        })
        if (created.ok) attributes = [...attributes, created.value]
        else if (created.failure.kind === "conflict") conflict = true
        else return api(created.failure)
    }
    if (conflict) {
        // Somebody else was quicker, or an archived one keeps the slug: look again.
        const again = await attio.attributes(object)
        if (!again.ok) return api(again.failure)
        attributes = again.value
    }
    standings = fieldStandings(object, attributes, config)
    const present = standings.filter(({standing}) => standing.kind === "present")
    const usable = new Set(present.map(({slug}) => slug))
    const problems = problemsOf(object, standings)
    for (const {field, slug} of present) {
        if (attributes.find((one) => one.api_slug === slug)?.type !== "select") continue
        const options = await ensureFieldOptions(setup, object, field, slug)
        if (!options.ok) return options
        if (options.value === null) continue
        problems.push(options.value)
        usable.delete(slug)
    }
    const infos = attributes
        .filter(({api_slug: slug, is_archived: archived}) => usable.has(slug) && !archived)
        .map(({api_slug: slug, type, is_multiselect: isMultiselect}) => [
            slug,
            {slug, type: type as FieldType, isMultiselect},
        ])
    return settled({
        mapping: mappingOf(fields[object]),
        attributes: Object.fromEntries(infos) as Record<string, AttributeInfo>,
        problems,
    })
}

/** What is in the way of fields; those that only want consent are one sentence. */
function problemsOf(object: CrmObject, standings: ReturnType<typeof fieldStandings>): string[] {
    const problems = standings.flatMap(({slug, standing}) =>
        standing.kind === "problem" ? [{slug, ...standing}] : [],
    )
    const refused = problems.filter(({needsConsent}) => needsConsent === true)
    if (refused.length < 2) return problems.map(({fix: sentence}) => sentence)
    const names = refused.map(({slug}) => slug).join(", ")
    const together = `${refused.length} ${object === "deals" ? "deal" : "company"} attributes for Beton's fields do not exist: ${names}. Create them (docs/CRM.md names their types), allow Beton to (create_attributes), or set the fields to null in routing.fields.${object}.`
    return [together, ...problems.filter((one) => !refused.includes(one)).map(({fix: sentence}) => sentence)]
}
