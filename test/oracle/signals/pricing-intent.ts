import {type Mention, mentionsByAccount} from "../mentions"
import type {PersonHistory} from "../person-history"
import type {Settings} from "../settings"
import {DAY, SECOND} from "../time"
import type {Hit, RawEvent} from "../types"
import {textOf} from "../values"

const VISIT_GAP_SECONDS = 1800

/** Path of an address: no scheme, host, query or fragment; a text without a host is a path already. */
export function pathOf(address: string): string {
    const cut = address.search(/[?#]/)
    return (cut < 0 ? address : address.slice(0, cut)).replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, "")
}

/** Whether the event is a view of a page that the settings name (`page_events`, `path_patterns`). */
export function pageViewTest(settings: Settings): (event: RawEvent) => boolean {
    const names = new Set(settings.texts("page_events"))
    const patterns = settings.texts("path_patterns").map((pattern) => pattern.toLowerCase())
    return ({event, properties}) => {
        if (!names.has(event)) return false
        const address = properties.$current_url
        const absent = address === undefined || address === null
        const path = (absent ? textOf(properties.$pathname) : pathOf(textOf(address))).toLowerCase()
        return patterns.some((pattern) => path.includes(pattern))
    }
}

/** Visits: distinct sessions, plus each person's runs of views without a session, at most 30 minutes apart. */
export function countVisits(views: readonly Mention[]): number {
    const sessions = new Set<string>()
    const loose = new Map<string, number[]>()
    for (const view of views) {
        if (view.label !== "") sessions.add(view.label)
        else loose.set(view.person, [...(loose.get(view.person) ?? []), Math.floor(view.at / SECOND)])
    }
    let visits = sessions.size
    for (const seconds of loose.values()) {
        seconds.sort((a, b) => a - b)
        visits += seconds.filter(
            (second, index) => index === 0 || second - (seconds[index - 1] as number) > VISIT_GAP_SECONDS,
        ).length
    }
    return visits
}

/** Accounts with enough visits to pricing pages. `views` have passed `pageViewTest`, labelled by session. */
export function pricingIntent(
    views: readonly Mention[],
    people: PersonHistory,
    settings: Settings,
    t: number,
): Hit[] {
    const window = {from: t - settings.number("window_days") * DAY, to: t}
    const hits: Hit[] = []
    for (const [account, own] of mentionsByAccount(views, people, window, settings.flag("join_persons"))) {
        const visits = countVisits(own)
        if (visits < settings.number("min_visits")) continue
        hits.push({
            account,
            facts: {visits, views: own.length, people: new Set(own.map((view) => view.person)).size},
        })
    }
    return hits
}
