/** Event and property definitions of the story's project. */

/** Definition of one property, with the type that queries cast to (null = untyped). */
export interface PropertyDefinition {
    type: "event" | "person" | "group"
    group_type_index?: number
    name: string
    property_type: "String" | "Numeric" | "Boolean" | "DateTime" | null
}

/** The one group type; it exists before anything else happens. */
export const STORY_GROUP_TYPE = {group_type: "company", created_at: "2025-06-01T09:12:44.000Z"} as const

const EVENT_PROPERTIES: Readonly<Record<string, PropertyDefinition["property_type"]>> = {
    $lib: "String",
    $session_id: "String",
    $current_url: "String",
    $pathname: "String",
    $event_type: "String",
    conversation_id: "String",
    channel: "String",
    plan: "String",
    seats: "Numeric",
    mrr_usd: "Numeric",
    amount_usd: "Numeric",
    stripe_customer_id: "String",
}

const GROUP_PROPERTIES: Readonly<Record<string, PropertyDefinition["property_type"]>> = {
    name: "String",
    domain: "String",
    plan: "String",
    country: "String",
    employees: "Numeric",
    seats_used: "Numeric",
    seat_limit: "Numeric",
    api_calls_used: "Numeric",
    api_calls_limit: "Numeric",
    trial_ends_at: "DateTime",
}

/** All property definitions. */
export function propertyDefinitions(): PropertyDefinition[] {
    const person = ["email", "name", "role"].map((name): PropertyDefinition => ({
        type: "person",
        name,
        property_type: "String",
    }))
    const event = Object.entries(EVENT_PROPERTIES).map(([name, property_type]): PropertyDefinition => ({
        type: "event",
        name,
        property_type,
    }))
    const group = Object.entries(GROUP_PROPERTIES).map(([name, property_type]): PropertyDefinition => ({
        type: "group",
        group_type_index: 0,
        name,
        property_type,
    }))
    return [...event, ...person, ...group]
}
