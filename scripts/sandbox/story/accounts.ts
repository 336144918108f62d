/** Who the accounts are: everything about them that does not change with time. */
import {ACTIVITY, LATENT, SIZES, type StorySize} from "./parameters"
import {Random} from "./random"
import type {SignalId} from "./signal-ids"
import {COMPANY_FIRST, COMPANY_SECOND, COUNTRIES, type Country, FREE_MAIL, VENDOR} from "./vocabulary"

/** What sort of account it is, apart from its history. */
export type AccountKind = "company" | "free_mail" | "second_workspace" | "internal" | "test"

/** A fate that overrules the latent process, in days of the story (day 0 is the first of the history). */
export interface Script {
    /** First day of the evaluation; null: never evaluates. */
    evaluationFrom: number | null
    /** Day on which it buys, or null. */
    convertDay: number | null
    /** Day on which the evaluation fails, or null. */
    dropDay?: number
    /** Signals that must be active now. */
    signals: SignalId[]
}

/** One account of the story. */
export interface AccountProfile {
    /** 1-based position. */
    index: number
    /** Opaque group key. */
    key: string
    name: string
    /** The company's real domain, or null for people with free-mail addresses. */
    domain: string | null
    /** What the product writes into the group property `domain` (sometimes untidy), or null when it writes none. */
    domainProperty: string | null
    kind: AccountKind
    country: Country
    employees: number
    /** Day of sign-up; negative: before the history began. */
    signUpDay: number
    /** Normal sessions per week. */
    sessionsPerWeek: number
    /** Factor on the chance to start an evaluation. */
    propensity: number
    script: Script | null
}

const NEVER: Script = {evaluationFrom: null, convertDay: null, signals: []}

/** The accounts of one size and seed, in order of their index. */
export function makeAccounts(size: StorySize, seed: number): AccountProfile[] {
    const {accounts, days} = SIZES[size]
    const names = companyNames(seed, accounts)
    return Array.from({length: accounts}, (_, i) => {
        const profile = makeAccount(size, seed, i + 1, names[i] as string, days)
        return size === "micro" ? scriptedForMicro(profile) : special(profile, names)
    })
}

function makeAccount(
    size: StorySize,
    seed: number,
    index: number,
    name: string,
    days: number,
): AccountProfile {
    const random = new Random(seed, "account", index)
    const domain = `${name.toLowerCase().replace(/[^a-z]/g, "")}.example`
    const range = random.weighted({"4-10": 22, "11-50": 36, "51-250": 28, "251-1000": 11, "1001-5000": 3})
    const [low, high] = range.split("-").map(Number) as [number, number]
    const employees = random.int(low, high)
    const existed = size === "micro" || random.chance(0.24)
    const spread = LATENT.propensitySpread
    return {
        index,
        key: `co_${String(index).padStart(4, "0")}`,
        name,
        domain,
        domainProperty: untidy(domain, random),
        kind: "company",
        country: random.weighted(
            Object.fromEntries(Object.entries(COUNTRIES).map(([code, {weight}]) => [code, weight])) as Record<
                Country,
                number
            >,
        ),
        employees,
        // Sign-ups become a little more frequent over time.
        signUpDay: existed ? -random.int(1, 200) : Math.floor((days - 2) * Math.pow(random.next(), 0.75)),
        sessionsPerWeek: Math.min(
            ACTIVITY.maximum,
            Math.max(
                ACTIVITY.minimum,
                ACTIVITY.medianSessionsPerWeek * Math.exp(ACTIVITY.spread * random.normal()),
            ),
        ),
        propensity:
            Math.exp(spread * random.normal() - (spread * spread) / 2) *
            (employees <= 10 ? 0.75 : employees <= 250 ? 1.1 : 1),
        script: null,
    }
}

/** A few accounts of the full story are not ordinary companies. */
function special(profile: AccountProfile, names: string[]): AccountProfile {
    const {index} = profile
    if (index === 3) {
        return {
            ...profile,
            kind: "internal",
            name: VENDOR.name,
            domain: VENDOR.domain,
            domainProperty: VENDOR.domain,
            signUpDay: -200,
            sessionsPerWeek: 26,
            script: NEVER,
        }
    }
    if (index === 5) {
        return {
            ...profile,
            kind: "test",
            name: "Test Company",
            domain: "example.com",
            domainProperty: "example.com",
            signUpDay: -200,
            sessionsPerWeek: 6,
            script: NEVER,
        }
    }
    if (index % 45 === 7) {
        const provider = FREE_MAIL[index % FREE_MAIL.length] as string
        return {
            ...profile,
            kind: "free_mail",
            domain: null,
            domainProperty: index % 2 === 0 ? provider : null,
        }
    }
    if (index === 200) {
        // The same company as account 100, in a second workspace of its own.
        const first = names[99] as string
        const domain = `${first.toLowerCase().replace(/[^a-z]/g, "")}.example`
        return {
            ...profile,
            kind: "second_workspace",
            name: `${first} (Europe)`,
            domain,
            domainProperty: domain,
            script: NEVER,
        }
    }
    if (index % 45 === 12) {
        // Customers from before the history began.
        return {
            ...profile,
            signUpDay: -200,
            script: {evaluationFrom: -120, convertDay: -20 - (index % 60), signals: []},
        }
    }
    return profile
}

/** The twelve accounts of the micro story: five with a fate, the others quiet. */
function scriptedForMicro(profile: AccountProfile): AccountProfile {
    const scripts: Record<number, Script> = {
        1: {
            evaluationFrom: 28,
            convertDay: 73,
            signals: ["pricing_intent", "billing_intent", "limit_approaching"],
        },
        2: {
            evaluationFrom: 34,
            convertDay: 85,
            signals: ["usage_spike", "feature_adoption", "team_growth", "pricing_intent"],
        },
        3: {evaluationFrom: 42, convertDay: null, signals: ["trial_expiring", "support_engagement"]},
        4: {evaluationFrom: -30, convertDay: 22, signals: []},
        5: {evaluationFrom: 4, convertDay: null, dropDay: 36, signals: []},
    }
    const script = scripts[profile.index] ?? NEVER
    const busy = profile.index === 2 ? 14 : Math.min(profile.sessionsPerWeek, 8)
    return {...profile, domainProperty: profile.domain, signUpDay: -120, sessionsPerWeek: busy, script}
}

function companyNames(seed: number, count: number): string[] {
    const random = new Random(seed, "names")
    const all = COMPANY_FIRST.flatMap((first) => COMPANY_SECOND.map((second) => `${first} ${second}`))
    return random.shuffle(all).slice(0, count)
}

function untidy(domain: string, random: Random): string | null {
    const roll = random.next()
    if (roll < 0.03) return `www.${domain}`
    if (roll < 0.05) return domain.toUpperCase()
    if (roll < 0.06) return `https://${domain}/`
    return roll < 0.08 ? null : domain
}
