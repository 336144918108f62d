import {createHash} from "node:crypto"

import type {RunState} from "@beton/posthog-app/steps/run-state"

import type {CrmRecord} from "../../app/support/crm"
import {AS_OF, DAY_MS} from "../../app/support/project"
import type {Case} from "./case"
import type {BaseWorld} from "./worlds"

/** What a case left behind, in a form that two cases can be compared in. */
export interface Outcome {
    /** Stored firings of the day, each shortened to its account and a digest of its bytes. */
    readonly firings: readonly string[]
    /** The day's summary without counts of calls, times and notes; null before it is written. */
    readonly summary: unknown
    readonly deals: readonly Deal[]
    readonly companies: number
    /** Writes to the CRM, each once. */
    readonly crmWrites: readonly string[]
    readonly attributes: readonly string[]
}

/** A deal without ids and times of its own. */
export interface Deal {
    readonly text: string
    /** The same without when it was last written. */
    readonly undated: string
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const known = new WeakMap<BaseWorld, ReadonlySet<string>>()

/** Ids that were made in the case are all alike; those of the base world stay. */
function withoutNewIds(world: BaseWorld, text: string): string {
    const ids = known.get(world) ?? new Set(world.attio.toString("latin1").match(UUID))
    known.set(world, ids)
    return text.replace(UUID, (id) => (ids.has(id) ? id : "<new>"))
}

/** Reads what the case left behind. */
export function outcomeOf(world: BaseWorld, {posthog, attio, crmWrites}: Case): Outcome {
    const stored = [...posthog.stored.values()].filter(
        ({uuid, timestamp}) => timestamp === AS_OF && !world.earlier.some((event) => event.uuid === uuid),
    )
    const summary = stored.find(({event}) => event === "beton_run_completed")
    const deals = attio.records("deals")
    return {
        firings: stored
            .filter(({event}) => event === "beton_signal_fired")
            .map((event) => short(String(event.properties.account_key), JSON.stringify(event)))
            .sort(),
        summary: summary === undefined ? null : steady(summary.properties),
        deals: deals.map((deal) => dealOf(world, deal)).sort((a, b) => (a.text < b.text ? -1 : 1)),
        companies: attio.records("companies").length,
        crmWrites: [...new Set(crmWrites.map((text) => shortWrite(withoutNewIds(world, text))))].sort(),
        attributes: Object.keys(deals[0]?.values ?? {}).sort(),
    }
}

/** A name and a digest of a long text: what differs is told apart, and a failure can be read. */
export function short(name: string, text: string): string {
    return `${name} #${createHash("sha256").update(text).digest("hex").slice(0, 12)}`
}

function shortWrite(text: string): string {
    return short(text.slice(0, 110), text)
}

const UNSTEADY = ["started_at", "finished_at", "queries", "calls", "problems", "beton_payload", "beton_sig"]

function steady(properties: Readonly<Record<string, unknown>>): unknown {
    return Object.fromEntries(Object.entries(properties).filter(([name]) => !UNSTEADY.includes(name)))
}

const OWN_TIMES = ["active_from", "active_until", "created_by_actor"]

/** What a record says of the way it came here, besides of its account. */
const OF_A_DAY = ["pql_last_signal_at", "pql_checked_at", "pql_score_change"]

function dealOf(world: BaseWorld, {values}: CrmRecord): Deal {
    const text = (left: readonly string[]): string =>
        withoutNewIds(
            world,
            JSON.stringify(
                Object.entries(values)
                    .filter(([slug, list]) => list.length > 0 && !left.includes(slug))
                    .map(([slug, list]) => [
                        slug,
                        list.map((value) =>
                            Object.fromEntries(
                                Object.entries(value).filter(([name]) => !OWN_TIMES.includes(name)),
                            ),
                        ),
                    ]),
            ),
        )
    const system = ["record_id", "created_at", "created_by"]
    const key = String(values.beton_key?.[0]?.value ?? values.name?.[0]?.value)
    const facts = ["pql_score", "pql_signals"].map((slug) => String(values[slug]?.[0]?.value)).join(", ")
    return {
        text: short(`${key} (${facts})`, text(system)),
        undated: short(`${key} (${facts})`, text([...system, ...OF_A_DAY])),
    }
}

/** What lasts of an outcome: without the counts of who did what, and without writes that changed nothing. */
export function lasting({
    firings,
    deals,
    companies,
    attributes,
}: Outcome): Omit<Outcome, "summary" | "crmWrites"> {
    return {firings, deals, companies, attributes}
}

/** The stored state of the newest run. */
export async function runOf({host}: Pick<Case, "host">): Promise<RunState | null> {
    return ((await host.storage.get("run")) as RunState | undefined) ?? null
}

const MOST_HOURS = 12

/** Heartbeats, an hour apart, until the day is done and nothing waits any more. */
export async function untilDone(self: Case, {alone = false} = {}): Promise<void> {
    const {host, clock} = self
    for (let hour = 0; hour < MOST_HOURS; hour++) {
        await (alone ? host.wake() : host.heartbeat())
        await host.drain()
        if ((await host.storage.get("done")) === AS_OF && (await runOf(self))?.phase === "done") return
        clock.now += 3_600_000
    }
}

/** The same on the next day. */
export async function nextDay(self: Case): Promise<void> {
    self.clock.now = Math.max(self.clock.now, Date.parse(AS_OF) + DAY_MS + 300_000)
    for (let hour = 0; hour < 6; hour++) {
        await self.host.heartbeat()
        await self.host.drain()
        self.clock.now += 3_600_000
    }
}
