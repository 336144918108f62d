import type {Attribute} from "../clients/attio"

/**
 * What is wrong with the company attribute that holds the product's own id (`routing.external_id_attribute`), as one
 * sentence with the fix; null when it can be asked for, or none is set. Asking for one that is not there would be
 * refused for every account anew.
 *
 * @param existing attributes of companies, archived ones included
 */
export function externalIdProblem(existing: readonly Attribute[], slug: string | null): string | null {
    if (slug === null) return null
    const found = existing.find((attribute) => attribute.api_slug === slug)
    if (found === undefined)
        return `Companies have no attribute "${slug}". Create it in Attio (text), or correct or empty routing.external_id_attribute.`
    if (found.is_archived)
        return `The company attribute "${slug}" is archived. Restore it in Attio, or correct or empty routing.external_id_attribute.`
    if (found.type !== "text")
        return `The company attribute "${slug}" is of type ${found.type}; an external id must be a text. Choose another one (routing.external_id_attribute).`
    return null
}
