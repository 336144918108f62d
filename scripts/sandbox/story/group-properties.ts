/** The history of group properties: several kinds of `$groupidentify`, none of which carries every key. */
import type {AccountProfile} from "./accounts"
import {workingInstant} from "./latent"
import type {StorySize} from "./parameters"
import type {Member} from "./people"
import type {DayPlan} from "./plan"
import type {Random} from "./random"
import type {EventWriter} from "./writer"

const LIMITS = {free: 10_000, trial: 10_000, team: 50_000, business: 50_000} as const
const SEATS = {free: 5, trial: 10, team: 25, business: 100} as const

type Plan = keyof typeof LIMITS

/** Writes the profile at the start and at each change of plan, use every few days, trials when they are set. */
export function renderGroupProperties(
    profile: AccountProfile,
    plans: DayPlan[],
    members: Member[],
    size: StorySize,
    writer: EventWriter,
    random: Random,
): void {
    let plan: Plan | null = null
    let trialUntil = 0
    let nextUse = 0
    for (const today of plans) {
        const people = members.filter((member) => member.joinDay < today.day)
        const sender =
            people.find((member) => member.companyMail && random.chance(0.6)) ??
            people[0] ??
            members.find((m) => m.joinDay === today.day)
        if (!sender) continue
        const at = Math.max(workingInstant(profile, size, today.day, random), sender.identifiedAt + 1_207)
        if (today.trialEnds !== null) trialUntil = today.trialEnds
        const current: Plan =
            today.status === "customer"
                ? profile.employees > 250
                    ? "business"
                    : "team"
                : today.status === "prospect" && trialUntil > at
                  ? "trial"
                  : "free"
        const first = plan === null
        const changed = current !== plan
        plan = current
        if (first)
            writer.group(sender, at, {
                ...identity(profile),
                plan,
                employees: profile.employees,
                country: profile.country,
            })
        else if (changed)
            writer.group(sender, at, {plan, seat_limit: SEATS[plan], api_calls_limit: LIMITS[plan]})
        // A purchase ends the trial.
        const ended = changed && current !== "trial" && trialUntil > at
        if (ended) trialUntil = at
        if (today.trialEnds !== null || ended)
            writer.group(sender, at + 503, {trial_ends_at: isoSeconds(trialUntil), plan})
        if (today.day >= nextUse || first || changed) {
            nextUse = today.day + random.int(2, 5)
            const use = {api_calls_used: Math.round(today.limitUse * LIMITS[plan])}
            const limit = first || changed || random.chance(0.6) ? {api_calls_limit: LIMITS[plan]} : {}
            const seats = random.chance(0.4) ? {seats_used: people.length, seat_limit: SEATS[plan]} : {}
            writer.group(sender, at + 1_009, {...use, ...limit, ...seats})
        }
    }
}

function identity(profile: AccountProfile): Record<string, unknown> {
    return {name: profile.name, ...(profile.domainProperty === null ? {} : {domain: profile.domainProperty})}
}

function isoSeconds(ms: number): string {
    return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
