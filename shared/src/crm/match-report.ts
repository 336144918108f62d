import {type CompanyDecision, MATCH_CONFIDENCE, type MatchedBy, type Unresolved} from "./company-decision"

/** An account with what was decided about it. */
export interface DecidedAccount {
    readonly account: string
    readonly decision: CompanyDecision
}

/** Some of the accounts, also as a share of all that were looked at. */
export interface AccountShare {
    readonly accounts: number
    /** 0 to 1; null when no account was looked at. */
    readonly share: number | null
}

/** How many accounts one way of recognising a company has settled. */
export interface MatchRoute extends AccountShare {
    readonly by: MatchedBy
    readonly meaning: string
    /** 0 to 1, see `MATCH_CONFIDENCE`. */
    readonly confidence: number
}

/** How many accounts one reason leaves open, and what to do about them. */
export interface MatchGap extends AccountShare {
    readonly why: Unresolved
    readonly meaning: string
    readonly next_step: string
}

/** Which accounts are found in the CRM, and why the others are not (D2). */
export interface MatchReport {
    readonly accounts: number
    readonly matched: AccountShare
    /** Most trustworthy way first; ways that settled nothing are left out. */
    readonly routes: readonly MatchRoute[]
    /** Most frequent reason first. */
    readonly gaps: readonly MatchGap[]
    /** In the order of the decisions. */
    readonly unresolved: readonly {readonly account: string; readonly why: Unresolved}[]
}

const ROUTES: Readonly<Record<MatchedBy, string>> = {
    mapping: "your own mapping",
    external_id: "the external id",
    domain: "the domain",
    alias_domain: "an alias of the domain",
    root_domain: "the registered domain",
    name: "exactly the same name",
}

/** What each reason means, and the next step; settings are those of SETTINGS.md. */
const GAPS: Readonly<Record<Unresolved, {readonly meaning: string; readonly next_step: string}>> = {
    free_mail: {
        meaning: "the domain is a free-mail provider's",
        next_step: "It names no company. Have the product send the company's own domain, or map the accounts that matter (account_map).",
    },
    internal: {
        meaning: "the domain is your own",
        next_step: "Nothing to do: your own accounts are never routed. If a customer's domain is listed by mistake, take it out of internal_domains.",
    },
    no_domain: {
        meaning: "the account has no domain",
        next_step: "Have the product send a web domain in the property that domain_property names, use an external id (routing.external_id_attribute), or map the account (account_map).",
    },
    not_a_domain: {
        meaning: "what the account has for a domain is none",
        next_step: "Check that domain_property names the property with the company's web domain; it holds something else.",
    },
    mapped_company_missing: {
        meaning: "no company in the CRM has the domain that you mapped the account to",
        next_step: "Add the company to the CRM with this domain, or correct the entry in account_map.",
    },
    mapping_unusable: {
        meaning: "your mapping names something that is no web domain",
        next_step: "Correct the entry in account_map: it must be the company's web domain as the CRM has it.",
    },
    no_company: {
        meaning: "the CRM has no such company",
        next_step: 'Add the companies to the CRM, or let Beton do it when one is routed (routing.unresolved: "create_company"). Where the CRM knows one under another domain, name both in domain_aliases.',
    },
    ambiguous: {
        meaning: "several companies in the CRM fit equally well",
        next_step: "Merge the duplicates in the CRM, or map the account to the domain that only one of them has (account_map).",
    },
    contradiction: {
        meaning: "external id, domain and name point to different companies",
        next_step: "Correct the domains, or the external id, of these companies in the CRM, or map the account (account_map).",
    },
    only_similar: {
        meaning: "only a company with a similar domain is in the CRM",
        next_step: "If both are one company, name the two domains in domain_aliases; otherwise add the company to the CRM.",
    },
} // prettier-ignore

/** Counts decisions; whose they are is said of the unresolved ones only, and by account key. */
export function matchReport(decisions: readonly DecidedAccount[]): MatchReport {
    const routes = new Map<MatchedBy, number>()
    const gaps = new Map<Unresolved, number>()
    const unresolved: MatchReport["unresolved"][number][] = []
    for (const {account, decision} of decisions) {
        if (decision.kind === "matched") {
            routes.set(decision.by, (routes.get(decision.by) ?? 0) + 1)
            continue
        }
        const {why} = decision
        gaps.set(why, (gaps.get(why) ?? 0) + 1)
        unresolved.push({account: withoutAddress(account), why})
    }
    const all = decisions.length
    return {
        accounts: all,
        matched: shareOf(all - unresolved.length, all),
        routes: [...routes]
            .map(([by, n]) => ({by, meaning: ROUTES[by], confidence: MATCH_CONFIDENCE[by], ...shareOf(n, all)}))
            .sort((a, b) => b.confidence - a.confidence),
        gaps: [...gaps]
            .map(([why, n]) => ({why, ...GAPS[why], ...shareOf(n, all)}))
            .sort((a, b) => b.accounts - a.accounts || (a.why < b.why ? -1 : 1)),
        unresolved,
    }
} // prettier-ignore

function shareOf(n: number, all: number): AccountShare {
    return {accounts: n, share: all === 0 ? null : n / all}
}

/** Some products use a person's e-mail address as the key of an account: who it is stays out of reports. */
function withoutAddress(key: string): string {
    return key.replace(/[^\s@<>"]+@(?=[^\s@])/g, "…@")
}
