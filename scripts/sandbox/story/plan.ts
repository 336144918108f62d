/** What an account does on each day of the history, as counts: the step between the latent process and the events. */
import type {AccountProfile} from "./accounts"
import {dayStart, type Latent, weekday} from "./latent"
import {LimitUse} from "./limit-use"
import {
    ACTIVITY,
    type BehaviourName,
    BEHAVIOURS,
    BUYING_FEATURES,
    BUYING_PAGE,
    DAY_MS,
    EVERYDAY_FEATURES,
    NULL_FEATURES,
    NULL_PAGES,
    NULL_PER_SESSION,
    SIZES,
    type StorySize,
    TRIALS,
    WEEKDAY,
} from "./parameters"
import {Random} from "./random"
import {forceSignals} from "./scripted"

/** Whether the account pays. */
export type AccountStatus = "prospect" | "customer" | "churned"

/** One account-day. */
export interface DayPlan {
    day: number
    status: AccountStatus
    intent: number
    sessions: number
    pricingVisits: number
    billingClicks: number
    /** Features used for the first time ever. */
    adopted: string[]
    /** Persons who appear for the first time. */
    joins: number
    conversations: number
    /** Null features and pages of the day, by event name or path. */
    nulls: string[]
    buyingPageViews: number
    /** used/limit of the plan. */
    limitUse: number
    /** Instant (ms) to which a trial is set today. */
    trialEnds: number | null
}

/** Plans all days of the history on which the account exists. */
export function planAccount(
    profile: AccountProfile,
    latent: Latent,
    size: StorySize,
    seed: number,
): DayPlan[] {
    const random = new Random(seed, "plan", profile.index)
    const {days} = SIZES[size]
    const firstDay = Math.max(0, profile.signUpDay)
    const plans: DayPlan[] = []
    const limit = new LimitUse(random)
    const upcoming = {
        joins: new Map<number, number>(),
        conversations: new Map<number, number>(),
        adoptions: new Map<number, number>(),
    }
    const unused = adoptionOrder(random)
    const trials = planTrials(profile, latent, size, random)
    let spikeUntil = -1
    let spikeFactor = 1
    let mood = 0
    seedBeginning(profile, upcoming, random, firstDay)
    for (let day = firstDay; day < days; day++) {
        const status = statusOn(latent, day)
        const intent = status === "prospect" ? (latent.intent[day - latent.firstDay] ?? 0) : 0
        const share = WEEKDAY[weekday(size, day)] ?? 1
        const perDay = (name: BehaviourName): number => (share / 7) * rate(name, intent, status)
        mood = ACTIVITY.memory * mood + Math.sqrt(1 - ACTIVITY.memory ** 2) * ACTIVITY.noise * random.normal()
        if (day >= spikeUntil && random.chance(perDay("usage_spike"))) {
            spikeUntil = day + random.int(7, 10)
            spikeFactor = random.between(2.3, 3.4)
        }
        if (random.chance(perDay("feature_adoption")))
            spread(upcoming.adoptions, day, random.int(3, 5), 4, random)
        if (random.chance(perDay("team_growth"))) spread(upcoming.joins, day, random.int(2, 4), 5, random)
        if (random.chance(perDay("support_trouble")))
            spread(upcoming.conversations, day, random.int(3, 5), 5, random)
        if (random.chance(0.004)) spread(upcoming.adoptions, day, 1, 1, random)
        if (random.chance(0.004)) spread(upcoming.joins, day, 1, 1, random)
        const normal = (profile.sessionsPerWeek / 7) * share
        const statusFactor =
            status === "churned"
                ? ACTIVITY.churnedFactor
                : status === "customer"
                  ? ACTIVITY.customerFactor
                  : 1 + ACTIVITY.intentFactor * intent
        const adopted = unused.take(upcoming.adoptions.get(day) ?? 0, intent > 0.25)
        plans.push({
            day,
            status,
            intent,
            sessions: random.poisson(
                normal * statusFactor * Math.exp(mood) * (day < spikeUntil ? spikeFactor : 1),
            ),
            pricingVisits: random.poisson(perDay("pricing_intent")),
            billingClicks: random.poisson(perDay("billing_intent")),
            adopted,
            joins: upcoming.joins.get(day) ?? 0,
            conversations:
                random.poisson(perDay("support_engagement")) + (upcoming.conversations.get(day) ?? 0),
            // The nulls follow the account's normal activity, whatever its intent, mood or bursts are.
            nulls: [...NULL_FEATURES, ...NULL_PAGES].filter(() =>
                random.chance(status === "churned" ? 0 : 1 - Math.exp(-normal * NULL_PER_SESSION)),
            ),
            buyingPageViews: random.poisson(
                status === "prospect"
                    ? (share / 7) * (BUYING_PAGE.quiet + (BUYING_PAGE.hot - BUYING_PAGE.quiet) * intent)
                    : 0,
            ),
            limitUse: limit.next(intent, status, random),
            trialEnds: trials.get(day) ?? null,
        })
    }
    return profile.script && profile.script.signals.length > 0 ? forceSignals(plans, profile) : plans
}

/** What the account is on that day. */
export function statusOn(latent: Latent, day: number): AccountStatus {
    if (latent.churnDay !== null && day >= latent.churnDay) return "churned"
    return latent.convertDay !== null && day > latent.convertDay ? "customer" : "prospect"
}

/** Rate of a behaviour per week. */
export function rate(name: BehaviourName, intent: number, status: AccountStatus): number {
    const {quiet, hot, customer, power} = BEHAVIOURS[name]
    if (status === "prospect") return quiet + (hot - quiet) * Math.pow(intent, power)
    return status === "customer" ? customer : 0
}

/** People and features that are there from the start, first seen within the first two weeks. */
function seedBeginning(
    profile: AccountProfile,
    upcoming: {joins: Map<number, number>; adoptions: Map<number, number>},
    random: Random,
    firstDay: number,
): void {
    const more = profile.employees <= 10 ? 1 : profile.employees <= 50 ? 2 : profile.employees <= 250 ? 4 : 6
    const people = random.int(0, more) + (profile.signUpDay < 0 ? random.int(0, 2) : 0)
    upcoming.joins.set(firstDay, 1)
    spread(upcoming.joins, firstDay + 1, people, 11, random)
    spread(upcoming.adoptions, firstDay, random.int(4, 6) + (profile.signUpDay < 0 ? 2 : 0), 12, random)
}

function spread(
    calendar: Map<number, number>,
    from: number,
    count: number,
    days: number,
    random: Random,
): void {
    for (let i = 0; i < count; i++) {
        const day = from + random.int(0, days - 1)
        calendar.set(day, (calendar.get(day) ?? 0) + 1)
    }
}

/** The order in which features are tried: serious ones first once the account evaluates. */
function adoptionOrder(random: Random): {take(count: number, serious: boolean): string[]} {
    const everyday: string[] = random.shuffle(EVERYDAY_FEATURES)
    const buying: string[] = random.shuffle(BUYING_FEATURES)
    return {
        take: (count, serious) =>
            Array.from({length: count}, () => {
                const first = serious === random.chance(0.75) ? buying : everyday
                return first.shift() ?? (first === buying ? everyday : buying).shift()
            }).filter((feature) => feature !== undefined),
    }
}

/** Day on which a trial is set → instant of its end. */
function planTrials(
    profile: AccountProfile,
    latent: Latent,
    size: StorySize,
    random: Random,
): Map<number, number> {
    const trials = new Map<number, number>()
    const {days} = SIZES[size]
    const set = (day: number, length: number): void => {
        if (day < 0 || day >= days || statusOn(latent, day) !== "prospect") return
        trials.set(day, dayStart(size, day) + length * DAY_MS + random.int(3_600_000, 36_000_000) + 137)
    }
    if (profile.signUpDay >= 0 && random.chance(TRIALS.signUpShare)) {
        set(profile.signUpDay, TRIALS.signUpDays)
        if (random.chance(TRIALS.extensionShare)) set(profile.signUpDay + TRIALS.signUpDays - 2, 9)
    }
    for (const evaluation of latent.evaluations) {
        if (!random.chance(TRIALS.evaluationShare)) continue
        const begin = (evaluation.decisionFrom ?? evaluation.from + 25) + random.int(-8, 6)
        if (evaluation.to === null || begin < evaluation.to) set(begin, random.pick([14, 21]))
    }
    return trials
}
