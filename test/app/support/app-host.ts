import {app, type OnDemand} from "@beton/posthog-app/app"
import type {Host, StepPayload} from "@beton/posthog-app/host"
import {queryCache} from "@beton/posthog-app/query-cache"
import type {CheckPayload} from "@beton/posthog-app/setup-checks"

import type {HostStorage} from "../../../scripts/sandbox/plugin-host/storage"
import {memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"
import type {Wire} from "./wire"

/** A clock that only moves when a test or a waiting job moves it. */
export interface Clock {
    now: number
}

/** The app on a host of plain objects: the same code as in the plugin VM, without the seconds that loading takes. */
export interface AppHost {
    readonly storage: HostStorage
    readonly logs: {level: string; text: string}[]
    /** What jobs and heartbeats threw; must stay empty. */
    readonly errors: Error[]
    /** Jobs that wait, with the time from which they may run. */
    readonly jobs: {payload: StepPayload; at: number}[]
    /** How long each enqueued job was told to wait, ms. */
    readonly waits: number[]
    /** The plugin's set-up and the connect check that follows it. */
    setup(): Promise<void>
    heartbeat(): Promise<void>
    /** The heartbeat of a host that is alone. */
    wake(): Promise<void>
    runNow(payload?: OnDemand): Promise<void>
    backfill(payload: OnDemand): Promise<void>
    /** Runs jobs until none is left, moving the clock to those that wait. */
    drain(maxJobs?: number): Promise<void>
    /** A heartbeat and all its jobs. */
    day(): Promise<void>
}

/** Makes a host; storage and clock may be shared with others. */
export function appHost(o: {
    readonly config: Readonly<Record<string, unknown>>
    readonly clock: Clock
    readonly wire: Wire
    readonly storage?: HostStorage
    /** For hosts that share a storage; by default this one has it for itself. */
    readonly increment?: Host["increment"]
}): AppHost {
    const storage = o.storage ?? memoryStorage()
    const logs: AppHost["logs"] = []
    const errors: Error[] = []
    const jobs: AppHost["jobs"] = []
    const waits: number[] = []
    const checks: {payload: CheckPayload; at: number}[] = []
    const host: Host = {
        fetch: (url, request) => o.wire.fetch(url, request),
        storage,
        increment:
            o.increment ??
            (async (key) => {
                const next = Number((await storage.get(key)) ?? 0) + 1
                await storage.set(key, next)
                return next
            }),
        cache: queryCache(() => o.clock.now),
        now: () => o.clock.now,
        random: () => 0.5,
        log: (level, text) => logs.push({level, text}),
        enqueueCheck: async (payload, afterMs) =>
            void checks.push({
                payload: JSON.parse(JSON.stringify(payload)) as CheckPayload,
                at: o.clock.now + afterMs,
            }),
        enqueueStep: async (payload, afterMs) => {
            waits.push(afterMs)
            // A host keeps payloads as JSON.
            jobs.push({
                payload: JSON.parse(JSON.stringify(payload)) as StepPayload,
                at: o.clock.now + afterMs,
            })
        },
    }
    const guarded = async (work: Promise<void>): Promise<void> => {
        try {
            await work
        } catch (error) {
            errors.push(error as Error)
        }
    }
    const drain = async (maxJobs = 200): Promise<void> => {
        for (let ran = 0; jobs.length > 0; ran++) {
            if (ran === maxJobs) return
            jobs.sort((a, b) => a.at - b.at)
            const job = jobs.shift()
            if (job === undefined) return
            o.clock.now = Math.max(o.clock.now, job.at)
            await guarded(app.step(host, o.config, job.payload))
        }
    }
    const beat = (): Promise<void> => guarded(app.heartbeat(host, o.config))
    return {
        storage,
        logs,
        errors,
        jobs,
        waits,
        setup: async () => {
            await guarded(app.setup(host, o.config))
            for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
                o.clock.now = Math.max(o.clock.now, check.at)
                await guarded(app.check(host, o.config, check.payload))
            }
        },
        heartbeat: beat,
        wake: () => guarded(app.wake(host, o.config)),
        runNow: (payload = {}) => guarded(app.runNow(host, o.config, payload)),
        backfill: (payload) => guarded(app.backfill(host, o.config, payload)),
        drain,
        day: async () => {
            await beat()
            await drain()
        },
    }
}
