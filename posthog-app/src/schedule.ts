import {runId} from "@beton/shared/events/ids"

import {claim, unclaim} from "./claims"
import type {Config} from "./config/config"
import {dueAsOf, minuteOf, nextAsOf, WARM_UP_DAYS} from "./days"
import type {Host} from "./host"
import {followingName, hasEnded, isAfterRun, newRun, type RunKind, type RunState} from "./steps/run-state"
import {RunStore} from "./store"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A run whose last unit is older has lost its job: the heartbeat picks it up. */
const STALE_MS = 15 * 60_000

/**
 * Starts what is due and picks up what was cut off. Running it twice changes nothing.
 *
 * @param o.alone nobody else can be working on this storage (the runner holds its lock): what is unfinished goes on at once
 * @param o.start false: only what is unfinished, nothing new
 */
export async function heartbeat(
    host: Host,
    config: Config,
    {alone = false, start = true}: {alone?: boolean; start?: boolean} = {},
): Promise<void> {
    const store = new RunStore(host.storage)
    if (await store.dropUnreadableRun())
        host.log("warn", "What the storage held of the last run is not readable, so it was dropped.")
    const run = await store.run()
    const due = dueAsOf(host.now(), config.targetHour)
    // What follows a day's run may take long, but it never keeps the next day waiting.
    const givesWay = start && run !== null && isAfterRun(run.phase) && run.as_of < due
    if (run !== null && !hasEnded(run) && !givesWay) {
        const still = host.now() - Math.max(run.updated_at, run.resume_at)
        if (alone || still >= STALE_MS) await resume(host, store, run, run.phase, alone)
        return
    }
    if (givesWay)
        host.log(
            "info",
            `The ${followingName(run.phase)} of ${run.as_of} was not finished: the next day goes first.`,
        )
    // A stopped run goes on each hour: somebody may have fixed the setting meanwhile.
    if (
        run?.phase === "stopped" &&
        run.stopped_in !== null &&
        (run.kind === "backfill" || run.as_of >= due)
    ) {
        host.log("info", `Run of ${run.as_of} goes on.`)
        await resume(host, store, run, run.stopped_in, alone)
        return
    }
    if (!start) return
    const asOf = nextAsOf(await store.lastDone(), due, config.settings.catch_up_days)
    if (asOf === null) return
    // Also when the hour was moved back meanwhile: an older day must never follow a newer one. A run that stopped before
    // anything was decided left nothing, as when this machine's clock was days ahead.
    const decided = run !== null && !(run.phase === "stopped" && run.stopped_in === null)
    if (decided && run.kind === "daily" && run.as_of > asOf && run.as_of > due) return
    await begin(host, config, {kind: "daily", dry: false, asOf, due, instants: 1}, alone)
}

/** Starts a run for the current minute (A5). It says why when it does not. */
export async function runNow(host: Host, config: Config, dry: boolean): Promise<void> {
    const asOf = minuteOf(host.now())
    await onDemand(host, config, {kind: "now", dry, asOf, due: asOf, instants: 1})
}

/** Replays the days before Beton was connected (A12); a dry run counts them. */
export async function backfill(host: Host, config: Config, dry: boolean): Promise<void> {
    const due = dueAsOf(host.now(), config.targetHour)
    const asOf = new Date(Date.parse(due) - DAY_MS).toISOString()
    const instants = config.settings.backfill.days + WARM_UP_DAYS
    await onDemand(host, config, {kind: "backfill", dry, asOf, due, instants})
}

interface Start {
    readonly kind: RunKind
    readonly dry: boolean
    readonly asOf: string
    readonly due: string
    readonly instants: number
}

async function onDemand(host: Host, config: Config, start: Start): Promise<void> {
    const run = await new RunStore(host.storage, start.dry).run()
    if (run !== null && !hasEnded(run) && host.now() - Math.max(run.updated_at, run.resume_at) < STALE_MS) {
        host.log("warn", `A run (${run.as_of}) is at work. Nothing was started: try again when it is done.`)
        return
    }
    await begin(host, config, start, false)
}

async function begin(host: Host, config: Config, start: Start, alone: boolean): Promise<void> {
    const store = new RunStore(host.storage, start.dry)
    const before = await store.run()
    // Named by the hour: a claim whose winner died is tried again by the next heartbeat.
    const hour = Math.floor(host.now() / HOUR_MS)
    const work = `begin:${start.dry ? "dry:" : ""}${start.kind}:${start.asOf}:${hour}:${before?.seq ?? 0}`
    if (!alone && !(await claim(host, work))) return
    const run = newRun({
        ...start,
        runId: runId(config.project, start.asOf),
        now: host.now(),
        seq: (before?.seq ?? 0) + 1,
        before,
    })
    await store.saveRun(run)
    host.log("info", startSentence(run))
    await host.enqueueStep(payloadOf(run), 0)
    if (!alone) await unclaim(host, work)
}

function startSentence({kind, dry, as_of: asOf}: RunState): string {
    const what = kind === "backfill" ? `Backfill until ${asOf}` : `Run of ${asOf}`
    return `${what} starts${dry ? " as a dry run: nothing will be written" : ""}.`
}

/** Gives a run that lost its job, or was stopped, a new one. */
async function resume(
    host: Host,
    store: RunStore,
    run: RunState,
    phase: RunState["phase"],
    alone: boolean,
): Promise<void> {
    const work = `resume:${run.run_id}:${run.seq}:${Math.floor(host.now() / HOUR_MS)}`
    if (!alone && !(await claim(host, work))) return
    const resumed: RunState = {
        ...run,
        phase,
        seq: run.seq + 1,
        updated_at: host.now(),
        attempts: run.phase === "stopped" ? 0 : run.attempts,
        stopped: null,
        stopped_in: null,
    }
    await store.saveRun(resumed)
    await host.enqueueStep(payloadOf(resumed), Math.max(0, run.resume_at - host.now()))
    if (!alone) await unclaim(host, work)
}

/** The job that works on a run. */
export function payloadOf(run: RunState): {run_id: string; seq: number; dry?: boolean} {
    return {run_id: run.run_id, seq: run.seq, ...(run.dry ? {dry: true} : {})}
}
