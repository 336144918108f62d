import type {OutcomesProgress} from "@beton/posthog-app/outcomes/progress"
import {queryCache} from "@beton/posthog-app/query-cache"
import type {Result} from "@beton/shared/api/result"
import {type DealUpdatedContent, dealUpdatedContentSchema} from "@beton/shared/events/deal-updated"
import {verify} from "@beton/shared/events/signing"

import {syncOutcomes, type WaitingHost} from "../../../scripts/outcomes/sync"
import {type HostStorage, memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"
import {AS_OF, configOf, DAY_MS, KEYS, type TestProject} from "../../app/support/project"
import {openWire, type Sent, type Wire} from "../../app/support/wire"

/** A sent event of a deal, its signature verified. */
export interface SentDeal {
    readonly uuid: string
    readonly timestamp: string
    readonly historical: boolean
    readonly content: DealUpdatedContent
    readonly properties: Readonly<Record<string, unknown>>
}

/** The sync alone on a host whose clock moves only while it waits. */
export interface SyncBench {
    readonly wire: Wire
    readonly storage: HostStorage
    readonly logs: string[]
    readonly clock: {now: number}
    /** One sync, `days` after AS_OF. */
    sync(days?: number, onUnit?: (progress: OutcomesProgress) => void): Promise<Result<OutcomesProgress>>
    /** Events sent since the given number of requests. */
    events(since?: number): SentDeal[]
}

/** Opens a bench for a form. */
export function syncBench(
    form: Readonly<Record<string, unknown>>,
    project: TestProject,
    o: {storage?: HostStorage; fetch?: WaitingHost["fetch"]} = {},
): SyncBench {
    const wire = openWire()
    const storage = o.storage ?? memoryStorage()
    const logs: string[] = []
    const clock = {now: Date.parse(AS_OF)}
    const host: WaitingHost = {
        fetch: o.fetch ?? wire.fetch,
        storage,
        increment: async () => 1,
        cache: queryCache(() => clock.now),
        now: () => clock.now,
        random: () => 0.5,
        sleep: async (ms) => void (clock.now += ms),
        log: (_level, text) => void logs.push(text),
        enqueueStep: async () => undefined,
        enqueueCheck: async () => undefined,
    }
    return {
        wire,
        storage,
        logs,
        clock,
        sync: (days = 0, onUnit) => {
            const asOf = Date.parse(AS_OF) + days * DAY_MS
            clock.now = Math.max(clock.now, asOf)
            return syncOutcomes(host, configOf(form), asOf, onUnit)
        },
        events: (since = 0) => wire.sent.slice(since).flatMap((sent) => dealsIn(sent, project)),
    }
}

/** Events of deals in a request that was answered. */
export function dealsIn({url, body, status}: Sent, project: TestProject): SentDeal[] {
    if (!url.endsWith("/batch/") || status !== 200) return []
    const {batch, historical_migration: historical} = JSON.parse(body) as {
        batch: {event: string; uuid: string; timestamp: string; properties: Record<string, unknown>}[]
        historical_migration: boolean
    }
    return batch
        .filter(({event}) => event === "beton_deal_updated")
        .map(({uuid, timestamp, properties}) => {
            const trust = verify(properties, {
                publicKeys: [KEYS.publicKey],
                project: String(project.id),
                kind: "beton_deal_updated",
            })
            if (!trust.ok) throw new Error(`An event does not verify: ${trust.reason}`)
            const content = dealUpdatedContentSchema.parse(trust.envelope.content)
            return {uuid, timestamp, historical, content, properties}
        })
}

/** The highest revision of each entry. */
export function newest(events: readonly SentDeal[]): SentDeal[] {
    const byId = new Map<string, SentDeal>()
    for (const event of events) {
        const other = byId.get(event.uuid)
        if (other === undefined || other.content.revision <= event.content.revision)
            byId.set(event.uuid, event)
    }
    return [...byId.values()]
}
