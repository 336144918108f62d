import {ApiError, invalid, notFound, slugConflict} from "../errors"
import type {IdSource} from "../ids"
import {parseList} from "../records/write"
import type {Attribute, AttributeType, Container, DefaultValue, Workspace} from "../types"
import {findContainer, newAttribute} from "./build"

/** Body of an attribute creation. */
export interface AttributeInput {
    title: string
    description: string | null
    api_slug: string
    type: AttributeType
    is_required: boolean
    is_unique: boolean
    is_multiselect: boolean
    config: {
        currency?: {default_currency_code: string; display_type: string}
        record_reference?: {allowed_objects: string[]}
    }
    default_value?: DefaultValue | null
    relationship?: {object: string; title: string; api_slug: string; is_multiselect: boolean} | null
}

/** Slug shared by all attributes of one container, archived ones included. @throws 409 slug_conflict. */
export function checkAttributeSlug(container: Container, slug: string): void {
    if (container.attributes.some((one) => one.slug === slug)) {
        throw slugConflict(`An attribute with slug "${slug}" already exists on "${container.slug}".`)
    }
}

/** Takes over `config`: the currency and the objects a reference may point to. @throws 404 not_found. */
export function applyConfig(
    workspace: Workspace,
    attribute: Attribute,
    config: AttributeInput["config"],
): void {
    if (config.currency) {
        const {default_currency_code: code, display_type: display} = config.currency
        attribute.currency = {code, display}
    }
    if (config.record_reference) {
        attribute.allowedObjectIds = config.record_reference.allowed_objects.map((name) => {
            const found = findContainer(workspace, "objects", name)
            if (!found) throw notFound(`Could not find object with slug/ID "${name}".`)
            return found.id
        })
    }
}

/** Sets the default after checking that its values fit. Not possible on people and companies (REST.md §3). */
export function applyDefault(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    value: DefaultValue | null,
): void {
    if (value && ["people", "companies"].includes(container.slug)) {
        throw invalid(`Attributes of "${container.slug}" cannot have a default value.`)
    }
    if (value?.type === "static") {
        try {
            parseList(workspace, container, attribute, value.template)
        } catch (error) {
            throw error instanceof ApiError
                ? invalid(`The default value does not fit: ${error.message}`)
                : error
        }
    }
    attribute.defaultValue = value
}

/** Refuses combinations that the attribute's type does not allow. */
function checkInput(container: Container, input: AttributeInput): void {
    const {type, is_multiselect: multi, is_unique: unique} = input
    if (type === "status" && container.kind !== "lists") {
        throw invalid("Attributes of type status can be created on lists only.")
    }
    if (
        multi &&
        ["currency", "status", "checkbox", "number", "rating", "text", "date", "timestamp"].includes(type)
    ) {
        throw invalid(`Attributes of type ${type} cannot be multiselect.`)
    }
    if (
        unique &&
        ["checkbox", "select", "status", "location", "record-reference", "actor-reference"].includes(type)
    ) {
        throw invalid(`Attributes of type ${type} cannot be unique.`)
    }
    if (input.relationship && type !== "record-reference") {
        throw invalid("Only attributes of type record-reference can have a relationship.")
    }
}

/** Adds an attribute, and the other side of a relationship. */
export function addAttribute(
    workspace: Workspace,
    container: Container,
    input: AttributeInput,
    ids: IdSource,
    at: string,
): Attribute {
    checkInput(container, input)
    checkAttributeSlug(container, input.api_slug)
    const build = (slug: string, title: string, multi: boolean): Attribute => ({
        ...newAttribute(ids, {slug, title, type: input.type, multi}, at),
        system: false,
    })
    const attribute = build(input.api_slug, input.title, input.is_multiselect)
    attribute.description = input.description
    attribute.required = input.is_required
    attribute.unique = input.is_unique
    applyConfig(workspace, attribute, input.config)
    applyDefault(workspace, container, attribute, input.default_value ?? null)
    if (input.relationship) {
        const {object, title, api_slug: slug, is_multiselect: multi} = input.relationship
        const other = findContainer(workspace, "objects", object)
        if (!other) throw notFound(`Could not find object with slug/ID "${object}".`)
        checkAttributeSlug(other, slug)
        const side = build(slug, title, multi)
        side.allowedObjectIds = [container.id]
        side.inverse = {containerId: container.id, attributeId: attribute.id}
        attribute.allowedObjectIds = [other.id]
        attribute.inverse = {containerId: other.id, attributeId: side.id}
        other.attributes.push(side)
    }
    container.attributes.push(attribute)
    return attribute
}
