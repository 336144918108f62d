import {lacksAttioScope, TOKEN_ENDED, tokenAccepted} from "@beton/shared/checks/attio"
import {scopeGranted} from "@beton/shared/checks/posthog"

import {hasScope} from "../attio/deal-setup"
import {ATTIO_SCOPES, type NeededScope} from "../config/scopes"
import {bad, type Check, defineCheck, ok, skipped} from "./check"

const token = defineCheck({
    id: "attio_token",
    title: "Attio API token",
    async look({attio, facts}) {
        if (attio === null) return skipped("No Attio token is set, so nothing is sent to a CRM.")
        const self = await attio.self()
        if (!self.ok) return bad(self.failure.message)
        if (!self.value.active) return bad(TOKEN_ENDED)
        facts.attioScopes = self.value.scopes
        return ok(tokenAccepted(self.value.slug))
    },
})

/** The token, then each scope by name. */
export const ATTIO_TOKEN_CHECKS: readonly Check[] = [token, ...ATTIO_SCOPES.map(scopeCheck)]

function scopeCheck({scope, why}: NeededScope): Check {
    return defineCheck({
        id: `attio_scope:${scope}`,
        title: `Attio scope ${scope}`,
        needs: ["attio_token"],
        look: ({facts}) =>
            hasScope(facts.attioScopes ?? [], scope) ? ok(scopeGranted(why)) : bad(lacksAttioScope(scope)),
    })
}
