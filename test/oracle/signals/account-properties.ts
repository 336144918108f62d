import type {Activity} from "../activity"
import type {GroupProperties} from "../group-properties"
import type {Settings} from "../settings"
import {DAY, isoToMicros, SECOND} from "../time"
import type {Hit} from "../types"
import {countBetween, numberOf, textOf} from "../values"

/** Accounts that use more than the set share of their plan's limit. */
export function limitApproaching(properties: GroupProperties, settings: Settings, t: number): Hit[] {
    const ratioProperty = settings.textOrNull("ratio_property")
    const limits = settings.numbersByText("limit_by_plan")
    const limitOf = (account: string): number | null => {
        if (ratioProperty !== null) return 1
        if (limits.size === 0)
            return numberOf(properties.valueAsOf(account, settings.text("limit_property"), t))
        return limits.get(textOf(properties.valueAsOf(account, settings.text("plan_property"), t))) ?? null
    }
    const hits: Hit[] = []
    for (const account of properties.accounts()) {
        const usage = ratioProperty ?? settings.text("usage_property")
        const used = numberOf(properties.valueAsOf(account, usage, t))
        const limit = limitOf(account)
        if (used === null || limit === null || limit <= 0 || used / limit <= settings.number("share"))
            continue
        hits.push({account, facts: {used, plan_limit: limit}})
    }
    return hits
}

/** End of a trial in microseconds: a number or its text is unix seconds, other text an ISO date; null for neither. */
export function trialEnd(value: unknown): number | null {
    const seconds = numberOf(value)
    if (seconds !== null) return seconds * SECOND
    return typeof value === "string" ? isoToMicros(value) : null
}

/** Accounts in use whose trial ends soon. */
export function trialExpiring(
    properties: GroupProperties,
    activity: Activity,
    settings: Settings,
    t: number,
): Hit[] {
    const hits: Hit[] = []
    for (const account of properties.accounts()) {
        const end = trialEnd(properties.valueAsOf(account, settings.text("end_property"), t))
        if (end === null || end <= t || end - t >= settings.number("within_days") * DAY) continue
        const at = activity.accounts.get(account)?.at ?? []
        const events = countBetween(at, t - settings.number("activity_window_days") * DAY, t)
        if (events > 0) hits.push({account, facts: {ends_at: Math.floor(end / SECOND), events}})
    }
    return hits
}
