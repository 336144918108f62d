import {resolveAccountSource} from "@beton/posthog-app/account-source"
import type {Project} from "@beton/posthog-app/clients/posthog"
import type {Host} from "@beton/posthog-app/host"
import type {AccountSource} from "@beton/shared/queries/account"
import {groupPropertyShare} from "@beton/shared/queries/sources"

import type {Ask} from "../ask"
import {lookAtAccounts, lookAtDomains, rowsOf} from "../look-accounts"
import type {Option, Proposal} from "../proposal"
import {type AccountCandidate, proposeAccount} from "../propose-account"
import {proposeDomain} from "../propose-domain"
import {clientOf, type Draft, fieldProblem, readingConfig} from "../session"

const OTHER = "other"

/** What an account is and how it gets its domain. */
export interface ChosenAccount {
    readonly draft: Draft
    readonly source: AccountSource
    /** Accounts of the last 30 days; 0 when they were not counted. */
    readonly active: number
}

/** Counts the possible account expressions, proposes the best, then the property with the web domain. */
export async function askForAccount(
    ask: Ask,
    host: Host,
    draft: Draft,
    groupTypes: Project["group_types"],
): Promise<ChosenAccount> {
    ask.say("\nCounting what could stand for an account …")
    const {candidates, emailProperty} = await lookAtAccounts(clientOf(draft, host), groupTypes, host.now())
    const proposal = proposeAccount(candidates)
    for (;;) {
        const account = await chooseAccount(ask, proposal)
        const chosen = withAccount(draft, account, emailProperty)
        const source = resolveAccountSource(readingConfig(chosen), groupTypes)
        if (!source.ok) {
            ask.refuse("account", source.message)
            continue
        }
        const withDomain = await askForDomain(ask, host, chosen, source.value)
        return {draft: withDomain, source: source.value, active: activeOf(candidates, account)}
    }
}

async function chooseAccount(ask: Ask, proposal: Proposal): Promise<string> {
    const chosen = await ask.choose({
        id: "account",
        message: "What is an account in your product?",
        choices: [
            ...choicesOf([proposal, ...proposal.alternatives], accountLabel),
            {value: OTHER, label: "A person property that is not listed"},
        ],
        proposed: proposal.value,
        accept: (value) => fieldProblem("account", value),
    })
    ask.say(reasonOf(proposal, chosen))
    if (chosen !== OTHER) return chosen
    const property = await ask.text({
        id: "person_property",
        message: "Name of the person property:",
        check: (text) => (text === "" ? "Type the property's name." : null),
    })
    return `person:${property}`
}

async function askForDomain(ask: Ask, host: Host, draft: Draft, source: AccountSource): Promise<Draft> {
    // Without groups the account key itself has to be the domain, and no property is asked for.
    if (source.type !== "group") return {...draft, domain_property: "account"}
    const posthog = clientOf(draft, host)
    const total = await posthog.query(groupPropertyShare, {
        group_type_index: source.groupTypeIndex,
        property: "domain",
    })
    const groups = rowsOf(total)[0]?.groups ?? 0
    const proposal = proposeDomain(await lookAtDomains(posthog, source, groups, host.now()))
    const chosen = await ask.choose({
        id: "domain_property",
        message: "Which property holds the company's web domain?",
        choices: [
            ...choicesOf([proposal, ...proposal.alternatives], (value) =>
                value === "account" ? "The account key itself" : value,
            ),
            {value: OTHER, label: "A property that is not listed"},
        ],
        proposed: proposal.value,
        accept: () => null,
    })
    ask.say(reasonOf(proposal, chosen))
    if (chosen !== OTHER) return {...draft, domain_property: chosen}
    const property = await ask.text({
        id: "other_domain_property",
        message: "Name of the group property:",
        check: (text) => (text === "" ? "Type the property's name." : null),
    })
    return {...draft, domain_property: property}
}

/** The e-mail property belongs to the settings only where it is not the usual one. */
function withAccount(draft: Draft, account: string, emailProperty: string | null): Draft {
    if (account !== "email" || emailProperty === null || emailProperty === "email") return {...draft, account}
    return {...draft, account, settings: {...settingsOf(draft), email_property: emailProperty}}
}

function settingsOf(draft: Draft): Record<string, unknown> {
    return typeof draft.settings === "object" && draft.settings !== null ? {...draft.settings} : {}
}

function activeOf(candidates: readonly AccountCandidate[], account: string): number {
    return candidates.find(({setting}) => setting === account)?.coverage?.accounts ?? 0
}

function accountLabel(setting: string): string {
    if (setting === "email") return "E-mail domain of identified people"
    const name = setting.slice(setting.indexOf(":") + 1)
    return setting.startsWith("group:") ? `Group type "${name}"` : `Person property "${name}"`
}

/** Options as choices, with their counts. */
export function choicesOf(
    options: readonly Option[],
    label: (value: string) => string,
): {readonly value: string; readonly label: string; readonly hint: string}[] {
    return options.map(({value, reason}) => ({value, label: label(value), hint: reason}))
}

/** Why the answer is a good one, as far as it is known. */
export function reasonOf(proposal: Proposal, chosen: string): string {
    const option = [proposal, ...proposal.alternatives].find(({value}) => value === chosen)
    return option === undefined ? "" : `  ${option.reason}`
}
