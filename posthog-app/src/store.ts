import {isInstant} from "./days"
import type {Host} from "./host"
import {checksum, sealed, unsealed} from "./seal"
import type {RunState} from "./steps/run-state"

/** A firing that PostHog may not show yet: bridges ingestion lag (DESIGN §3 "Cooldown's truth"). */
export interface BridgeEntry {
    readonly account: string
    readonly types: readonly string[]
}

/** The firings of one run that storage remembers, in parts. */
export interface BridgedRun {
    readonly as_of: string
    readonly parts: number
}

const RUN = "run"
const DONE = "done"
const BRIDGE = "bridge"
const REPORT = "report"
const CHECKED = "checked"

/** Kinds of numbered lists a run keeps. */
export type ListKind = "active" | "history" | "outbox" | "route" | "plan" | "outcomes" | "backtest"

/**
 * What the app keeps in the host's storage; everything here can be rebuilt from PostHog and Attio. A dry run has keys
 * of its own for all that it writes, and only reads the rest.
 */
export class RunStore {
    private readonly prefix: string

    constructor(
        private readonly storage: Host["storage"],
        dry = false,
    ) {
        this.prefix = dry ? "dry:" : ""
    }

    /** null also for what this version did not write as it is. */
    async run(): Promise<RunState | null> {
        const stored = await this.storage.get(this.prefix + RUN)
        if (typeof stored !== "object" || stored === null) return null
        const {check, ...state} = stored as RunState & {readonly check?: unknown}
        return state.version === 4 && check === checksum(RUN, state) ? state : null
    }

    async saveRun(state: RunState): Promise<void> {
        await this.storage.set(this.prefix + RUN, {...state, check: checksum(RUN, state)})
    }

    /** Forgets a run that cannot be read; true when there was one. */
    async dropUnreadableRun(): Promise<boolean> {
        const stored = (await this.storage.get(this.prefix + RUN)) ?? null
        if (stored === null || (await this.run()) !== null) return false
        await this.storage.del(this.prefix + RUN)
        return true
    }

    /** as_of of the newest instant that was completed. */
    async lastDone(): Promise<string | null> {
        const done = await this.storage.get(DONE)
        return typeof done === "string" && isInstant(done) ? done : null
    }

    /** Never goes back: an older day may be completed after a run on demand. */
    async setDone(asOf: string): Promise<void> {
        const done = await this.lastDone()
        if (done === null || done < asOf) await this.storage.set(DONE, asOf)
    }

    /** Part `n` of a list of the current run. Lists are reused by the next run, so storage stays small. */
    async putPart(kind: ListKind, name: string, n: number, rows: readonly unknown[]): Promise<void> {
        const key = this.partKey(kind, name, n)
        await this.storage.set(key, sealed(key, rows))
    }

    /** @throws Error when the part is not what was stored */
    async part<T>(kind: ListKind, name: string, n: number): Promise<readonly T[]> {
        const key = this.partKey(kind, name, n)
        const rows = unsealed(key, await this.storage.get(key))
        if (!Array.isArray(rows)) throw new Error(`Storage lost part ${n} of ${kind} ${name}.`)
        return rows as T[]
    }

    async dropParts(kind: ListKind, name: string, count: number): Promise<void> {
        for (const n of Array.from({length: count}, (_, i) => i))
            await this.storage.del(this.partKey(kind, name, n))
    }

    /** The runs whose firings are bridged, oldest first; none when storage holds something else. */
    async bridgedRuns(): Promise<readonly BridgedRun[]> {
        const runs = unsealed(BRIDGE, await this.storage.get(BRIDGE))
        return Array.isArray(runs) ? (runs as BridgedRun[]) : []
    }

    async bridgePart(asOf: string, n: number): Promise<readonly BridgeEntry[]> {
        const key = bridgeKey(asOf, n)
        const entries = unsealed(key, await this.storage.get(key))
        return Array.isArray(entries) ? (entries as BridgeEntry[]) : []
    }

    /** Remembers part `n` of a run's firings; the list of runs is written last, so a part is never missing from it. */
    async bridge(asOf: string, n: number, entries: readonly BridgeEntry[]): Promise<void> {
        const key = bridgeKey(asOf, n)
        await this.storage.set(key, sealed(key, entries))
        const runs = await this.bridgedRuns()
        const known = runs.find((run) => run.as_of === asOf)
        if (known !== undefined && known.parts > n) return
        const others = runs.filter((run) => run.as_of !== asOf)
        await this.saveBridged([...others, {as_of: asOf, parts: n + 1}])
    }

    /** Forgets the firings of runs before an instant. */
    async dropBridgeBefore(instant: string): Promise<void> {
        const runs = await this.bridgedRuns()
        const old = runs.filter((run) => run.as_of < instant)
        if (old.length === 0) return
        for (const {as_of: asOf, parts} of old) {
            for (const n of Array.from({length: parts}, (_, i) => i))
                await this.storage.del(bridgeKey(asOf, n))
        }
        await this.saveBridged(runs.filter((run) => run.as_of >= instant))
    }

    private async saveBridged(runs: readonly BridgedRun[]): Promise<void> {
        await this.storage.set(BRIDGE, sealed(BRIDGE, runs))
    }

    /** What the last dry run or backfill came to. */
    async report(): Promise<unknown> {
        return this.storage.get(this.prefix + REPORT)
    }

    async saveReport(report: unknown): Promise<void> {
        await this.storage.set(this.prefix + REPORT, report)
    }

    /** Which configuration was checked last, and when. */
    async checked(): Promise<unknown> {
        return this.storage.get(CHECKED)
    }

    async saveChecked(value: unknown): Promise<void> {
        await this.storage.set(CHECKED, value)
    }

    private partKey(kind: ListKind, name: string, n: number): string {
        return `${this.prefix}${kind}:${name}:${n}`
    }
}

function bridgeKey(asOf: string, n: number): string {
    return `bridge:${asOf}:${n}`
}
