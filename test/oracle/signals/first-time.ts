import type {Activity, Timeline} from "../activity"
import type {Settings} from "../settings"
import {DAY} from "../time"
import type {Hit} from "../types"
import {compareText, countBetween, lowerBound} from "../values"

/** Distinct items of the window that the account's activity does not show in [t − lookback, window), sorted. */
function firstTime(line: Timeline, items: readonly string[], settings: Settings, t: number): string[] {
    const windowFrom = t - settings.number("window_days") * DAY
    const known = new Set<string>()
    const fresh = new Set<string>()
    const end = lowerBound(line.at, t)
    for (let i = lowerBound(line.at, t - settings.number("lookback_days") * DAY); i < end; i++) {
        const item = items[i] as string
        if (item === "") continue
        if ((line.at[i] as number) < windowFrom) known.add(item)
        else fresh.add(item)
    }
    return [...fresh].filter((item) => !known.has(item)).sort(compareText)
}

// Everything is new in a new account, so only accounts with older activity count.
function isOldEnough(line: Timeline, settings: Settings, t: number): boolean {
    const days = Math.max(180, settings.number("lookback_days"))
    return countBetween(line.at, t - days * DAY, t - settings.number("min_account_age_days") * DAY) > 0
}

/** Accounts that used enough features for the first time. */
export function featureAdoption(activity: Activity, settings: Settings, t: number): Hit[] {
    const hits: Hit[] = []
    for (const [account, line] of activity.accounts) {
        if (!isOldEnough(line, settings, t)) continue
        const names = firstTime(line, line.feature, settings, t)
        if (names.length < settings.number("min_features")) continue
        hits.push({account, facts: {items: names.length, first_names: names.slice(0, 5)}})
    }
    return hits
}

/** Accounts in which enough people were active for the first time. */
export function teamGrowth(activity: Activity, settings: Settings, t: number): Hit[] {
    const hits: Hit[] = []
    for (const [account, line] of activity.accounts) {
        if (!isOldEnough(line, settings, t)) continue
        const users = firstTime(line, line.person, settings, t).length
        if (users >= settings.number("min_users")) hits.push({account, facts: {users}})
    }
    return hits
}
