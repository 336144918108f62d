/** What happens in the sessions of one day. */
import {BUYING_FEATURES, BUYING_PAGE, NULL_PAGES} from "./parameters"
import type {Member} from "./people"
import type {DayPlan} from "./plan"
import type {Random} from "./random"
import {APP_PAGES, SITE_PAGES} from "./vocabulary"
import type {EventWriter} from "./writer"

/** One visit of one person. */
export interface Session {
    member: Member
    pages: string[]
    events: {name: string; extra?: Record<string, unknown>}[]
    site?: boolean
}

/** Sessions of one day with everything the plan wants in them. */
export function daySessions(plan: DayPlan, people: Member[], features: string[], random: Random): Session[] {
    const sessions: Session[] = []
    for (let i = 0; i < plan.sessions; i++) {
        const session: Session = {member: choose(people, random), pages: [], events: []}
        for (let n = random.int(1, 3); n > 0; n--) session.pages.push(random.pick(APP_PAGES))
        for (let n = features.length > 0 ? random.int(0, 3) : 0; n > 0; n--)
            session.events.push({name: choose(features, random)})
        if (random.chance(plan.intent * 0.15)) {
            const serious = features.filter((name) => (BUYING_FEATURES as readonly string[]).includes(name))
            if (serious.length > 0) session.events.push({name: random.pick(serious)})
        }
        sessions.push(session)
    }
    const any = (): Session => {
        const found = sessions.length > 0 ? random.pick(sessions) : undefined
        if (found) return found
        const session: Session = {member: choose(people, random), pages: ["/home"], events: []}
        sessions.push(session)
        return session
    }
    for (const name of plan.adopted) any().events.push({name})
    for (const name of plan.nulls) {
        const session = any()
        if ((NULL_PAGES as readonly string[]).includes(name)) session.pages.push(name)
        else session.events.push({name})
    }
    for (let i = 0; i < plan.buyingPageViews; i++) any().pages.push(BUYING_PAGE.path)
    for (let i = 0; i < plan.billingClicks; i++) {
        if (random.chance(0.6)) any().events.push({name: "plan_upgrade_clicked", extra: {plan: "team"}})
        else any().events.push({name: "checkout_started", extra: {plan: "team", seats: people.length}})
    }
    // Each pricing visit is a session of its own; the public site does not know the company.
    for (let i = 0; i < plan.pricingVisits; i++) {
        const site = random.chance(0.4)
        const pages = site ? ["/pricing", random.pick(SITE_PAGES)] : ["/settings", "/settings/plans"]
        sessions.push({member: choose(people, random), pages, events: [], site})
    }
    return sessions
}

/** Writes the events of one session, starting at `start` (ms). */
export function renderSession(session: Session, start: number, writer: EventWriter, random: Random): void {
    const {member} = session
    const id = random.uuidAt(start)
    const host = session.site ? "site" : "app"
    let at = start
    let path = session.pages[0] ?? "/home"
    const rest = [...session.events]
    for (const page of session.pages) {
        path = page
        writer.web(member, "$pageview", at, {session: id, path, host})
        at += random.int(4_000, 90_000)
        const next = rest.shift()
        if (next) {
            writer.web(member, next.name, at, {session: id, path, host}, next.extra)
            at += random.int(2_000, 60_000)
        }
        if (random.chance(0.06)) {
            writer.web(member, "$autocapture", at, {session: id, path, host}, {$event_type: "click"})
            at += random.int(1_000, 20_000)
        }
    }
    for (const next of rest) {
        writer.web(member, next.name, at, {session: id, path, host}, next.extra)
        at += random.int(2_000, 60_000)
    }
    if (random.chance(0.1)) writer.web(member, "$pageleave", at, {session: id, path, host})
}

/** One element; earlier ones are chosen more often. */
export function choose<T>(list: readonly T[], random: Random): T {
    const position = Math.pow(random.next(), 1 / 0.55) * list.length
    return list[Math.min(list.length - 1, Math.floor(position))] as T
}
