import type {Meta, PluginInput} from "@posthog/plugin-scaffold"

import {app, type OnDemand, type Wake} from "./app"
import type {Host, HostCache, HostRequest, HostResponse, StepPayload} from "./host"
import {queryCache} from "./query-cache"
import type {CheckPayload} from "./setup-checks"

/** Provided by every host: the plugin server's VM and our runner (HOST.md §2.1). */
declare const fetch: (url: string, request: HostRequest) => Promise<HostResponse>
declare const console: Record<"log" | "warn" | "error", (text: string) => void>

type BetonMeta = Meta<PluginInput>
type JobControls = ReturnType<BetonMeta["jobs"][string]>

/** The one place where the plugin's `meta` becomes the app's `Host`. */
function hostOf(meta: BetonMeta): Host {
    // eslint-disable-next-line no-restricted-properties -- the composition root is where the clock comes in
    const now = (): number => Date.now()
    const kept = meta.global as {cache?: HostCache; dry_run?: boolean}
    kept.cache ??= queryCache(now)
    return {
        fetch: (url, request) => fetch(url, request),
        storage: {
            get: (key) => meta.storage.get(key, null),
            set: (key, value) => meta.storage.set(key, value),
            del: (key) => meta.storage.del(key),
        },
        // Its type says number; the plugin server gives the digits as text.
        increment: async (key) => Number(await meta.utils.cursor.increment(key, 1)),
        cache: kept.cache,
        dryRun: kept.dry_run === true,
        now,
        // eslint-disable-next-line no-restricted-properties -- and chance too: for jitter only
        random: () => Math.random(),
        log: (level, message) => console[level === "info" ? "log" : level](message),
        enqueueStep: (payload, afterMs) => enqueue(meta.jobs.step?.({...payload}), afterMs),
        enqueueCheck: (payload, afterMs) => enqueue(meta.jobs.check?.({...payload}), afterMs),
    }
}

async function enqueue(job: JobControls | undefined, afterMs: number): Promise<void> {
    if (job === undefined)
        throw new Error(
            "The host offers no jobs: PostHog is too old or too new for this app. Use the runner.",
        )
    if (afterMs <= 0) await job.runNow()
    else await job.runIn(Math.ceil(afterMs / 1000), "seconds")
}

/** Checks the settings; a wrong one shows up in the plugin's error field with its fix. The connect check follows as a job. */
export async function setupPlugin(meta: BetonMeta): Promise<void> {
    await app.setup(hostOf(meta), meta.config)
}

/** The heartbeat. */
export async function runEveryHour(meta: BetonMeta): Promise<void> {
    await app.heartbeat(hostOf(meta), meta.config)
}

/** `run_now` and `backfill` can be started by people; the others are the app's own. */
export const jobs = {
    /** One piece of work of a run. */
    step: (payload: StepPayload, meta: BetonMeta): Promise<void> =>
        app.step(hostOf(meta), meta.config, payload),
    /** Some of the connect check. */
    check: (payload: CheckPayload, meta: BetonMeta): Promise<void> =>
        app.check(hostOf(meta), meta.config, payload),
    run_now: (payload: OnDemand, meta: BetonMeta): Promise<void> =>
        app.runNow(hostOf(meta), meta.config, payload),
    backfill: (payload: OnDemand, meta: BetonMeta): Promise<void> =>
        app.backfill(hostOf(meta), meta.config, payload),
    wake: (payload: Wake, meta: BetonMeta): Promise<void> => app.wake(hostOf(meta), meta.config, payload),
}
