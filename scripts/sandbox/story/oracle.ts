/**
 * The eight predicates and the score, straight from the definitions in plain TypeScript over raw rows. An independent
 * second opinion for tests; the product computes the same in HogQL.
 */
import {DAY_MS} from "./parameters"
import type {StoryEvent} from "./rows"
import {BASE_SCORES, SIGNAL_IDS, type SignalId} from "./signal-ids"

const NOT_ACTIVITY = new Set(["$groupidentify", "$identify", "$set", "$create_alias", "$merge_dangerously"])
const BILLING = new Set(["checkout_started", "plan_upgrade_clicked"])
const SUPPORT = new Set(["intercom_conversation_started", "intercom_message_sent"])

/** Observed quantities of one account as of an instant. */
export interface OracleFacts {
    week: number
    weekBefore: number
    fourWeeksBefore: number
    firstActivity: number
    pricingVisits: number
    newFeatures: number
    limitUse: number | null
    trialEnds: number | null
    newUsers: number
    conversations: number
    billing: number
}

/** The active signals of one account, given its events (any order) as of `asOf` (ms). `joined` = events that belong to it by person only. */
export function activeSignals(
    events: readonly StoryEvent[],
    joined: readonly StoryEvent[],
    asOf: number,
): SignalId[] {
    const seen = observe(events, joined, asOf)
    if (!seen) return []
    const old = asOf - seen.firstActivity >= 28 * DAY_MS
    const active: Record<SignalId, boolean> = {
        usage_spike: isSpike(seen, asOf),
        pricing_intent: seen.pricingVisits >= 2,
        feature_adoption: old && seen.newFeatures >= 3,
        limit_approaching: seen.limitUse !== null && seen.limitUse > 0.8,
        trial_expiring:
            seen.trialEnds !== null &&
            seen.trialEnds > asOf &&
            seen.trialEnds - asOf < 7 * DAY_MS &&
            seen.week >= 1,
        team_growth: old && seen.newUsers >= 2,
        support_engagement: seen.conversations >= 3,
        billing_intent: seen.billing >= 1,
    }
    return SIGNAL_IDS.filter((id) => active[id])
}

/** The composite score of a set of active signals. */
export function scoreOf(active: readonly SignalId[]): number {
    const base = active.reduce((sum, id) => sum + BASE_SCORES[id], 0)
    return Math.min(base, 80) + Math.min(5 * active.length, 20)
}

/** Counts what the predicates look at; null when the account has no activity yet. */
export function observe(
    events: readonly StoryEvent[],
    joined: readonly StoryEvent[],
    asOf: number,
): OracleFacts | null {
    const weekStart = asOf - 7 * DAY_MS
    const seen: OracleFacts = {
        week: 0,
        weekBefore: 0,
        fourWeeksBefore: 0,
        firstActivity: Infinity,
        pricingVisits: 0,
        newFeatures: 0,
        limitUse: null,
        trialEnds: null,
        newUsers: 0,
        conversations: 0,
        billing: 0,
    }
    const sets = {
        oldFeatures: new Set<string>(),
        features: new Set<string>(),
        oldUsers: new Set<string>(),
        users: new Set<string>(),
        visits: new Set<string>(),
        conversations: new Set<string>(),
    }
    const latest = new Map<string, {at: number; value: unknown}>()
    for (const event of events) {
        const at = event.timestamp
        if (at >= asOf) continue
        if (event.event === "$groupidentify") {
            for (const [key, value] of Object.entries(
                event.properties.$group_set as Record<string, unknown>,
            )) {
                if ((latest.get(key)?.at ?? -Infinity) <= at) latest.set(key, {at, value})
            }
        }
        if (event.event.startsWith("beton_") || NOT_ACTIVITY.has(event.event)) continue
        seen.firstActivity = Math.min(seen.firstActivity, at)
        const recent = at >= weekStart
        if (recent) seen.week++
        else if (at >= asOf - 14 * DAY_MS) seen.weekBefore++
        if (!recent && at >= asOf - 35 * DAY_MS) seen.fourWeeksBefore++
        if (recent || at >= asOf - 180 * DAY_MS) {
            ;(recent ? sets.users : sets.oldUsers).add(event.personId)
            if (!event.event.startsWith("$")) (recent ? sets.features : sets.oldFeatures).add(event.event)
        }
        if (!recent) continue
        if (BILLING.has(event.event)) seen.billing++
        if (SUPPORT.has(event.event)) sets.conversations.add(String(event.properties.conversation_id))
        if (isPricing(event)) sets.visits.add(String(event.properties.$session_id))
    }
    for (const event of joined) {
        if (event.timestamp < asOf && event.timestamp >= weekStart && isPricing(event))
            sets.visits.add(String(event.properties.$session_id))
    }
    if (seen.firstActivity === Infinity) return null
    seen.pricingVisits = sets.visits.size
    seen.newFeatures = [...sets.features].filter((name) => !sets.oldFeatures.has(name)).length
    seen.newUsers = [...sets.users].filter((id) => !sets.oldUsers.has(id)).length
    seen.conversations = sets.conversations.size
    const used = latest.get("api_calls_used")?.value
    const limit = latest.get("api_calls_limit")?.value
    if (typeof used === "number" && typeof limit === "number" && limit > 0) seen.limitUse = used / limit
    const ends = latest.get("trial_ends_at")?.value
    if (typeof ends === "string") seen.trialEnds = Date.parse(ends)
    return seen
}

function isPricing(event: StoryEvent): boolean {
    const path = String(event.properties.$pathname ?? "")
    return event.event === "$pageview" && (path.includes("pricing") || path.includes("/plans"))
}

function isSpike(
    {week: x1, weekBefore, fourWeeksBefore: x0, firstActivity}: OracleFacts,
    asOf: number,
): boolean {
    if (weekBefore === 0 || x1 <= 1.5 * weekBefore || x1 < 20 || asOf - firstActivity < 14 * DAY_MS)
        return false
    if (asOf - firstActivity < 35 * DAY_MS) return true
    const part = (x: number, expected: number): number => (x === 0 ? 0 : x * Math.log(x / expected))
    const deviance = 2 * (part(x1, (x1 + x0) / 5) + part(x0, (4 * (x1 + x0)) / 5))
    return Math.sign(x1 / 7 - x0 / 28) * Math.sqrt(Math.max(0, deviance) / 3) >= 2.33
}
