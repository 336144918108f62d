import {setTimeout as sleep} from "node:timers/promises"

import {parseConfig} from "../src/config/config"
import type {RunReport} from "../src/steps/dry-report"
import {followingName, hasEnded, isAfterRun, type RunState} from "../src/steps/run-state"
import {RunStore} from "../src/store"
import {dateOn, loadBundle} from "./bundle"
import {JobQueue} from "./jobs"
import type {Log} from "./log"
import {createMeta} from "./meta"
import {pluginNetwork} from "./network"
import {type Lookup, withPublicOnly} from "./public-address"
import {overlayStorage} from "./storage/overlay-storage"
import type {RunnerStorage} from "./storage/storage"

/** What to do: what is due, a run of now, or the firings of the days before Beton was connected. */
export type RunMode = "due" | "now" | "backfill"

export interface RunOnceOptions {
    /** The packed plugin file. */
    readonly bundle: string
    /** Settings with the keys of the plugin's form. */
    readonly form: Readonly<Record<string, unknown>>
    readonly mode: RunMode
    /** Says what would be written; neither PostHog, Attio nor the storage is. */
    readonly dryRun: boolean
    readonly storage: RunnerStorage
    readonly log: Log
    /** Aborted to end after the job at hand (SIGTERM). */
    readonly stop: AbortSignal
    /** Most time to wait and work, ms; what is left goes on at the next start. */
    readonly budgetMs: number
    readonly clock?: {now(): number; sleep(ms: number, signal: AbortSignal): Promise<void>}
    readonly fetch?: typeof fetch
    /** Resolver of the webhook's name; by default the system's, and none beside a `fetch` of one's own. */
    readonly lookup?: Lookup
}

export interface RunOnceResult {
    /**
     * done: everything that was to do is done · idle: nothing was due · stopped: somebody has to act (`message`) ·
     * unfinished: time is up, the next start goes on · interrupted: asked to stop, the next start goes on
     */
    readonly outcome: "done" | "idle" | "stopped" | "unfinished" | "interrupted"
    readonly message: string
    /** State of the run that was worked on, for counts; null when nothing was due. */
    readonly run: RunState | null
    /** Of dry runs and backfills that are done. */
    readonly report: RunReport | null
}

/** How long the job at hand may take to end after `stop`; then it is left where it waits for an answer. */
const GRACE_MS = 4_000

/**
 * Runs the packed plugin once: its set-up, what is unfinished, what is due, and every job until none is left. It
 * supplies the plugin server's globals and `meta`, and nothing else (DESIGN §4 "One ABI"). The caller holds the lock.
 *
 * @throws Error when the bundle cannot be loaded or refuses the settings
 */
export async function runOnce(o: RunOnceOptions): Promise<RunOnceResult> {
    const clock = o.clock ?? {now: Date.now, sleep: realSleep}
    const storage = o.dryRun ? overlayStorage(o.storage) : o.storage
    const queue = new JobQueue(() => clock.now())
    const cut = new AbortController()
    const network = pluginNetwork(cut.signal, guardedFetch(o))
    const plugin = loadBundle(o.bundle, {
        fetch: network.fetch,
        console: pluginConsole(o.log),
        Date: o.clock === undefined ? Date : dateOn(() => clock.now()),
    })
    const meta = createMeta({form: o.form, storage, jobs: queue, dryRun: o.dryRun})
    const onStop = (): void => {
        const timer = setTimeout(() => cut.abort(), GRACE_MS)
        timer.unref()
    }
    o.stop.addEventListener("abort", onStop, {once: true})
    const endsAt = clock.now() + o.budgetMs
    const call = (name: string, payload: unknown): Promise<void> => {
        const job = plugin.jobs[name]
        if (job === undefined) throw new Error(`The packed app has no job "${name}": build it again.`)
        return Promise.race([job(payload, meta), network.silenced])
    }
    const drain = async (): Promise<RunOnceResult["outcome"]> => {
        let ran = false
        for (let next = queue.nextAt(); next !== null; next = queue.nextAt()) {
            if (o.stop.aborted) return "interrupted"
            if (clock.now() >= endsAt || next > endsAt) return "unfinished"
            await clock.sleep(Math.max(0, next - clock.now()), o.stop)
            if (o.stop.aborted) return "interrupted"
            const job = queue.take()
            if (job === null) continue
            await call(job.name, job.payload)
            // The connect check after a change of settings is no run.
            if (job.name === "step") ran = true
        }
        if (cut.signal.aborted) return "interrupted"
        return ran ? "done" : "idle"
    }
    try {
        await plugin.setupPlugin(meta)
        let outcome: RunOnceResult["outcome"] = "idle"
        // What an earlier start left unfinished goes first; a dry run leaves it alone.
        if (!o.dryRun) {
            await call("wake", {start: o.mode === "due"})
            outcome = await drain()
        }
        if (o.mode !== "due" && outcome !== "interrupted" && outcome !== "unfinished") {
            await call(o.mode === "now" ? "run_now" : "backfill", {dry_run: o.dryRun})
            outcome = await drain()
        } else if (o.dryRun && o.mode === "due") {
            await call("run_now", {dry_run: true})
            outcome = await drain()
        }
        return await resultOf(outcome, new RunStore(storage, o.dryRun), o)
    } finally {
        o.stop.removeEventListener("abort", onStop)
    }
}

/** Whoever can change the webhook's address must not reach into the network that the runner stands in. */
function guardedFetch({form, fetch: own, lookup}: RunOnceOptions): typeof fetch {
    if (own !== undefined && lookup === undefined) return own
    const parsed = parseConfig(form)
    const send = own ?? fetch
    return withPublicOnly(parsed.ok ? parsed.config.settings.notify.webhook.url : null, send, {
        ...(lookup === undefined ? {} : {lookup}),
        ...(own === undefined ? {} : {pinned: (url, init) => own(String(url), init)}),
    })
}

async function resultOf(
    outcome: RunOnceResult["outcome"],
    store: RunStore,
    {mode, dryRun}: RunOnceOptions,
): Promise<RunOnceResult> {
    const run = await store.run()
    if (outcome === "interrupted")
        return {
            outcome,
            message: "Stopped on request; the next start goes on from here.",
            run,
            report: null,
        }
    // What is stored then is of an earlier start, which has told it.
    if (outcome === "idle") return {outcome, message: "Nothing is due.", run: null, report: null}
    if (run?.phase === "stopped") return {outcome: "stopped", message: run.stopped ?? "", run, report: null}
    // The day's run is done and audited; what is left comes after it.
    if (run !== null && isAfterRun(run.phase))
        return {
            outcome: "done",
            message: `The ${followingName(run.phase)} is not finished; the next start goes on from here.`,
            run,
            report: null,
        }
    if (outcome === "unfinished" || (run !== null && !hasEnded(run)))
        return {
            outcome: "unfinished",
            message: "Time is up; the next start goes on from here.",
            run,
            report: null,
        }
    if (run !== null && wasDoneBefore(run))
        return {
            outcome: "idle",
            message: `Nothing is due: PostHog knows the run of ${run.as_of} as done.`,
            run: null,
            report: null,
        }
    const report = dryRun || mode === "backfill" ? ((await store.report()) as RunReport | null) : null
    return {outcome, message: "", run, report}
}

/** The state was lost, and the run found the day done before it looked at any signal. */
function wasDoneBefore({kind, phase, signals}: RunState): boolean {
    return kind === "daily" && phase === "done" && Object.keys(signals).length === 0
}

async function realSleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, {signal}).catch(() => undefined)
}

function pluginConsole(log: Log): Record<string, (...parts: unknown[]) => void> {
    const at =
        (level: "info" | "warn" | "error") =>
        (...parts: unknown[]): void =>
            log.write({level, message: parts.map(String).join(" ")})
    return {log: at("info"), info: at("info"), debug: at("info"), warn: at("warn"), error: at("error")}
}
