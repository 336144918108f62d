import {systemEdit} from "../errors"
import {indexUnique} from "../records/cells"
import {renderValue} from "../records/render"
import {parseList} from "../records/write"
import {containerById, findAttribute} from "../schema/build"
import {
    addAttribute,
    applyConfig,
    applyDefault,
    type AttributeInput,
    checkAttributeSlug,
} from "../schema/edit-attribute"
import type {Attribute, Container, DefaultValue} from "../types"
import {type Call, dataOf, type Handler, page, pathAttribute, pathContainer, type Route} from "./call"

const renderDefault = (call: Call, container: Container, attribute: Attribute): DefaultValue | null => {
    const {defaultValue} = attribute
    if (defaultValue?.type !== "static") return defaultValue
    const actor = {type: "system", id: call.workspace.id} as const
    const template = parseList(call.workspace, container, attribute, defaultValue.template).map((data) => {
        const stored = {activeFrom: "", activeUntil: null, actor, data}
        const {
            active_from: _from,
            active_until: _until,
            created_by_actor: _actor,
            ...rest
        } = renderValue(call.workspace, container, attribute, stored)
        return rest
    })
    return {type: "static", template}
}

const renderInverse = (call: Call, attribute: Attribute): object | null => {
    const other = attribute.inverse && containerById(call.workspace, attribute.inverse.containerId)
    const side = other && findAttribute(other, attribute.inverse?.attributeId ?? "")
    if (!other || !side) return null
    return {
        id: {workspace_id: call.workspace.id, object_id: other.id, attribute_id: side.id},
        object_slug: other.slug,
        title: side.title,
        api_slug: side.slug,
        is_multiselect: side.multi,
    }
}

/** An attribute. Strict clients want a currency everywhere; the real service sends nulls (REST.md §9.1). */
const render = (call: Call, container: Container, attribute: Attribute): object => {
    const hideCurrency = call.workspace.looseShapes && attribute.type !== "currency"
    return {
        id: {workspace_id: call.workspace.id, object_id: container.id, attribute_id: attribute.id},
        title: attribute.title,
        description: attribute.description,
        api_slug: attribute.slug,
        type: attribute.type,
        is_system_attribute: attribute.system,
        is_writable: attribute.writable,
        is_required: attribute.required,
        is_unique: attribute.unique,
        is_multiselect: attribute.multi,
        is_default_value_enabled: attribute.defaultValue !== null,
        is_archived: attribute.archived,
        default_value: renderDefault(call, container, attribute),
        relationship: renderInverse(call, attribute),
        created_at: attribute.createdAt,
        config: {
            currency: {
                default_currency_code: hideCurrency ? null : attribute.currency.code,
                display_type: hideCurrency ? null : attribute.currency.display,
            },
            record_reference: {allowed_object_ids: attribute.allowedObjectIds},
        },
    }
}

const list: Handler = (call) => {
    const container = pathContainer(call)
    const shown = container.attributes.filter((one) => !one.archived || call.query.show_archived === true)
    return {data: page(call, shown).map((attribute) => render(call, container, attribute))}
}

const create: Handler = (call) => {
    const container = pathContainer(call)
    const input = dataOf<AttributeInput>(call)
    const attribute = addAttribute(call.workspace, container, input, call.world.ids, call.stamp().at)
    return {data: render(call, container, attribute)}
}

const update: Handler = (call) => {
    const container = pathContainer(call)
    const attribute = pathAttribute(call, container)
    if (attribute.system) throw systemEdit(`The system attribute "${attribute.slug}" cannot be edited.`)
    const input = dataOf<Partial<AttributeInput> & {is_archived?: boolean}>(call)
    if (input.api_slug !== undefined && input.api_slug !== attribute.slug) {
        checkAttributeSlug(container, input.api_slug)
        attribute.slug = input.api_slug
    }
    if (input.config) applyConfig(call.workspace, attribute, input.config)
    if (input.default_value !== undefined)
        applyDefault(call.workspace, container, attribute, input.default_value)
    attribute.title = input.title ?? attribute.title
    if (input.description !== undefined) attribute.description = input.description
    attribute.required = input.is_required ?? attribute.required
    attribute.archived = input.is_archived ?? attribute.archived
    if (input.is_unique !== undefined && input.is_unique !== attribute.unique) {
        attribute.unique = input.is_unique
        if (attribute.unique) indexUnique(container, attribute)
    }
    return {data: render(call, container, attribute)}
}

const ROOT = "/v2/{target}/{identifier}/attributes"

/** Attributes of objects and lists. */
export const ATTRIBUTE_ROUTES: Route[] = [
    {method: "GET", template: ROOT, kind: "read", handle: list},
    {
        method: "POST",
        template: ROOT,
        kind: "write",
        handle: create,
        scopes: ["object_configuration:read-write"],
    },
    {
        method: "GET",
        template: `${ROOT}/{attribute}`,
        kind: "read",
        handle: (call) => {
            const container = pathContainer(call)
            return {data: render(call, container, pathAttribute(call, container))}
        },
    },
    {method: "PATCH", template: `${ROOT}/{attribute}`, kind: "write", handle: update},
]
