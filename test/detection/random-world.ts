import type {RawEvent} from "../oracle"
import {uuidOf} from "./micro"
import {DAY_MS} from "./support"

/** Small deterministic generator (mulberry32): the same seed gives the same world on every machine. */
export function randomOf(seed: number): () => number {
    let state = seed >>> 0
    return () => {
        state = (state + 0x6d2b79f5) >>> 0
        let t = state
        t = Math.imul(t ^ (t >>> 15), t | 1)
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
        return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
    }
}

const NAMES = [
    "report_created",
    "report_shared",
    "query_run",
    "alert_created",
    "sso_enabled",
    "key_made",
    "exported",
]
const PATHS = [
    "https://a.test/pricing",
    "https://a.test/PRICING/?x=1#y",
    "https://a.test/plans",
    "https://a.test/plans/team?pricing",
    "/plans",
    "https://a.test/docs?from=/pricing",
    "https://a.test/account/Billing",
    "",
]
const EMAILS = [
    "ann@one.test",
    "Bob@ONE.test",
    " cat@two.test ",
    "dan@gmail.com",
    "@three.test",
    "eve",
    "fay@x@four.test",
    "gus@Partner.test",
    "",
]
const USAGES: unknown[] = [10, 79, 80, 81, 95, "85", "90.5", "1e2", "inf", "nan", "a lot", "", null, true, -5]
const LIMITS: unknown[] = [100, 100, 100, 100, "100", 0, -1, null, "", "none", 99.5]

/**
 * A project's worth of events that tries out the edges: instants on and one microsecond beside block borders, events
 * without account, people who change accounts, sessions and none, properties set, cleared and of the wrong kind.
 *
 * @param end unix ms of the last instant that will be asked about; some events lie after it
 */
export function randomWorld(seed: number, end: number, o: {events?: number; days?: number} = {}): RawEvent[] {
    const random = randomOf(seed)
    const {events = 6000, days = 260} = o
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
    const chance = (share: number): boolean => random() < share
    const accounts = Array.from({length: 24}, (_, i) => `account ${String.fromCharCode(65 + (i % 26))}${i}`)
    const born = new Map(accounts.map((key) => [key, Math.floor(random() * random() * days)]))

    /** Microseconds before `end`; now and then exactly on a border between blocks, or one microsecond beside it. */
    const moment = (oldest: number): string => {
        const back = (random() ** 2 * (oldest + 3) - 3) * DAY_MS
        const border = chance(0.15) ? Math.round(back / DAY_MS) * DAY_MS : Math.floor(back)
        const micros = (end - border) * 1000 + (chance(0.3) ? pick([-1, 0, 1]) : Math.floor(random() * 1000))
        const ms = Math.floor(micros / 1000)
        return new Date(ms).toISOString().replace("Z", `${String(micros - ms * 1000).padStart(3, "0")}Z`)
    }
    return Array.from({length: events}, (_, i): RawEvent => {
        const home = pick(accounts)
        const oldest = born.get(home) ?? days
        const person = `${home} p${Math.floor(random() * random() * 8)}`
        const account = chance(0.1) ? null : chance(0.04) ? pick(accounts) : home
        const kind = random()
        const base = {
            uuid: uuidOf(`${seed} ${i}`),
            distinct_id: `device ${person}`,
            person_id: person,
            timestamp: moment(oldest),
            person_properties: {
                email: EMAILS[
                    (person.length + person.charCodeAt(9) * 7 + person.charCodeAt(person.length - 1)) %
                        EMAILS.length
                ],
            },
        }
        const group = account === null ? {} : {$group_0: account}
        if (kind < 0.12) {
            const properties = {
                ...group,
                ...(chance(0.9) ? {$current_url: pick(PATHS)} : chance(0.5) ? {$pathname: "/pricing"} : {}),
                ...(chance(0.5) ? {$session_id: `s${Math.floor(random() * 300)}`} : {}),
            }
            return {...base, event: chance(0.9) ? "$pageview" : "$screen", properties}
        }
        if (kind < 0.2) {
            const set: Record<string, unknown> = {}
            if (chance(0.6)) set.usage = pick(USAGES)
            if (chance(0.4)) set.usage_limit = pick(LIMITS)
            if (chance(0.4)) set.plan = pick(["free", "pro", "none", ""])
            if (chance(0.4)) set.fill = pick([0.5, 0.8, 0.81, "0.9", null])
            if (chance(0.4)) {
                const at = Math.floor(end / 1000) + Math.floor((random() * 50 - 35) * 86_400)
                const iso = new Date(at * 1000).toISOString()
                set.trial_ends_at = pick([
                    at,
                    String(at),
                    iso,
                    iso.slice(0, 10),
                    iso.slice(0, 19),
                    null,
                    "soon",
                ])
            }
            const type = chance(0.9) ? "company" : "project"
            return {
                ...base,
                event: "$groupidentify",
                properties: {...group, $group_type: type, $group_key: account ?? home, $group_set: set},
            }
        }
        if (kind < 0.28) {
            const name = pick(["intercom_conversation_started", "support_ticket_created"])
            const properties = {
                ...group,
                ...(chance(0.8) ? {conversation_id: pick(["c1", "c2", "c3", 4, "4", ""])} : {}),
            }
            return {...base, event: name, properties}
        }
        if (kind < 0.31)
            return {...base, event: pick(["checkout_started", "upgrade_started"]), properties: group}
        if (kind < 0.36) {
            const event = pick([
                "$identify",
                "$set",
                "$create_alias",
                "$autocapture",
                "beton_signal_fired",
                "beton_x",
            ])
            return {...base, event, properties: group}
        }
        return {
            ...base,
            event: pick(NAMES),
            properties: {...group, module: pick(["m1", "m2", "m3", "m4", 5, ""])},
        }
    })
}
