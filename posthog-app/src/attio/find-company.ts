import {type Result, succeed} from "@beton/shared/api/result"
import {normalisedName} from "@beton/shared/company"
import {
    type AccountIdentity,
    type CompanyCandidate,
    type CompanyDecision,
    mappedDomain,
    mappedDomains,
    matchCompany,
    type MatchRules,
    wantedDomains,
} from "@beton/shared/crm/company-match"
import {tellingName} from "@beton/shared/crm/company-name"

import type {AttioClient, AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import {cellsOf, textOf} from "./cells"

/** A decision with the company's record, and what a new company would be made of where the CRM has none. */
export type FoundCompany = CompanyDecision & {
    readonly record: AttioRecord | null
    readonly newCompany: {readonly domain: string; readonly name: string} | null
}

/** So many companies are looked at; where more share a registered domain, only exact domains and ids decide. */
const MOST_BY_VALUE = 500
/** With as many of a similar name nobody can say that the one found is the only one. */
const MOST_BY_NAME = 200

/** What an admin has decided about companies. */
export function matchRules({settings}: Pick<Config, "settings">): MatchRules {
    return {
        accountMap: settings.account_map,
        aliases: settings.domain_aliases,
        freeMail: settings.free_mail_domains,
        internal: settings.internal_domains,
        matchNames: settings.routing.match_by_name,
    }
}

/** The company of an account in the CRM (D2): one call where a domain or an id decides, else two. */
export async function findCompany(
    attio: AttioClient,
    account: AccountIdentity,
    config: Pick<Config, "settings">,
): Promise<Result<FoundCompany>> {
    const rules = matchRules(config)
    const {exact, similar} = valueFilters(account, rules, config)
    const byValue = [...exact, ...similar]
    const found = byValue.length === 0 ? succeed([]) : await query(attio, byValue, MOST_BY_VALUE)
    if (!found.ok) return found
    if (found.value.length >= MOST_BY_VALUE) {
        const sure = await query(attio, exact, MOST_BY_VALUE)
        return sure.ok ? succeed(decide(account, sure.value, rules, config)) : sure
    }
    const first = decide(account, found.value, rules, config)
    if (first.kind === "matched" || !mayHelp(first)) return succeed(first)
    const byName = nameFilters(account, rules)
    if (byName.length === 0) return succeed(first)
    const more = await query(attio, byName, MOST_BY_NAME)
    if (!more.ok) return more
    if (more.value.length >= MOST_BY_NAME) return succeed(first)
    return succeed(decide(account, [...found.value, ...more.value], rules, config))
}

/** A name or a similar domain is worth a second call only where nothing stronger has spoken. */
function mayHelp(decision: CompanyDecision): boolean {
    return (
        decision.kind === "unresolved" && ["no_company", "no_domain", "not_a_domain"].includes(decision.why)
    )
}

function decide(
    account: AccountIdentity,
    records: readonly AttioRecord[],
    rules: MatchRules,
    config: Pick<Config, "settings">,
): FoundCompany {
    const decision = matchCompany(
        account,
        records.map((record) => candidateOf(record, config)),
        rules,
    )
    const id = decision.kind === "matched" ? decision.company : null
    const domains = wantedDomains(account.domain, rules)
    const isNew = decision.kind === "unresolved" && decision.why === "no_company" && domains.ok
    return {
        ...decision,
        record: records.find((record) => record.id.record_id === id) ?? null,
        newCompany: isNew ? {domain: domains.value.full, name: account.name ?? domains.value.root} : null,
    }
}

/** A company as the decision needs it. */
export function candidateOf(record: AttioRecord, {settings}: Pick<Config, "settings">): CompanyCandidate {
    const {external_id_attribute: slug} = settings.routing
    const ids = slug === null ? [] : cellsOf(record, slug).map(({value}) => String(value))
    const domains = cellsOf(record, "domains").flatMap(({domain}) =>
        typeof domain === "string" ? [domain] : [],
    )
    return {id: record.id.record_id, name: textOf(record, "name") || null, domains, externalIds: ids}
}

function query(
    attio: AttioClient,
    filters: readonly object[],
    limit: number,
): Promise<Result<AttioRecord[]>> {
    return attio.query("companies", filters.length === 1 ? filters[0] : {$or: filters}, limit)
}

function valueFilters(
    account: AccountIdentity,
    rules: MatchRules,
    {settings}: Pick<Config, "settings">,
): {readonly exact: object[]; readonly similar: object[]} {
    const mapped = mappedDomain(account.key, rules)
    const domains = mapped === undefined ? wantedDomains(account.domain, rules) : mappedDomains(mapped)
    const {external_id_attribute: slug} = settings.routing
    const byId =
        slug !== null && account.externalId !== null && mapped === undefined
            ? [{[slug]: {$eq: account.externalId}}]
            : []
    if (!domains.ok) return {exact: byId, similar: []}
    const {full, root, alias} = domains.value
    const hosts = [...new Set([full, root, ...(alias === null ? [] : [alias])])]
    const byDomain = hosts.map((domain) => ({domains: {domain: {$eq: domain}}}))
    return {exact: [...byDomain, ...byId], similar: [{domains: {root_domain: {$eq: root}}}]}
}

/** The CRM cannot normalise names: those with the most telling word, in any case, and domains of other countries. */
function nameFilters(account: AccountIdentity, rules: MatchRules): object[] {
    const name = (account.name ?? "").trim()
    const word = rules.matchNames && tellingName(name) !== null ? longestWord(name) : ""
    const byName =
        word === "" ? [] : [{name: {$eq: name}}, ...(word.length < 3 ? [] : [{name: {$contains: word}}])]
    const domains = wantedDomains(account.domain, rules)
    const label = domains.ok ? (domains.value.root.split(".")[0] ?? "") : ""
    return [...byName, ...(label.length < 3 ? [] : [{domains: {domain: {$starts_with: `${label}.`}}}])]
}

/** The longest word as it is written, legal forms left out: the CRM may have the company without its "GmbH". */
function longestWord(name: string): string {
    const telling = new Set(normalisedName(name).split(" "))
    const words = name.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => telling.has(normalisedName(word)))
    return words.reduce((longest, word) => (word.length > longest.length ? word : longest), "")
}
