import {bucketOf} from "@beton/shared/bucket"
import {SIGNAL_FIRED, signalFiredContentSchema} from "@beton/shared/events/signal-fired"
import {verify} from "@beton/shared/events/signing"
import {firedHistory, foreignFirings} from "@beton/shared/queries/beton-events"

import {publicKeysOf} from "../config/config"
import {isInstant} from "../days"
import {signalSettingsOf} from "../signals"
import {writerOf} from "../writer"
import {bump, raised, type RunState} from "./run-state"
import {next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

const DAY_MS = 86_400_000
/** A signature takes 2 to 10 ms to check, by host: a page starts small and grows while checking it is quick. */
const PAGE_ROWS = {first: 500, most: 2000, least: 100} as const
const QUICK_MS = 2_000
const SLOW_MS = 6_000
/** Firings of other writers are read only where a former key is believed, and forgers may have sent any number. */
const MAX_FOREIGN_PAGES = 20

/** A firing that counts for cooldown. */
export interface PastFiring {
    readonly account: string
    readonly as_of: number
    readonly types: readonly string[]
}

/**
 * Reads the firings of the longest cooldown before T and keeps the ones we signed (DESIGN §3 "Cooldown's truth"): what
 * storage bridges, then our own, then those of former keys, and counts the rest. A backfill ends where the first run
 * begins, so nothing came before it.
 */
export const history: Step = async (state, context) => {
    if (state.kind === "backfill") return next(state, {phase: "decide"})
    switch (state.historyOf) {
        case "bridge":
            return bridged(state, context)
        case "own":
            return readPage(state, context, true)
        case "others":
            return context.config.settings.former_public_keys.length === 0
                ? next(state, {historyOf: "count"})
                : readPage(state, context, false)
        case "count":
            return countForeign(state, context)
    }
}

/** What was sent lately and PostHog may not show yet. */
async function bridged(state: RunState, {store}: StepContext): Promise<StepOutcome> {
    let parts = state.historyParts
    for (const run of await store.bridgedRuns()) {
        // What this very run sent before is its own outbox, not history.
        if (run.as_of === state.as_of) continue
        for (const n of Array.from({length: run.parts}, (_, i) => i)) {
            const firings = (await store.bridgePart(run.as_of, n)).map(({account, types}) => ({
                account,
                as_of: Date.parse(run.as_of),
                types,
            }))
            parts = await keep(firings, parts, store)
        }
    }
    return next(state, {historyOf: "own", historyParts: parts})
}

async function readPage(state: RunState, context: StepContext, own: boolean): Promise<StepOutcome> {
    const {config, posthog, store, host} = context
    const limit = state.historyRows === 0 ? PAGE_ROWS.first : state.historyRows
    const rows = await posthog.query(firedHistory, {
        ...rangeOf(state, context),
        writer: writerOf(config).writer,
        own,
        cursor: state.historyAfter,
        limit,
    })
    if (!rows.ok) return onFailure(state, rows.failure, "Earlier firings", context)
    const started = host.now()
    let distrusted = state.distrusted
    const firings: PastFiring[] = []
    for (const row of rows.value) {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: SIGNAL_FIRED},
        )
        if (!trust.ok) {
            distrusted = bump(distrusted, trust.reason)
            continue
        }
        const content = signalFiredContentSchema.safeParse(trust.envelope.content)
        const {as_of: asOf} = trust.envelope
        if (!content.success || !isInstant(asOf)) {
            distrusted = bump(distrusted, "malformed")
            continue
        }
        firings.push({
            account: trust.envelope.account,
            as_of: Date.parse(asOf),
            types: content.data.new_signal_types,
        })
    }
    const historyParts = await keep(firings, state.historyParts, store)
    const last = rows.value[rows.value.length - 1]
    const pages = state.historyPages + 1
    const historyRows = pageAfter(limit, host.now() - started)
    const read = {distrusted, historyParts, historyRows, attempts: 0}
    if (rows.value.length >= limit && last !== undefined && (own || pages < MAX_FOREIGN_PAGES))
        return next(state, {...read, historyPages: pages, historyAfter: last.key})
    if (!own && pages >= MAX_FOREIGN_PAGES)
        return next(state, {...read, distrusted: bump(distrusted, "not_read"), phase: "decide"})
    return next(state, {
        ...read,
        historyPages: 0,
        historyAfter: "",
        ...(own ? {historyOf: "others"} : {phase: "decide"}),
    })
}

/** Rows of the next page, by how long this one took to check. */
function pageAfter(limit: number, ms: number): number {
    if (ms < QUICK_MS) return Math.min(PAGE_ROWS.most, limit * 2)
    return ms > SLOW_MS ? Math.max(PAGE_ROWS.least, Math.floor(limit / 2)) : limit
}

/** Nobody but forgers writes with another writer when no former key is set: they are counted, not read. */
async function countForeign(state: RunState, context: StepContext): Promise<StepOutcome> {
    const counted = await context.posthog.query(foreignFirings, {
        ...rangeOf(state, context),
        writer: writerOf(context.config).writer,
    })
    if (!counted.ok) return onFailure(state, counted.failure, "Foreign firings", context)
    const {unsigned = 0, foreign = 0} = counted.value[0] ?? {}
    let {distrusted} = state
    if (unsigned > 0) distrusted = bump(distrusted, "unsigned", unsigned)
    if (foreign > 0) distrusted = bump(distrusted, "foreign_writer", foreign)
    return next(state, {distrusted, phase: "decide", attempts: 0})
}

function rangeOf(state: RunState, {config}: StepContext): {from: string; to: string} {
    const settings = Object.values(signalSettingsOf(config))
    // A week more than the longest cooldown: weekly signals also look at the ISO week.
    const days = Math.max(7, ...settings.map((signal) => signal.cooldown_days)) + 1
    return {from: new Date(Date.parse(state.as_of) - days * DAY_MS).toISOString(), to: state.as_of}
}

/** Stores firings with their accounts' buckets; gives the new numbers of parts. */
async function keep(
    firings: readonly PastFiring[],
    parts: readonly number[],
    store: StepContext["store"],
): Promise<readonly number[]> {
    const byBucket = new Map<number, PastFiring[]>()
    for (const firing of firings) {
        const bucket = bucketOf(firing.account, parts.length)
        const list = byBucket.get(bucket)
        if (list === undefined) byBucket.set(bucket, [firing])
        else list.push(firing)
    }
    let grown = parts
    for (const [bucket, list] of byBucket) {
        await store.putPart("history", String(bucket), grown[bucket] ?? 0, list)
        grown = raised(grown, bucket)
    }
    return grown
}
