import {companyDomain, type DomainProblem, normalisedName, webDomain} from "../company"
import {
    type AccountIdentity,
    type CompanyCandidate,
    type CompanyDecision,
    MATCH_CONFIDENCE,
    type MatchedBy,
    type MatchRules,
    type Unresolved,
} from "./company-decision"
import {tellingName} from "./company-name"

export type {AccountIdentity, CompanyCandidate, CompanyDecision, MatchRules} from "./company-decision"
export {MATCH_CONFIDENCE} from "./company-decision"

/** Domains by which an account may be found. */
export interface WantedDomains {
    readonly full: string
    readonly root: string
    /** What the aliases make of them. */
    readonly alias: string | null
}

/** The account's domain in its forms, or why it has none that names a company. */
export function wantedDomains(
    text: string | null,
    rules: Pick<MatchRules, "aliases" | "freeMail" | "internal">,
):
    | {readonly ok: true; readonly value: WantedDomains}
    | {readonly ok: false; readonly problem: DomainProblem} {
    const found = companyDomain(text, rules)
    if (!found.ok) return found
    const {domain: full, root} = found.value
    const target = aliasOf(full, rules.aliases) ?? aliasOf(root, rules.aliases)
    return {ok: true, value: {full, root, alias: target}}
}

/** The mapped domain of an account; undefined where nothing is mapped. Somebody may send events for an account "constructor". */
export function mappedDomain(key: string, {accountMap}: Pick<MatchRules, "accountMap">): string | undefined {
    return new Map(Object.entries(accountMap)).get(key)
}

/** The forms of a domain that an admin has mapped: whoever it belongs to. */
export function mappedDomains(
    domain: string,
):
    | {readonly ok: true; readonly value: WantedDomains}
    | {readonly ok: false; readonly problem: DomainProblem} {
    const found = webDomain(domain)
    if (!found.ok) return found
    return {ok: true, value: {full: found.value.domain, root: found.value.root, alias: null}}
}

/** Decides among the companies that a look-up by domains, external id and name has found. Their order does not matter. */
export function matchCompany(
    account: AccountIdentity,
    candidates: readonly CompanyCandidate[],
    rules: MatchRules,
): CompanyDecision {
    const companies = [...new Map(candidates.map((one) => [one.id, one])).values()].map(readable)
    const mapped = mappedDomain(account.key, rules)
    if (mapped !== undefined) return byMapping(mapped, companies)
    const domains = wantedDomains(account.domain, rules)
    const byDomain = domains.ok ? domainMatch(domains.value, companies) : null
    const byId = account.externalId === null ? [] : companies.filter((one) => one.externalIds.includes(account.externalId ?? "")) // prettier-ignore
    if (byId.length > 1)
        return unresolved("ambiguous", `${byId.length} companies in the CRM carry the external id of this account`, byId)
    const [known] = byId
    if (known !== undefined) {
        const other = byDomain?.found.find(({id}) => id !== known.id)
        if (other !== undefined && byDomain?.by === "domain" && !byDomain.found.some(({id}) => id === known.id))
            return unresolved("contradiction", "the external id names one company in the CRM and the domain another", [known, other])
        return matched(known, "external_id", "the company carries the account's id")
    }
    if (!domains.ok && domains.problem === "free_mail")
        return unresolved("free_mail", "the domain is a free-mail provider's", [])
    if (!domains.ok && domains.problem === "internal") return unresolved("internal", "the domain is your own", [])
    if (byDomain !== null && byDomain.found.length > 1)
        return unresolved("ambiguous", "several companies in the CRM have this domain", byDomain.found)
    const [single] = byDomain?.found ?? []
    if (byDomain !== null && single !== undefined) return matched(single, byDomain.by, DOMAIN_REASONS[byDomain.by])
    return byName(account, domains.ok ? domains.value : null, domains.ok ? null : domains.problem, companies, rules)
} // prettier-ignore

interface Readable extends CompanyCandidate {
    readonly hosts: readonly {readonly full: string; readonly root: string}[]
}

const DOMAIN_REASONS = {
    domain: "the company has this domain",
    alias_domain: "the company has the domain that this one is an alias of",
    root_domain: "the company has the same registered domain",
} as const

/** Domains of the CRM in the account's form; what is none is left out. */
function readable(company: CompanyCandidate): Readable {
    const hosts = company.domains.flatMap((text) => {
        const found = webDomain(text)
        return found.ok ? [{full: found.value.domain, root: found.value.root}] : []
    })
    return {...company, hosts}
}

function byMapping(mapped: string, companies: readonly Readable[]): CompanyDecision {
    const domain = webDomain(mapped)
    if (!domain.ok)
        return unresolved("mapping_unusable", `the mapping names "${mapped}", which is no company's domain (account_map)`, []) // prettier-ignore
    const {domain: full, root} = domain.value
    const exact = companies.filter((one) => one.hosts.some((host) => host.full === full))
    const found =
        exact.length > 0 ? exact : companies.filter((one) => one.hosts.some((host) => host.full === root))
    const [single] = found
    if (single === undefined)
        return unresolved("mapped_company_missing", `no company in the CRM has the mapped domain ${full} (account_map)`, []) // prettier-ignore
    if (found.length > 1) return unresolved("ambiguous", `several companies in the CRM have the mapped domain ${full}`, found) // prettier-ignore
    return matched(single, "mapping", "you have mapped the account to this domain")
}

/** Companies of the strongest kind of domain that any has. */
function domainMatch(
    {full, root, alias}: WantedDomains,
    companies: readonly Readable[],
): {readonly by: "domain" | "alias_domain" | "root_domain"; readonly found: readonly Readable[]} | null {
    const having = (test: (host: Readable["hosts"][number]) => boolean): readonly Readable[] =>
        companies.filter(({hosts}) => hosts.some(test))
    const exact = having((host) => host.full === full)
    if (exact.length > 0) return {by: "domain", found: exact}
    if (alias !== null) {
        const aliased = having((host) => host.full === alias || host.root === alias)
        if (aliased.length > 0) return {by: "alias_domain", found: aliased}
    }
    const registered = having((host) => host.full === root)
    if (registered.length > 0) return {by: "root_domain", found: registered}
    const related = having((host) => host.root === root)
    return related.length > 0 ? {by: "root_domain", found: related} : null
}

function byName(
    account: AccountIdentity,
    domains: WantedDomains | null,
    problem: DomainProblem | null,
    companies: readonly Readable[],
    {matchNames}: MatchRules,
): CompanyDecision {
    const name = matchNames ? tellingName(account.name) : null
    const named = name === null ? [] : companies.filter((one) => normalisedName(one.name ?? "") === name)
    if (named.length > 1) return unresolved("ambiguous", "several companies in the CRM have this name", named)
    const [single] = named
    if (single !== undefined) {
        if (domains === null || single.hosts.length === 0)
            return matched(single, "name", "the only company of exactly this name, and no domain says otherwise")
        // acme.de and acme.com alone may be strangers; with the same name they are one company's.
        if (single.hosts.some(({root}) => labelOf(root) === labelOf(domains.root)))
            return matched(single, "name", "the only company of exactly this name, with the same domain of another country")
        return unresolved("contradiction", "a company in the CRM has this name but other domains", [single])
    }
    const similar = domains === null ? [] : companies.filter(({hosts}) => hosts.some(({root}) => labelOf(root) === labelOf(domains.root))) // prettier-ignore
    if (similar.length > 0)
        return unresolved("only_similar", "only a company with a similar domain is in the CRM (domain_aliases can say that they are one)", similar) // prettier-ignore
    if (problem === "empty") return unresolved("no_domain", "the account has no domain", [])
    if (problem !== null) return unresolved("not_a_domain", "the account's domain is not a web domain", [])
    return unresolved("no_company", "no company in the CRM has this domain", [])
} // prettier-ignore

function aliasOf(domain: string, aliases: Readonly<Record<string, string>>): string | null {
    for (const [from, to] of Object.entries(aliases)) {
        const [further, known] = [companyDomain(from), companyDomain(to)]
        if (further.ok && known.ok && further.value.domain === domain) return known.value.domain
    }
    return null
}

/** `acme` of `acme.co.uk`. */
function labelOf(root: string): string {
    return root.split(".")[0] ?? root
}

function matched(company: CompanyCandidate, by: MatchedBy, reason: string): CompanyDecision {
    return {kind: "matched", company: company.id, by, confidence: MATCH_CONFIDENCE[by], reason}
}

function unresolved(why: Unresolved, reason: string, among: readonly CompanyCandidate[]): CompanyDecision {
    return {kind: "unresolved", why, reason, candidates: among.map(({id}) => id).sort()}
}
