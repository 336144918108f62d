import {listed} from "../company"
import {
    type AccountIdentity,
    type CompanyCandidate,
    mappedDomain,
    matchCompany,
    type MatchRules,
} from "./company-match"

/** Which account a company is, or why that cannot be said. */
export type CompanyAccount =
    {readonly account: string} | {readonly account: null; readonly why: "none" | "several"}

/** The account in a value that Beton wrote: `project:account:n` (key) or `project:account`; null when it is not ours. */
export function ownAccount(value: string, project: string, form: "key" | "ref"): string | null {
    const prefix = `${project}:`
    if (!value.startsWith(prefix)) return null
    const rest = value.slice(prefix.length)
    if (form === "ref") return rest === "" ? null : rest
    // Account keys may hold colons; the number at the end never does.
    return /^(.+):\d+$/s.exec(rest)?.[1] ?? null
}

/**
 * The other direction of `matchCompany` (D2): the one account that this company is. Each account is asked whether the
 * company is its own; the most trustworthy answer wins, and several equally good ones are none.
 *
 * @param accounts candidates; their order does not matter
 */
export function accountOfCompany(
    company: CompanyCandidate,
    accounts: readonly AccountIdentity[],
    rules: MatchRules,
): CompanyAccount {
    const matches = accounts.flatMap((account) => {
        const decision = matchCompany(account, [company], rules)
        return decision.kind === "matched" ? [{account, confidence: decision.confidence}] : []
    })
    const best = Math.max(0, ...matches.map(({confidence}) => confidence))
    const keys = new Set(matches.filter((one) => one.confidence === best).map(({account}) => account.key))
    const [only] = keys
    if (only === undefined) return {account: null, why: "none"}
    return keys.size === 1 ? {account: only} : {account: null, why: "several"}
}

/** Keys of accounts that are mapped to one of these domains. */
export function mappedKeys(domains: readonly string[], rules: Pick<MatchRules, "accountMap">): string[] {
    const wanted = new Set(domains.map(listed))
    return Object.keys(rules.accountMap).filter((key) => {
        const domain = mappedDomain(key, rules)
        return domain !== undefined && wanted.has(listed(domain))
    })
}
