import type {Config} from "./config"

/** A permission that a key needs, and what Beton does with it. */
export interface NeededScope {
    readonly scope: string
    readonly why: string
}

/** Scopes of the PostHog personal API key (CONTRACT §7). All of them read only. */
export const POSTHOG_SCOPES: readonly NeededScope[] = [
    {scope: "query:read", why: "count events and accounts"},
    {scope: "project:read", why: "find the project, its time zone and its public key"},
    {scope: "group:read", why: "find the group type that stands for an account"},
    {scope: "event_definition:read", why: "propose events for signals and the conversion"},
    {scope: "property_definition:read", why: "propose properties for domain, limit and trial"},
]

/** Scopes of the Attio token (REST.md §1). */
export const ATTIO_SCOPES: readonly NeededScope[] = [
    {scope: "record_permission:read-write", why: "find companies, create and update deals"},
    {scope: "object_configuration:read-write", why: "read the deal's attributes and create Beton's own"},
    {scope: "user_management:read", why: "choose the owner of a deal"},
]

const TASK_SCOPE: NeededScope = {scope: "task:read-write", why: "create tasks for owners"}

/** Scopes that a configuration needs. */
export function attioScopes({settings}: Pick<Config, "settings">): readonly NeededScope[] {
    const {target, task} = settings.routing
    return target === "task" || task.enabled ? [...ATTIO_SCOPES, TASK_SCOPE] : ATTIO_SCOPES
}

/** Whether the scopes of a PostHog key include one: write implies read, `*` is everything (CONTRACT §7). */
export function hasPostHogScope(granted: readonly string[], needed: string): boolean {
    const [object, level] = needed.split(":")
    return (
        granted.includes("*") ||
        granted.includes(needed) ||
        (level === "read" && granted.includes(`${object ?? ""}:write`))
    )
}
