import type {Config} from "./config"

/** A permission that a key needs, and what Beton does with it. */
export interface NeededScope {
    readonly scope: string
    readonly why: string
}

/** Scopes of the PostHog personal API key that every run needs (CONTRACT §7). All of them read only. */
export const POSTHOG_SCOPES: readonly NeededScope[] = [
    {scope: "query:read", why: "count events and accounts"},
    {scope: "project:read", why: "find the project, its time zone and its public key"},
    {scope: "group:read", why: "find the group type that stands for an account"},
    {scope: "event_definition:read", why: "propose events for signals and the conversion"},
    {scope: "property_definition:read", why: "propose properties for domain, limit and trial"},
]

/** Scopes for making dashboards; without them everything else works. */
export const DASHBOARD_SCOPES: readonly NeededScope[] = [
    {scope: "dashboard:write", why: "make Beton's dashboards and keep them up to date"},
    {scope: "insight:write", why: "make their tiles"},
]

/** Scopes of the PostHog key that a configuration needs. */
export function posthogScopes({settings}: Pick<Config, "settings">): readonly NeededScope[] {
    return settings.dashboards.enabled ? [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES] : POSTHOG_SCOPES
}

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
