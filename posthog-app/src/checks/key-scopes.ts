import type {Result} from "@beton/shared/api/result"
import {hasPostHogScope, keyProjects, lacksScope, scopeGranted} from "@beton/shared/checks/posthog"
import {probe} from "@beton/shared/queries/probe"

import type {PostHogClient} from "../clients/posthog"
import {type NeededScope, POSTHOG_SCOPES} from "../config/scopes"
import {bad, type Check, type CheckContext, defineCheck, type Finding, ok, skipped} from "./check"
import {describedKey} from "./connection"

/** A call that needs exactly this scope, for versions that do not list a key's scopes. */
const TRIALS: Readonly<Record<string, (posthog: PostHogClient) => Promise<Result<unknown>>>> = {
    "query:read": (posthog) => posthog.query(probe, {}),
    "project:read": (posthog) => posthog.project(),
    "group:read": (posthog) => posthog.groupTypes(),
    "event_definition:read": (posthog) => posthog.eventNames(),
    "property_definition:read": (posthog) => posthog.propertyNames({type: "person"}),
}

/** The key's projects: a key may be limited to some. */
const projects = defineCheck({
    id: "key_projects",
    title: "Projects of the key",
    needs: ["key"],
    look({config, facts}) {
        const key = describedKey(facts.key)
        if (key === null) return skipped("This PostHog does not say which projects a key is limited to.")
        return keyProjects(key.projects, config.project)
    },
})

/** One check per scope, then the key's projects. */
export const KEY_SCOPE_CHECKS: readonly Check[] = [...POSTHOG_SCOPES.map(scopeCheck), projects]

function scopeCheck({scope, why}: NeededScope): Check {
    return defineCheck({
        id: `scope:${scope}`,
        title: `Scope ${scope}`,
        needs: ["key"],
        look(context) {
            const scopes = describedKey(context.facts.key)?.scopes ?? null
            if (scopes === null) return tryScope(scope, context)
            return hasPostHogScope(scopes, scope) ? ok(scopeGranted(why)) : bad(lacksScope(scope))
        },
    })
}

async function tryScope(scope: string, {posthog}: CheckContext): Promise<Finding> {
    const answer = await TRIALS[scope]?.(posthog)
    if (answer === undefined) return skipped("There is no call to try this scope with.")
    if (answer.ok) return ok("Tried, and it works.")
    if (answer.failure.kind === "missing_scope" && answer.failure.code === scope)
        return bad(answer.failure.message)
    return skipped(`It could not be tried. ${answer.failure.message}`)
}
