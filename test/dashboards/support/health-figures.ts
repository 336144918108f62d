import type {RunCompletedContent} from "@beton/shared/events/run-completed"

import {type Calendar, everyWeek, groupBy, onceBy, type RawEvent, weekOf} from "./raw-events"
import type {TileRow} from "./tiles"

const DAY = 86_400_000
const BOOKKEEPING = ["$groupidentify", "$identify", "$set", "$create_alias", "$merge_dangerously"]

/** What the figures depend on. */
export interface Asked {
    /** unix ms */
    readonly now: number
    /** Value that Beton's own events carry. */
    readonly writer: string
    readonly billingEvents: readonly string[]
    readonly supportEvents: readonly string[]
    /** Whether steps and conversations without an account count for the account their person was last seen with. */
    readonly joins?: boolean
    /** Signal ids as people read them. */
    readonly names: Readonly<Record<string, string>>
    /** The story's, unless given. */
    readonly calendar?: Calendar
    /** Type of the groups that accounts are; "company", unless given. */
    readonly groupType?: string
}

const byText = (a: unknown, b: unknown): number =>
    String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
const textOf = (value: unknown): string =>
    typeof value === "string" ? value : typeof value === "number" ? String(value) : ""

/** Rounds as ClickHouse rounds floats: halves to the even neighbour. */
function rounded(value: number, digits: number): number {
    const scaled = value * 10 ** digits
    const low = Math.floor(scaled)
    const isHalf = scaled - low === 0.5
    return (isHalf ? low + Math.abs(low % 2) : Math.round(scaled)) / 10 ** digits
}

const isActivity = ({event}: RawEvent): boolean => !BOOKKEEPING.includes(event) && !event.startsWith("beton_")
const accountsIn = (events: readonly RawEvent[]): number => new Set(events.map(({account}) => account)).size
const peopleIn = (events: readonly RawEvent[]): number => new Set(events.map(({person}) => person)).size
const newestOf = (events: readonly RawEvent[]): number => events.reduce((last, {at}) => Math.max(last, at), 0)

function comparedRows(used: readonly RawEvent[], now: number, sign: 1 | -1): TileRow[] {
    const within = used.filter(({at}) => at >= now - 56 * DAY)
    return [...groupBy(within, ({account}) => account).entries()]
        .map(([account, events]) => {
            const recent = events.filter(({at}) => at >= now - 28 * DAY).length
            const before = events.length - recent
            const change = before === 0 ? null : rounded((100 * (recent - before)) / before, 0)
            const beyond = (sign * (recent - before)) / Math.sqrt(recent + before)
            return {beyond, row: {account, recent, before, change, last_seen: newestOf(events)}}
        })
        .filter(({beyond, row}) => row.recent + row.before >= 30 && beyond > 0)
        .sort((a, b) => b.beyond - a.beyond || byText(a.row.account, b.row.account))
        .slice(0, 25)
        .map(({row}) => row)
}

/** First and last of the twelve whole weeks before the current one. */
function wholeWeeks(now: number, calendar?: Calendar): [string, string] {
    const current = Date.parse(weekOf(now, calendar))
    const back = (weeks: number): string => new Date(current - 7 * weeks * DAY).toISOString().slice(0, 10)
    return [back(12), back(1)]
}

/** The last report of a property of each account, by `$groupidentify` of the group type. */
function lastReported(
    events: readonly RawEvent[],
    {now, groupType = "company"}: Asked,
    name: string,
): Map<string, string> {
    const reports = events
        .filter(
            ({event, at, properties}) =>
                event === "$groupidentify" && properties.$group_type === groupType && at < now,
        )
        .sort((a, b) => a.at - b.at || byText(a.uuid, b.uuid))
    const last = new Map<string, string>()
    for (const {properties} of reports) {
        const set = properties.$group_set as Readonly<Record<string, unknown>> | undefined
        if (set !== undefined && name in set) last.set(textOf(properties.$group_key), textOf(set[name]))
    }
    return last
}

function trialRows(events: readonly RawEvent[], asked: Asked): TileRow[] {
    const {now} = asked
    return [...lastReported(events, asked, "trial_ends_at").entries()]
        .map(([account, end]) => ({account, ends: /^\d+$/.test(end) ? Number(end) * 1000 : Date.parse(end)}))
        .filter(({ends}) => ends > now && ends < now + 14 * DAY)
        .sort((a, b) => a.ends - b.ends || byText(a.account, b.account))
        .slice(0, 25)
        .map((row) => ({...row, days_left: rounded((row.ends - now) / DAY, 1)}))
}

function limitRows(events: readonly RawEvent[], asked: Asked): TileRow[] {
    const limits = lastReported(events, asked, "api_calls_limit")
    return [...lastReported(events, asked, "api_calls_used").entries()]
        .map(([account, used]) => ({
            account,
            used: Number(used),
            plan_limit: Number(limits.get(account) ?? 0),
        }))
        .filter(({used, plan_limit: limit}) => limit > 0 && used / limit > 0.8)
        .map((row) => ({...row, share: rounded((100 * row.used) / row.plan_limit, 1)}))
        .sort((a, b) => b.share - a.share || byText(a.account, b.account))
        .slice(0, 25)
}

/** Every figure of Account Health from the events as they lie there, by tile; instants as unix ms. */
export function healthFigures(raw: readonly RawEvent[], asked: Asked): Record<string, TileRow[]> {
    const {now} = asked
    const all = raw.filter((one) => isActivity(one) && one.at < now)
    const used = all.filter(({account}) => account !== "")
    const month = <T extends RawEvent>(events: readonly T[]): T[] =>
        events.filter(({at}) => at >= now - 30 * DAY)
    const active = accountsIn(month(used))
    const share = (k: number, n: number): number => rounded((100 * k) / n, 1)
    const [firstWeek, lastWeek] = wholeWeeks(now, asked.calendar)
    const weeks = groupBy(used, ({at}) => weekOf(at, asked.calendar))
    const usedWeeks = [...weeks.keys()].filter((week) => week >= firstWeek && week <= lastWeek)
    const features = month(used).filter(({event}) => !event.startsWith("$"))
    const ownerOf = ({account, person}: RawEvent): string => {
        if (account !== "" || asked.joins !== true) return account
        const seen = raw.filter(
            (one) =>
                one.person === person &&
                one.account !== "" &&
                !one.event.startsWith("beton_") &&
                one.at >= now - 180 * DAY &&
                one.at < now,
        )
        return seen.sort((a, b) => b.at - a.at)[0]?.account ?? ""
    }
    const named = (events: readonly string[]): [string, RawEvent[]][] => [
        ...groupBy(
            month(all).filter((one) => events.includes(one.event) && ownerOf(one) !== ""),
            ownerOf,
        ).entries(),
    ]
    const lastRun = onceBy(raw, ({uuid}) => uuid)
        .filter(
            ({event, properties}) =>
                event === "beton_run_completed" && properties.beton_writer === asked.writer,
        )
        .sort((a, b) => b.at - a.at)[0]
    const counts = (what: string, seen: number, own: number): TileRow => ({
        what,
        seen,
        with_account: own,
        share: share(own, seen),
    })
    return {
        "active-accounts": [{accounts: active}],
        "active-people": [{people: peopleIn(month(used))}],
        coverage: [
            counts("Events", month(all).length, month(used).length),
            counts("People", peopleIn(month(all)), peopleIn(month(used))),
        ],
        "usage-trend": (usedWeeks.length === 0 ? [] : everyWeek([...usedWeeks, lastWeek])).map((week) => {
            const events = weeks.get(week) ?? []
            return {week, accounts: accountsIn(events), people: peopleIn(events)}
        }),
        features: [...groupBy(features, ({event}) => event).entries()]
            .map(([feature, events]) => ({
                feature,
                accounts: accountsIn(events),
                active_accounts: active,
                share: share(accountsIn(events), active),
            }))
            .sort((a, b) => b.accounts - a.accounts || byText(a.feature, b.feature))
            .slice(0, 30),
        "growth-leaders": comparedRows(used, now, 1),
        "at-risk": comparedRows(used, now, -1),
        checkouts: named(asked.billingEvents)
            .map(([account, events]) => ({
                account,
                steps: events.length,
                people: peopleIn(events),
                last_step: newestOf(events),
            }))
            .sort((a, b) => b.last_step - a.last_step || byText(a.account, b.account))
            .slice(0, 25),
        support: named(asked.supportEvents)
            .map(([account, events]) => {
                // An event that names no conversation is one of its own.
                const conversations = new Set(
                    events.map(({uuid, properties}) => textOf(properties.conversation_id) || uuid),
                )
                return {
                    account,
                    conversations: conversations.size,
                    messages: events.length,
                    last_message: newestOf(events),
                }
            })
            .sort((a, b) => b.conversations - a.conversations || byText(a.account, b.account))
            .slice(0, 25),
        trials: trialRows(raw, asked),
        "plan-limits": limitRows(raw, asked),
        "data-sources": ((lastRun?.properties.signals ?? []) as RunCompletedContent["signals"])
            .map(({type, state, reason, active: holding, fired}) => ({
                ...{signal: asked.names[type] ?? type, state: STATES[state], reason},
                ...{active: holding, fired, as_of: lastRun?.at},
            }))
            .sort((a, b) => byText(a.signal, b.signal)),
    }
}

const STATES = {
    ok: "Ready",
    off: "Switched off",
    waiting_for_data: "Waiting for data",
    failed: "Failed",
} as const
