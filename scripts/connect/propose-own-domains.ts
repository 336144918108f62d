import {companyDomain} from "@beton/shared/company"

/** Domains of the team's own e-mail addresses, the most frequent first; free-mail addresses say nothing. */
export function ownDomains(emails: readonly string[]): string[] {
    const counts = new Map<string, number>()
    for (const email of emails) {
        const domain = companyDomain(email)
        if (domain.ok) counts.set(domain.value.root, (counts.get(domain.value.root) ?? 0) + 1)
    }
    return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([domain]) => domain)
}
