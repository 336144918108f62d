import {succeed} from "@beton/shared/api/result"
import {DISPOSITIONS} from "@beton/shared/crm/disposition"

import type {Attribute} from "../clients/attio"
import type {CrmObject} from "./deal-attributes"
import {leadSourceOption, leadSourceStanding} from "./deal-rules"
import {attributeNamed} from "./ensure-attributes"
import {api, said, type Setting, settled, type SetupContext} from "./setup-check"

/** Slug of the feedback attribute that Beton makes. */
const OWN_FEEDBACK = "pql_disposition"

/** Where a new deal says that it came from Beton. */
export interface LeadSource {
    readonly slug: string
    readonly type: "select" | "text"
    readonly value: string
}

/** The lead source attribute and its option. */
export async function ensureLeadSource(
    setup: SetupContext,
    existing: readonly Attribute[],
): Promise<Setting<LeadSource>> {
    const {attio, config, dry, missing} = setup
    const {routing} = config.settings
    const {lead_source_attribute: slug, lead_source_value: value} = routing
    let standing = leadSourceStanding(existing, routing)
    if (standing.kind === "missing") {
        if (dry) {
            missing.push(attributeNamed("deals", slug))
            return settled({slug, type: "select", value})
        }
        const created = await attio.createAttribute("deals", {
            api_slug: slug,
            title: "Lead source",
            description: "Where the deal came from.",
            type: "select",
            is_unique: false,
        })
        if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
        // On a conflict somebody else was quicker.
        const again = created.ok
            ? succeed<readonly Attribute[]>([created.value])
            : await attio.attributes("deals")
        if (!again.ok) return api(again.failure)
        standing = leadSourceStanding(again.value, routing)
    }
    if (standing.kind === "problem") return said(standing.fix)
    if (standing.kind === "missing") return said(`The ${attributeNamed("deals", slug)} could not be created.`)
    if (standing.type === "text") return settled({slug, type: "text", value})
    return ensureOption(setup)
}

async function ensureOption({attio, config, dry, missing}: SetupContext): Promise<Setting<LeadSource>> {
    const {routing} = config.settings
    const {lead_source_attribute: slug, lead_source_value: value} = routing
    const options = await attio.options("deals", slug)
    if (!options.ok) return api(options.failure)
    const standing = leadSourceOption(options.value, routing)
    if (standing.kind === "problem") return said(standing.fix)
    const known = options.value.find((option) => option.title.toLowerCase() === value.toLowerCase())
    const leadSource = {slug, type: "select", value: known?.title ?? value} as const
    if (standing.kind === "present") return settled(leadSource)
    if (dry) {
        missing.push(`option "${value}" of "${slug}"`)
        return settled(leadSource)
    }
    const created = await attio.createOption("deals", slug, value)
    if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
    return settled(leadSource)
}

/**
 * The attribute in which sales says why an account was of no use (H5). A convenience: where it may not be created, or is
 * another kind of attribute, feedback is simply not read.
 */
export async function ensureFeedback(
    {attio, config, dry, missing}: SetupContext,
    object: CrmObject,
    existing: readonly Attribute[],
): Promise<Setting<null>> {
    const {disposition_attribute: slug, create_attributes: mayCreate} = config.settings.routing
    const found = existing.find((attribute) => attribute.api_slug === slug)
    if (!mayCreate || (found !== undefined && (found.is_archived || found.type !== "select")))
        return settled(null)
    if (found === undefined && dry) {
        missing.push(attributeNamed(object, slug))
        return settled(null)
    }
    if (found === undefined) {
        const created = await attio.createAttribute(object, {
            api_slug: slug,
            title: "Not useful because",
            description: "Why Beton's account was of no use to you: Beton learns from it.",
            type: "select",
            is_unique: false,
        })
        if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
    }
    // A team's own attribute keeps its own options.
    if (slug !== OWN_FEEDBACK) return settled(null)
    const options = await attio.options(object, slug)
    if (!options.ok) return api(options.failure)
    const known = options.value.map(({title}) => title.toLowerCase())
    for (const title of Object.values(DISPOSITIONS)) {
        // An archived option was put away by somebody: it stays so.
        if (dry || known.includes(title.toLowerCase())) continue
        const created = await attio.createOption(object, slug, title)
        if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
    }
    return settled(null)
}
