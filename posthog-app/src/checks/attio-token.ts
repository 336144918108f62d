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
        if (!self.value.active) return bad("It is no longer valid. Create a new one in Attio and paste it.")
        facts.attioScopes = self.value.scopes
        const workspace = self.value.slug === null ? "" : ` of the workspace "${self.value.slug}"`
        return ok(`Attio accepts the token${workspace}.`)
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
            hasScope(facts.attioScopes ?? [], scope)
                ? ok(`Granted: to ${why}.`)
                : bad(`It lacks ${scope}. Add the scope to the token in Attio.`),
    })
}
