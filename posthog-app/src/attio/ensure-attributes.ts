import type {Attribute} from "../clients/attio"
import {type CrmObject, NEEDED_ATTRIBUTES} from "./deal-attributes"
import {attributeStandings} from "./deal-rules"
import {api, said, type Setting, settled, type SetupContext} from "./setup-check"

/** An attribute in the list of what a dry run would create. */
export const attributeNamed = (object: CrmObject, slug: string): string =>
    `${object === "deals" ? "deal" : "company"} attribute "${slug}"`

/** Creates what Beton needs on an object and what is not there, with consent. Safe to repeat, and beside another run. */
export async function ensureAttributes(
    {attio, config, dry, missing}: SetupContext,
    object: CrmObject,
    existing: readonly Attribute[],
): Promise<Setting<null>> {
    const mayCreate = config.settings.routing.create_attributes
    for (const wanted of NEEDED_ATTRIBUTES[object]) {
        const {api_slug: slug} = wanted
        let standing = attributeStandings(object, existing, mayCreate)[slug]
        if (standing?.kind === "missing") {
            if (dry) {
                missing.push(attributeNamed(object, slug))
                continue
            }
            const created = await attio.createAttribute(object, wanted)
            if (created.ok) continue
            if (created.failure.kind !== "conflict") return api(created.failure)
            // Somebody else was quicker, or an archived one keeps the slug: look again.
            const again = await attio.attributes(object)
            if (!again.ok) return api(again.failure)
            standing = attributeStandings(object, again.value, mayCreate)[slug]
        }
        if (standing?.kind === "problem") return said(standing.fix)
        if (standing?.kind !== "present")
            return said(`The ${attributeNamed(object, slug)} could not be created.`)
    }
    return settled(null)
}
