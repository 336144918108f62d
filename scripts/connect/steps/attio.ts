import type {CheckLine} from "@beton/posthog-app/checks/check"
import {ATTIO_SCOPES} from "@beton/posthog-app/config/scopes"
import type {Host} from "@beton/posthog-app/host"

import type {Ask} from "../ask"
import {ownDomains} from "../propose-own-domains"
import {attioOf, check, type Draft, readingConfig} from "../session"

const TOKEN_CHECKS = ["attio_token", ...ATTIO_SCOPES.map(({scope}) => `attio_scope:${scope}`)]
const CHECKS = [...TOKEN_CHECKS, "attio_deals"]

/** The CRM, which may wait: the token, tried until it is accepted with every scope, and whether deals are on. */
export async function askForAttio(ask: Ask, host: Host, draft: Draft, existing: Draft): Promise<Draft> {
    if (!ask.isGiven("attio")) {
        const width = Math.max(...ATTIO_SCOPES.map(({scope}) => scope.length))
        ask.say(
            [
                "\nAccounts that are ready to buy can become deals in Attio. A workspace admin makes a token in Attio under",
                "Workspace settings, Developers, New access token, with these scopes:",
                ...ATTIO_SCOPES.map(({scope, why}) => `  ${scope.padEnd(width)}  to ${why}`),
                "Nothing is written to Attio before you switch routing on.",
            ].join("\n"),
        )
    }
    const known = typeof existing.attio_token === "string" ? existing.attio_token : ""
    for (;;) {
        const token = await ask.secret({
            id: "attio",
            message:
                known === ""
                    ? "Attio API token (empty: no CRM for now):"
                    : "Attio API token (empty: the one in the file):",
            check: () => null,
            whenEmpty: known,
        })
        const chosen = {...draft, attio_token: token}
        if (token === "") return chosen
        const lines = await check(readingConfig(chosen), host, {only: CHECKS})
        const problems = lines.filter(({id, state}) => state === "fail" && TOKEN_CHECKS.includes(id))
        if (problems.length > 0) {
            ask.refuse("attio", problems.map(sentence).join("\n"))
            continue
        }
        for (const line of lines.filter(({id}) => !id.startsWith("attio_scope"))) ask.say(sentence(line))
        return {...chosen, settings: await withOwnDomains(ask, host, chosen)}
    }
}

/** The team's own accounts use the product most and are no leads (H3): the members' addresses tell the domains. */
async function withOwnDomains(ask: Ask, host: Host, draft: Draft): Promise<Record<string, unknown>> {
    const config = readingConfig(draft)
    const settings = (draft.settings ?? {}) as Record<string, unknown>
    const members = await attioOf(config, host)?.members()
    // Without the members nothing is proposed; the check names what is wrong with the token.
    if (members?.ok !== true) return settings
    const known = config.settings.internal_domains
    const found = ownDomains(members.value.map((member) => member.email_address)).filter(
        (domain) => !known.includes(domain),
    )
    if (found.length === 0) return settings
    const agreed = await ask.confirm({
        id: "own_domains",
        message: `Your team in Attio writes from ${found.join(", ")}. Never send accounts of ${found.length === 1 ? "that domain" : "those domains"} to the CRM?`,
        proposed: true,
    })
    return agreed ? {...settings, internal_domains: [...known, ...found]} : settings
}

function sentence({title, message}: CheckLine): string {
    return `${title}: ${message}`
}
