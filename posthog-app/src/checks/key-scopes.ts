import type {Result} from "@beton/shared/api/result"
import {probe} from "@beton/shared/queries/sources"

import type {PostHogClient} from "../clients/posthog"
import {hasPostHogScope, type NeededScope, POSTHOG_SCOPES} from "../config/scopes"
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
        const {projects: allowed} = key
        if (allowed.length === 0) return ok("The key is not limited to certain projects.")
        if (allowed.includes(Number(config.project)))
            return ok(
                `The key is limited to ${allowed.length === 1 ? "this project" : `${allowed.length} projects, this one among them`}.`,
            )
        return bad(
            `The key is limited to other projects (${allowed.join(", ")}). Add project ${config.project} to the key in PostHog, or correct the PostHog project id.`,
        )
    },
})

/** One check per scope, then the key's projects. */
export const KEY_SCOPE_CHECKS: readonly Check[] = [...POSTHOG_SCOPES.map(scopeCheck), projects]

/** The sentence of a missing scope; the same as PostHog's own refusal gives (CONTRACT §6). */
export function lacksScope(scope: string): string {
    return `The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`
}

function scopeCheck({scope, why}: NeededScope): Check {
    return defineCheck({
        id: `scope:${scope}`,
        title: `Scope ${scope}`,
        needs: ["key"],
        look(context) {
            const scopes = describedKey(context.facts.key)?.scopes ?? null
            if (scopes === null) return tryScope(scope, context)
            return hasPostHogScope(scopes, scope) ? ok(`Granted: to ${why}.`) : bad(lacksScope(scope))
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
