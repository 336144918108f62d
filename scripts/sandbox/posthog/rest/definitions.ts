import {ok, type ProjectContext} from "../context"
import {invalidInput, requiredField} from "../errors"
import {projectRoutes, type Route} from "../router"
import {page} from "./paging"

const matches = (name: string, search: string | null): boolean =>
    (search ?? "")
        .toLowerCase()
        .split(/\s+/)
        .every((word) => name.toLowerCase().includes(word))

/** examples/event-definitions-list.json */
function eventDefinitions(context: ProjectContext) {
    const rows = Object.values(context.project.eventDefinitions)
        .filter(({name}) => matches(name, context.search.get("search")))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((definition) => ({
            id: definition.id,
            name: definition.name,
            created_at: definition.created_at,
            last_seen_at: definition.last_seen_at,
            owner: null,
            description: "",
            tags: [],
            verified: false,
            hidden: false,
            is_action: false,
            post_to_slack: false,
            default_columns: [],
            last_updated_at: definition.last_seen_at ?? definition.created_at,
        }))
    return ok(page(context, rows))
}

/** `event_names` is a JSON list. */
function nameList(text: string | null, field: string): string[] | null {
    if (!text) return null
    try {
        const list: unknown = JSON.parse(text)
        if (Array.isArray(list)) return list.map(String)
    } catch {
        // Falls through to the refusal.
    }
    throw invalidInput(`${field} must be a JSON list of names.`, field)
}

const TYPES = ["event", "person", "group", "session"]

/** examples/property-definitions-list.json */
function propertyDefinitions(context: ProjectContext) {
    const {search, project} = context
    const type = search.get("type") ?? "event"
    if (!TYPES.includes(type)) throw invalidInput(`"${type}" is not a valid choice.`, "type")
    const index = search.get("group_type_index")
    if (type === "group" && index === null) throw requiredField("group_type_index")
    if (index !== null && (type !== "group" || !/^[0-4]$/.test(index))) {
        throw invalidInput(
            "group_type_index is a number from 0 to 4 and goes with type=group.",
            "group_type_index",
        )
    }
    const names = search.get("properties")?.split(",") ?? null
    const eventNames = nameList(search.get("event_names"), "event_names")
    const filterByEvents = search.get("filter_by_event_names") === "true" && eventNames !== null
    const numerical = search.get("is_numerical")
    const rows = Object.values(project.propertyDefinitions)
        .filter((definition) => definition.type === type)
        .filter((definition) => type !== "group" || definition.group_type_index === Number(index))
        .filter(({name}) => matches(name, search.get("search")) && (names === null || names.includes(name)))
        .filter(
            ({property_type}) =>
                numerical === null || (property_type === "Numeric") === (numerical === "true"),
        )
        .map((definition) => ({
            definition,
            seen: eventNames?.some((name) => definition.events.includes(name)) ?? null,
        }))
        .filter(({seen}) => !filterByEvents || seen)
        .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
        .map(({definition, seen}) => ({
            id: definition.id,
            name: definition.name,
            is_numerical: definition.property_type === "Numeric",
            property_type: definition.property_type,
            tags: [],
            is_seen_on_filtered_events: seen,
            hidden: false,
            verified: false,
        }))
    return ok(page(context, rows))
}

export const definitionRoutes: Route[] = [
    ...projectRoutes("GET", "/event_definitions/", ["event_definition:read"], eventDefinitions),
    ...projectRoutes("GET", "/property_definitions/", ["property_definition:read"], propertyDefinitions),
]
