/** The known truth of a story: what its generator decided, for tests to compare results with. */
import type {AccountKind} from "./accounts"
import {makeCrm} from "./crm"
import type {StoryCompany, StoryDeal} from "./crm-rows"
import {EFFECTS, type TrueEffect} from "./effects"
import {type StoryAccount, storyAccounts, type StoryOptions} from "./generate"
import {dayStart, type Evaluation} from "./latent"
import {
    ACTIVITY,
    BEHAVIOURS,
    DAY_MS,
    DEAL_SOURCES,
    DEFAULT_SEED,
    LATENT,
    LIMIT_USE,
    NULL_FEATURES,
    NULL_PAGES,
    READY_DAYS,
    SIZES,
    STORY_NOW,
    STORY_NOW_MS,
    type StorySize,
    TRIALS,
} from "./parameters"
import type {DayPlan} from "./plan"

/** What an account is as of now. */
export type Archetype =
    "ready" | "evaluating" | "went_quiet" | "quiet" | "customer" | "churned" | "internal" | "test"

/** The truth about one account; instants are ISO text. */
export interface TruthAccount {
    key: string
    name: string
    /** The company's domain; null for free-mail users. */
    domain: string | null
    /** What the group property says. */
    domainProperty: string | null
    kind: AccountKind
    archetype: Archetype
    country: string
    employees: number
    signedUpAt: string
    /** Evaluations, also those that go on or begin after now. */
    evaluations: {
        from: string
        decisionFrom: string | null
        to: string | null
        outcome: Evaluation["outcome"]
    }[]
    /** Purchase in the past or, at most 60 days, in the future. */
    convertsAt: string | null
    churnedAt: string | null
    /** Is a paying customer now. */
    customerNow: boolean
    /** No customer before now, converts within {@link READY_DAYS} days from now. */
    readyNow: boolean
    /** Start of each day (ISO) on which the behaviour was planned; a day may hold several. */
    behaviours: Record<
        "pricing_visits" | "billing_clicks" | "new_features" | "new_users" | "conversations",
        string[]
    >
    /** Record id of its company in the CRM, if it is there. */
    companyRecordId: string | null
}

/** A whole story's truth. */
export interface StoryTruth {
    size: StorySize
    seed: number
    now: string
    /** Start of the history (ISO). */
    from: string
    readyDays: number
    accounts: TruthAccount[]
    companies: StoryCompany[]
    deals: StoryDeal[]
    /** Generator parameters as they are. */
    parameters: typeof PARAMETERS
    /** True effect of each behaviour on conversion within 30 days, at weekly landmarks. */
    effects: readonly TrueEffect[]
    nullEvents: readonly string[]
    nullPages: readonly string[]
}

const PARAMETERS = {
    latent: LATENT,
    behaviours: BEHAVIOURS,
    limitUse: LIMIT_USE,
    trials: TRIALS,
    activity: ACTIVITY,
    dealSources: DEAL_SOURCES,
} as const

/** The truth of a story; needs no stand-in and makes no events. */
export function storyTruth(options: StoryOptions = {}): StoryTruth {
    const {size = "full", seed = DEFAULT_SEED} = options
    return truthOf(storyAccounts({size, seed}), size, seed)
}

/** The truth of accounts that were simulated already. */
export function truthOf(accounts: StoryAccount[], size: StorySize, seed: number): StoryTruth {
    const {companies, deals} = makeCrm(accounts, size, seed)
    const recordOf = new Map(
        companies.flatMap((company) => company.accountKeys.map((key) => [key, company.recordId] as const)),
    )
    return {
        size,
        seed,
        now: STORY_NOW,
        from: iso(STORY_NOW_MS - SIZES[size].days * DAY_MS),
        readyDays: READY_DAYS,
        accounts: accounts.map((account) =>
            truthAccount(account, size, recordOf.get(account.profile.key) ?? null),
        ),
        companies,
        deals,
        parameters: PARAMETERS,
        effects: EFFECTS,
        nullEvents: NULL_FEATURES,
        nullPages: NULL_PAGES,
    }
}

function truthAccount(
    {profile, latent, plans}: StoryAccount,
    size: StorySize,
    companyRecordId: string | null,
): TruthAccount {
    const at = (day: number | null): string | null => (day === null ? null : iso(dayStart(size, day)))
    const days = (count: (plan: DayPlan) => number): string[] =>
        plans.filter((plan) => count(plan) > 0).map((plan) => iso(dayStart(size, plan.day)))
    const {convertMs, churnDay, evaluations} = latent
    const converted = convertMs !== null && convertMs < STORY_NOW_MS
    const churned = churnDay !== null && churnDay < SIZES[size].days
    return {
        key: profile.key,
        name: profile.name,
        domain: profile.domain,
        domainProperty: profile.domainProperty,
        kind: profile.kind,
        archetype: archetype(
            profile.kind,
            converted,
            churned,
            isReady(convertMs),
            evaluations,
            SIZES[size].days,
        ),
        country: profile.country,
        employees: profile.employees,
        signedUpAt: iso(dayStart(size, profile.signUpDay)),
        evaluations: evaluations.map((one) => ({
            from: iso(dayStart(size, one.from)),
            decisionFrom: at(one.decisionFrom),
            to: at(one.to),
            outcome: one.outcome,
        })),
        convertsAt: convertMs === null ? null : iso(convertMs),
        churnedAt: at(churnDay),
        customerNow: converted && !churned,
        readyNow: isReady(convertMs),
        behaviours: {
            pricing_visits: days((plan) => plan.pricingVisits),
            billing_clicks: days((plan) => plan.billingClicks),
            new_features: days((plan) => plan.adopted.length),
            new_users: days((plan) => plan.joins),
            conversations: days((plan) => plan.conversations),
        },
        companyRecordId,
    }
}

function archetype(
    kind: AccountKind,
    converted: boolean,
    churned: boolean,
    ready: boolean,
    evaluations: Evaluation[],
    today: number,
): Archetype {
    if (kind === "internal" || kind === "test") return kind
    if (churned) return "churned"
    if (converted) return "customer"
    if (ready) return "ready"
    const last = evaluations.filter((one) => one.from < today).pop()
    if (!last) return "quiet"
    return last.to === null || last.to >= today ? "evaluating" : "went_quiet"
}

function isReady(convertMs: number | null): boolean {
    return convertMs !== null && convertMs >= STORY_NOW_MS && convertMs < STORY_NOW_MS + READY_DAYS * DAY_MS
}

function iso(ms: number): string {
    return new Date(ms).toISOString()
}
