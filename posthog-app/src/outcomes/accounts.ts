import {type Result, succeed} from "@beton/shared/api/result"
import {companyDomain} from "@beton/shared/company"
import type {AccountIdentity, CompanyCandidate} from "@beton/shared/crm/company-match"
import {accountOfCompany, mappedKeys} from "@beton/shared/crm/deal-account"
import {domainInOwnScript} from "@beton/shared/international-domain"
import type {AccountSource} from "@beton/shared/queries/account"
import {accountsByDomain, accountsSeen} from "@beton/shared/queries/deals"

import {candidateOf, matchRules} from "../attio/find-company"
import type {AttioClient} from "../clients/attio"
import type {PostHogClient} from "../clients/posthog"
import type {Config} from "../config/config"
import {lastInteractionOf} from "./facts"
import type {DealCompany} from "./progress"

const DAY_MS = 86_400_000
/** How far back an account may have been active to be one of a company's. */
const SEEN_DAYS = 180
/** Accounts that one question asks about. */
const MAX_UNCLEAR = 1000

/** A company with what a deal needs of it. */
export interface CompanyNow {
    readonly company: CompanyCandidate
    readonly lastInteraction: string | null
}

/**
 * Companies of one page of deals, one call. One that does not come back is gone: deleted, or merged into another.
 *
 * @param ids at most 500
 */
export async function companiesNow(
    attio: AttioClient,
    config: Config,
    ids: readonly string[],
): Promise<Result<CompanyNow[]>> {
    if (ids.length === 0) return succeed([])
    const found = await attio.records("companies", {filter: {record_id: {$in: ids}}, limit: 500})
    if (!found.ok) return found
    return succeed(
        found.value.map((record) => ({
            company: candidateOf(record, config),
            lastInteraction: lastInteractionOf(record),
        })),
    )
}

/**
 * The account of each company, or why it has none. One query where accounts are groups; elsewhere one only when a company
 * could be several accounts.
 *
 * @param asOf instant up to which accounts are known, ISO
 */
export async function accountsOf(
    posthog: PostHogClient,
    config: Config,
    source: AccountSource,
    companies: readonly CompanyNow[],
    asOf: string,
): Promise<Result<DealCompany[]>> {
    const candidates = await candidatesFor(posthog, config, source, companies)
    if (!candidates.ok) return candidates
    const rules = matchRules(config)
    const byRoot = groupedByRoot(candidates.value, config)
    const matches = companies.map((one) => {
        const near = [...new Set(namesOf(one.company).flatMap((name) => byRoot.get(name) ?? []))]
        return {...one, near, found: accountOfCompany(one.company, near, rules)}
    })
    const unclear = matches.filter(({found}) => found.account === null && found.why === "several")
    const seen = await seenAmong(posthog, source, unclear.flatMap(({near}) => near), asOf) // prettier-ignore
    if (!seen.ok) return seen
    return succeed(
        matches.map(({company, lastInteraction, near, found: first}): DealCompany => {
            const there = near.filter(({key}) => seen.value.includes(key))
            const isUnclear = first.account === null && first.why === "several" && there.length > 0
            const found = isUnclear ? accountOfCompany(company, there, rules) : first
            const why =
                found.account !== null
                    ? ""
                    : found.why === "several"
                      ? "several accounts are this company"
                      : company.domains.length === 0 && company.externalIds.length === 0
                        ? "the company has no domain"
                        : "no account has the company's domain"
            return {companyId: company.id, account: found.account, why, lastInteraction}
        }),
    )
}

/** Which of the accounts were ever active lately. Groups are in PostHog's own list already, so nothing is asked. */
async function seenAmong(
    posthog: PostHogClient,
    source: AccountSource,
    accounts: readonly AccountIdentity[],
    asOf: string,
): Promise<Result<readonly string[]>> {
    const keys = [...new Set(accounts.map(({key}) => key))]
    // Of a part of them one could look like the only one there: then nothing is decided.
    if (source.type === "group" || keys.length === 0 || keys.length > MAX_UNCLEAR) return succeed([])
    const from = new Date(Date.parse(asOf) - SEEN_DAYS * DAY_MS).toISOString()
    const rows = await posthog.query(accountsSeen, {account: source, keys, from, to: asOf})
    return rows.ok ? succeed(rows.value.map(({account}) => account)) : rows
}

async function candidatesFor(
    posthog: PostHogClient,
    config: Config,
    source: AccountSource,
    companies: readonly CompanyNow[],
): Promise<Result<readonly AccountIdentity[]>> {
    const {settings, domainProperty} = config
    const known = companies.flatMap(({company}) => domainsOf(company, config))
    const mapped = mappedKeys(known, matchRules(config))
    // PostHog compares texts: a product may have sent an international name either way.
    const domains = [...new Set(known.flatMap((domain) => [domain, domainInOwnScript(domain)]))]
    if (source.type !== "group") {
        // The key is the domain itself; where only one is possible, whether it was ever active does not matter to its deals.
        const keys = domainProperty === null || source.type === "email_domain" ? domains : []
        const all = [...new Set([...keys, ...mapped])]
        return succeed(all.map((key) => ({key, domain: key, name: null, externalId: key})))
    }
    const keys = [...new Set([...mapped, ...companies.flatMap(({company}) => company.externalIds)])]
    if (domains.length === 0 && keys.length === 0) return succeed([])
    const rows = await posthog.query(accountsByDomain, {
        group_type_index: source.groupTypeIndex,
        domain_property: domainProperty,
        name_property: settings.name_property,
        id_property: settings.routing.external_id_property,
        domains,
        keys,
    })
    if (!rows.ok) return rows
    return succeed(
        rows.value.map(({account: key, domain, name, external_id: externalId}) => ({
            key,
            domain: orNull(domain),
            name: orNull(name),
            externalId: orNull(externalId),
        })),
    )
}

/** Every domain by which an account of the company may go: its own, registered ones, and those with an alias to them. */
function domainsOf(company: CompanyCandidate, {settings}: Pick<Config, "settings">): string[] {
    const own = company.domains.flatMap(formsOf)
    const further = Object.entries(settings.domain_aliases).flatMap(([from, to]) =>
        formsOf(to).some((form) => own.includes(form)) ? formsOf(from) : [],
    )
    return [...own, ...further]
}

function formsOf(text: string): string[] {
    const found = companyDomain(text)
    return found.ok ? [found.value.domain, found.value.root] : []
}

/** Accounts by what a company might share with them, so that not every company is compared with every account. */
function groupedByRoot(
    accounts: readonly AccountIdentity[],
    config: Pick<Config, "settings">,
): ReadonlyMap<string, readonly AccountIdentity[]> {
    const {accountMap, aliases} = matchRules(config)
    const mapped = new Map(Object.entries(accountMap))
    const groups = new Map<string, AccountIdentity[]>()
    for (const account of accounts) {
        const texts = [mapped.get(account.key), account.domain].filter((text): text is string => typeof text === "string") // prettier-ignore
        const forms = texts.flatMap(formsOf)
        const aliased = Object.entries(aliases).flatMap(([from, to]) =>
            formsOf(from).some((form) => forms.includes(form)) ? formsOf(to) : [],
        )
        const ids = account.externalId === null ? [] : [`id ${account.externalId}`]
        for (const name of new Set([...forms, ...aliased, ...ids]))
            groups.set(name, [...(groups.get(name) ?? []), account])
    }
    return groups
}

function namesOf({domains, externalIds}: CompanyCandidate): string[] {
    return [...domains.flatMap(formsOf), ...externalIds.map((id) => `id ${id}`)]
}

function orNull(text: string): string | null {
    return text === "" ? null : text
}
