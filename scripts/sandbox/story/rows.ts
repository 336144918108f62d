/** Shapes of the generated rows, before they are written for a particular project. */

/** One product event. */
export interface StoryEvent {
    uuid: string
    event: string
    distinctId: string
    /** As stored with the event; an override may map the distinct id to another person later. */
    personId: string
    /** Instant in ms since 1970; never on a whole second. */
    timestamp: number
    /** When the event arrived (ms); a small share arrives hours later. */
    arrivedAt: number
    properties: Record<string, unknown>
    /** Person properties at the time of the event, as JSON text. */
    personProperties: string
    personCreatedAt: number
    personMode: "full" | "propertyless"
}

/** One person with all its distinct ids. */
export interface StoryPerson {
    id: string
    createdAt: number
    properties: Record<string, unknown>
    distinctIds: string[]
    /** Distinct ids whose earlier events still carry another person id. */
    overriddenIds: string[]
    accountKey: string
    /** Instant (ms) of the first identified event. */
    identifiedAt: number
}

/** Latest state of one group. */
export interface StoryGroup {
    key: string
    createdAt: number
    updatedAt: number
    properties: Record<string, unknown>
}

/** Everything that one account leaves in PostHog. */
export interface AccountRows {
    events: StoryEvent[]
    persons: StoryPerson[]
    group: StoryGroup | null
}
