import {hasPostHogScope, lacksScope, scopeGranted} from "@beton/shared/checks/posthog"

import {DASHBOARD_SCOPES, type NeededScope} from "../config/scopes"
import {type Check, defineCheck, ok, skipped, warn} from "./check"
import {describedKey} from "./connection"

/** The scopes for dashboards. Without them everything else works, so a missing one is a note. */
export const DASHBOARD_SCOPE_CHECKS: readonly Check[] = DASHBOARD_SCOPES.map(scopeCheck)

function scopeCheck({scope, why}: NeededScope): Check {
    return defineCheck({
        id: `scope:${scope}`,
        title: `Scope ${scope}`,
        needs: ["key"],
        look({config, facts}) {
            if (!config.settings.dashboards.enabled)
                return skipped("Dashboards are switched off (dashboards.enabled).")
            const scopes = describedKey(facts.key)?.scopes ?? null
            if (scopes === null)
                return skipped("This PostHog does not list a key's scopes, and trying this one would write.")
            if (hasPostHogScope(scopes, scope)) return ok(scopeGranted(why))
            return warn(`${lacksScope(scope)} Until then no dashboards are made.`)
        },
    })
}
