/** Makes named signals true now for accounts with a written fate (the micro story). */
import type {AccountProfile} from "./accounts"
import {DAY_MS, STORY_NOW_MS} from "./parameters"
import type {DayPlan} from "./plan"
import type {SignalId} from "./signal-ids"

type Change = (last: DayPlan[], all: DayPlan[]) => void

const CHANGES: Readonly<Record<SignalId, Change>> = {
    usage_spike: (last, all) => {
        for (const plan of all) plan.sessions = Math.min(plan.sessions, 2)
        for (const plan of last) plan.sessions = 8
    },
    pricing_intent: (last) =>
        at(last, [1, 3, 5], (plan) => (plan.pricingVisits = Math.max(plan.pricingVisits, 1))),
    // Whatever was adopted in earlier bursts is kept; four features are held back for the last week.
    feature_adoption: (last, all) => {
        const names = ["integration_connected", "api_key_created", "role_assigned", "sso_configured"]
        for (const plan of all) plan.adopted = plan.adopted.filter((name) => !names.includes(name))
        names.forEach((name, i) => last[1 + i]?.adopted.push(name))
    },
    limit_approaching: (_last, all) =>
        all.slice(-14).forEach((plan, i) => (plan.limitUse = Math.max(plan.limitUse, 0.8 + 0.01 * (i + 1)))),
    trial_expiring: (_last, all) => {
        for (const plan of all) plan.trialEnds = null
        const begin = all[all.length - 12]
        if (begin) begin.trialEnds = STORY_NOW_MS + 2.4 * DAY_MS + 137
    },
    team_growth: (last) => at(last, [1, 3], (plan) => (plan.joins = Math.max(plan.joins, 1))),
    support_engagement: (last) =>
        at(last, [1, 2, 4], (plan) => (plan.conversations = Math.max(plan.conversations, 1))),
    billing_intent: (last) => at(last, [4], (plan) => (plan.billingClicks = Math.max(plan.billingClicks, 1))),
}

/** Returns the plans with the script's signals made true in the last seven days. */
export function forceSignals(plans: DayPlan[], profile: AccountProfile): DayPlan[] {
    const all = plans.map((plan) => ({...plan, adopted: [...plan.adopted]}))
    const last = all.slice(-7)
    for (const signal of profile.script?.signals ?? []) CHANGES[signal](last, all)
    return all
}

function at(plans: DayPlan[], positions: number[], change: (plan: DayPlan) => void): void {
    for (const position of positions) {
        const plan = plans[position]
        if (plan) change(plan)
    }
}
