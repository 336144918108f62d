import type {AccountSource} from "@beton/shared/queries/account"
import {mulberry32} from "@beton/shared/stats/mulberry32"

import {AS_OF, type TestProject} from "../../app/support/project"
import {insertEvents, type TinyEvent} from "../../app/support/tiny-data"
import type {RawEvent} from "./raw-events"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Account keys that careless handling of text breaks. */
export const AWKWARD_KEYS: readonly string[] = [
    `O'Brien "& Sons"`,
    "100 % of it",
    "back\\slash",
    "line\nbreak",
    "Ünïcode 株式会社 🦊",
    "a/b?c=d&e=f#g",
    "x".repeat(390),
    "{writer}",
    "null",
    "0",
]
/** Those that a person property gives as they are: others come with JSON's escapes, or are nothing (CONTRACT §1). */
const PLAIN_KEYS = AWKWARD_KEYS.filter((key) => !/["\\\n]/.test(key) && key !== "null")

/** Random choices from a fixed seed. */
export interface Dice {
    /** In [0, 1). */
    readonly next: () => number
    /** A whole number from 0 to below n. */
    readonly upTo: (n: number) => number
    readonly pick: <T>(list: readonly T[]) => T
}

export function dice(seed: number): Dice {
    const next = mulberry32(seed)
    return {next, upTo: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] as never}
} // prettier-ignore

/** Half of the instants a second around a half hour, where days, weeks and months of zones begin. */
export function nearMidnights({next, upTo}: Dice, at: number): number {
    const half = 30 * MINUTE
    return next() < 0.5 ? at : Math.round(at / half) * half + (upTo(3) - 1) * 1000
}

/** Keys that accounts of a source can have. */
export function keysOf(source: AccountSource): readonly string[] {
    if (source.type === "group") return AWKWARD_KEYS
    return source.type === "person_property" ? PLAIN_KEYS : ["a.example", "ünï.example", "b-c.co.uk"]
}

const USE = ["report_created", "Über export", "$pageview", "$identify", "checkout_started", "intercom_message_sent", "beton_other"] // prettier-ignore

/** Random use over 100 days before `now` and what groups reported, of people who each belong to one account. */
export function randomUse(random: Dice, now: number, n: number, source: AccountSource): RawEvent[] {
    const {upTo, pick, next} = random
    const keys = keysOf(source)
    const use = Array.from({length: n}, (_, i): RawEvent => {
        const account = next() < 0.15 ? "" : pick(keys)
        const event = pick(USE)
        return {
            event,
            at: Math.min(now - 1, nearMidnights(random, now - 1 - upTo(100 * DAY))),
            uuid: String(i),
            person: `${keys.indexOf(account)} ${upTo(4)}`,
            account,
            properties: event === "intercom_message_sent" ? {conversation_id: upTo(6)} : {},
        }
    })
    if (source.type !== "group") return use
    const reported = AWKWARD_KEYS.map((key, i): RawEvent => {
        const set = {
            trial_ends_at: new Date(now + (i - 2) * 3 * DAY - 5 * MINUTE).toISOString(),
            api_calls_used: 75 + 3 * i,
            api_calls_limit: 100,
        }
        const properties = {$group_type: source.groupType, $group_key: key, $group_set: set}
        return {
            event: "$groupidentify",
            at: now - HOUR,
            uuid: `g${i}`,
            person: "server",
            account: "",
            properties,
        }
    })
    return [...use, ...reported]
}

/** Writes events so that their accounts are what the source says. */
export async function insertUse(
    project: TestProject,
    events: readonly RawEvent[],
    source: AccountSource,
): Promise<void> {
    const named = (account: string): Partial<TinyEvent> => {
        switch (source.type) {
            case "group":
                return account === "" ? {} : {properties: {[`$group_${source.groupTypeIndex}`]: account}}
            case "person_property":
                return account === "" ? {} : {personProperties: {[source.property]: account}}
            case "email_domain":
                return {
                    personProperties: {
                        [source.emailProperty]: account === "" ? "one@gmail.com" : `Some.One@${account}`,
                    },
                }
        }
    }
    await insertEvents(
        project,
        events.map(({event, at, person, account, properties}) => {
            const {properties: own, ...more} = named(account)
            return {
                ...{event, person, hoursAgo: (Date.parse(AS_OF) - at) / HOUR},
                ...more,
                properties: {...properties, ...own},
            }
        }),
    )
}
