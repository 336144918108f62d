import {type BetonField, optionsOf} from "@beton/shared/crm/fields/fields"

import {signalIds} from "../signals"
import type {CrmObject} from "./deal-attributes"
import {attributeNamed} from "./ensure-attributes"
import {api, type Setting, settled, type SetupContext} from "./setup-check"

/**
 * Options of a select that holds one of Beton's fields: Attio refuses a title that is none (REST.md §3). The team's own
 * options stay.
 *
 * @returns why the field cannot be written, as a sentence with the fix; null: it can
 */
export async function ensureFieldOptions(
    {attio, config, dry, missing}: SetupContext,
    object: CrmObject,
    field: BetonField,
    slug: string,
): Promise<Setting<string | null>> {
    const what = `${attributeNamed(object, slug)} for "${field.title}"`
    const needed = optionsOf(field.id, signalIds(config.settings))
    if (needed === null) return settled(`The ${what} cannot be a select. Choose another one in routing.fields.${object}.${field.id}.`) // prettier-ignore
    const options = await attio.options(object, slug)
    if (!options.ok) return api(options.failure)
    const archived = options.value.filter(({title, is_archived: away}) => away && needed.includes(title))
    if (archived.length > 0) {
        const names = archived.map(({title}) => `"${title}"`).join(", ")
        return settled(`The ${what} has archived options that Beton needs: ${names}. Restore them in Attio or choose another attribute in routing.fields.${object}.${field.id}.`) // prettier-ignore
    }
    const known = new Set(options.value.map(({title}) => title))
    const absent = needed.filter((title) => !known.has(title))
    if (absent.length > 0 && !config.settings.routing.create_attributes) {
        const names = absent.map((title) => `"${title}"`).join(", ")
        return settled(`The ${what} lacks options: ${names}. Add them in Attio, or allow Beton to (create_attributes).`) // prettier-ignore
    }
    for (const title of absent) {
        if (dry) {
            missing.push(`option "${title}" of "${slug}"`)
            continue
        }
        const created = await attio.createOption(object, slug, title)
        // On a conflict somebody else was quicker.
        if (!created.ok && created.failure.kind !== "conflict") return api(created.failure)
    }
    return settled(null)
}
