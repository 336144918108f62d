/** The sales side of the story: companies and deals as they stand in the CRM now, with the history of their stages. */
import type {StoryCompany, StoryCrm} from "./crm-rows"
import {addOddities, type Draft, finish, odd} from "./deal-history"
import type {StoryAccount} from "./generate"
import {DAY_MS, DEAL_SOURCES, SIZES, STORY_NOW_MS, type StorySize} from "./parameters"
import {Random} from "./random"
import {COMPANY_FIRST} from "./vocabulary"

/** Makes companies and deals that agree with the fates of the accounts. */
export function makeCrm(accounts: StoryAccount[], size: StorySize, seed: number): StoryCrm {
    const random = new Random(seed, "crm")
    const start = STORY_NOW_MS - SIZES[size].days * DAY_MS
    const companies = new Map<string, StoryCompany>()
    const drafts: Draft[] = []
    for (const account of accounts) {
        const {profile} = account
        if (profile.domain === null || profile.kind === "internal" || profile.kind === "test") continue
        const planned = accountDeals(account, size, start, random)
        const known = companies.get(profile.domain)
        if (known) known.accountKeys.push(profile.key)
        // Sales does not know everybody who signs up, but everybody with a deal.
        if (planned.length === 0 && !random.chance(0.88)) continue
        const company =
            known ??
            makeCompany(profile.name, profile.domain, profile.employees, start, [profile.key], random)
        companies.set(profile.domain, company)
        drafts.push(...planned.map((draft) => ({...draft, account, company})))
    }
    for (let i = 0; i < SIZES[size].crmOnlyCompanies; i++) {
        const name = `${random.pick(COMPANY_FIRST)} ${["Holding", "Consulting", "Group", "Partners"][i % 4]} ${i + 1}`
        const domain = `${name.toLowerCase().replace(/[^a-z0-9]/g, "")}.example`
        const company = makeCompany(name, domain, random.int(8, 900), start, [], random)
        companies.set(domain, company)
        const outcome =
            size === "micro" ? (i === 0 ? "open" : "none") : random.weighted({none: 62, lost: 28, open: 10})
        if (outcome === "none") continue
        const createdAt =
            outcome === "open"
                ? STORY_NOW_MS - random.between(5, 40) * DAY_MS
                : random.between(start, STORY_NOW_MS - 60 * DAY_MS)
        const closedAt = outcome === "open" ? null : createdAt + random.between(14, 55) * DAY_MS
        drafts.push({
            account: null,
            company,
            status: outcome,
            source: random.weighted(DEAL_SOURCES.withoutUsage),
            createdAt,
            closedAt,
        })
    }
    drafts.sort((a, b) => a.createdAt - b.createdAt)
    const deals = drafts.map((draft) => finish(draft, random))
    if (size === "full") addOddities(deals, start)
    return {companies: [...companies.values()], deals}
}

function accountDeals(
    {profile, latent}: StoryAccount,
    size: StorySize,
    start: number,
    random: Random,
): Omit<Draft, "account" | "company">[] {
    const drafts: Omit<Draft, "account" | "company">[] = []
    const {dealShare} = DEAL_SOURCES
    const instant = (day: number): number => start + day * DAY_MS + random.between(0.1, 0.5) * DAY_MS
    for (const {from, decisionFrom, to, outcome} of latent.evaluations) {
        const begin = Math.max(instant(from + random.int(5, 15)), start - 40 * DAY_MS)
        const ended = to !== null && start + to * DAY_MS < STORY_NOW_MS - DAY_MS
        if (to !== null && to < 0) continue
        if (ended && outcome === "converted" && latent.convertMs !== null) {
            if (size === "full" && !random.chance(dealShare.won)) continue
            const closedAt = Math.min(
                latent.convertMs + random.between(-1.2, 0.9) * DAY_MS,
                STORY_NOW_MS - 3_600_000,
            )
            drafts.push({
                status: "won",
                source: random.weighted(DEAL_SOURCES.won),
                createdAt: Math.min(begin, closedAt - 4 * DAY_MS),
                closedAt,
            })
        } else if (ended && to !== null) {
            if (size === "full" && !random.chance(dealShare.lost)) continue
            const closedAt = instant(to) + random.between(0.5, 10) * DAY_MS
            const lost = closedAt < STORY_NOW_MS
            drafts.push({
                status: lost ? "lost" : "open",
                source: random.weighted(DEAL_SOURCES.lost),
                createdAt: Math.min(begin, instant(to - 4)),
                closedAt: lost ? closedAt : null,
            })
        } else if (
            size === "full" &&
            begin < STORY_NOW_MS - DAY_MS &&
            decisionFrom !== undefined &&
            random.chance(dealShare.open)
        ) {
            drafts.push({
                status: "open",
                source: random.weighted(DEAL_SOURCES.open),
                createdAt: begin,
                closedAt: null,
            })
        }
    }
    // Cold outreach to quiet accounts leads nowhere.
    if (
        drafts.length === 0 &&
        size === "full" &&
        profile.kind === "company" &&
        latent.convertDay === null &&
        random.chance(0.025)
    ) {
        const createdAt = start + random.between(20, SIZES[size].days - 70) * DAY_MS
        drafts.push({
            status: "lost",
            source: "outbound",
            createdAt,
            closedAt: createdAt + random.between(15, 50) * DAY_MS,
        })
    }
    return drafts
}

function makeCompany(
    name: string,
    domain: string,
    employees: number,
    start: number,
    accountKeys: string[],
    random: Random,
): StoryCompany {
    const employeeRange =
        employees <= 10
            ? "1-10"
            : employees <= 50
              ? "11-50"
              : employees <= 250
                ? "51-250"
                : employees <= 1000
                  ? "251-1K"
                  : "1K-5K"
    return {
        recordId: random.uuid(),
        name,
        domain,
        employeeRange,
        createdAt: odd(start - random.between(50, 400) * DAY_MS),
        accountKeys,
    }
}
