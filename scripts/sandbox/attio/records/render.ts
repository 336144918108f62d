import {containerById} from "../schema/build"
import type {Actor, Attribute, Choice, Container, Row, StoredValue, Workspace} from "../types"
import {currentValues} from "./cells"

/** Who did it. Strict clients refuse a null id, the real service sends one for itself (REST.md §9.1). */
export function renderActor(workspace: Workspace, actor: Actor): {type: string; id: string | null} {
    return {type: actor.type, id: actor.type === "system" && workspace.looseShapes ? null : actor.id}
}

const owner = (workspace: Workspace, container: Container, attribute: Attribute): Record<string, string> => ({
    workspace_id: workspace.id,
    object_id: container.id,
    attribute_id: attribute.id,
})

/** A select option. */
export function renderOption(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    option: Choice,
): object {
    return {
        id: {...owner(workspace, container, attribute), option_id: option.id},
        title: option.title,
        is_archived: option.archived,
    }
}

/** A status. */
export function renderStatus(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    status: Choice,
): object {
    return {
        id: {...owner(workspace, container, attribute), status_id: status.id},
        title: status.title,
        is_archived: status.archived,
        celebration_enabled: status.celebrate,
        target_time_in_status: status.targetTime,
    }
}

/** One value in the form of REST.md §4, column "read". */
export function renderValue(
    workspace: Workspace,
    container: Container,
    attribute: Attribute,
    stored: StoredValue,
): Record<string, unknown> {
    const head = {
        active_from: stored.activeFrom,
        active_until: stored.activeUntil,
        created_by_actor: renderActor(workspace, stored.actor),
    }
    const {data} = stored
    const choice = (id: unknown): Choice => {
        const found = attribute.choices.find((one) => one.id === id)
        if (!found) throw new Error(`The value of "${attribute.slug}" names a choice that is gone.`)
        return found
    }
    switch (attribute.type) {
        case "select":
            return {
                ...head,
                option: renderOption(workspace, container, attribute, choice(data.option)),
                attribute_type: attribute.type,
            }
        case "status":
            return {
                ...head,
                status: renderStatus(workspace, container, attribute, choice(data.status)),
                attribute_type: attribute.type,
            }
        case "record-reference":
            return {
                ...head,
                target_object: containerById(workspace, String(data.target_object_id))?.slug,
                target_record_id: data.target_record_id,
                attribute_type: attribute.type,
            }
        case "currency":
            return {...head, ...data, currency_code: attribute.currency.code, attribute_type: attribute.type}
        case "date":
            // Some real answers carry a full date-time here.
            return {
                ...head,
                attribute_type: attribute.type,
                value: workspace.looseShapes ? `${String(data.value)}T00:00:00.000000000Z` : data.value,
            }
        default:
            return {...head, ...data, attribute_type: attribute.type}
    }
}

/** `values` of a record or `entry_values` of a list entry: every attribute is a list, archived ones are left out. */
export function renderValues(
    workspace: Workspace,
    container: Container,
    row: Row,
): Record<string, unknown[]> {
    return Object.fromEntries(
        container.attributes
            .filter((attribute) => !attribute.archived)
            .map((attribute) => [
                attribute.slug,
                currentValues(row, attribute).map((value) =>
                    renderValue(workspace, container, attribute, value),
                ),
            ]),
    )
}

/** A record. */
export function renderRecord(workspace: Workspace, container: Container, row: Row): Record<string, unknown> {
    const noun = container.singular.toLowerCase().replaceAll(" ", "-")
    return {
        id: {workspace_id: workspace.id, object_id: container.id, record_id: row.id},
        created_at: row.createdAt,
        web_url: `https://app.attio.com/${workspace.slug}/${noun}/${row.id}`,
        values: renderValues(workspace, container, row),
    }
}
