import type {Host} from "./host"
import type {RunState} from "./steps/run-state"

/** A firing that PostHog may not show yet: bridges ingestion lag (DESIGN §3 "Cooldown's truth"). */
export interface BridgeEntry {
    readonly account: string
    readonly as_of: string
    readonly types: readonly string[]
}

const RUN = "run"
const DONE = "done"
const BRIDGE = "bridge"

/** Kinds of numbered lists a run keeps. */
export type ListKind = "active" | "history" | "outbox" | "route"

/** What the app keeps in the host's storage; everything here can be rebuilt from PostHog and Attio. */
export class RunStore {
    constructor(private readonly storage: Host["storage"]) {}

    async run(): Promise<RunState | null> {
        const state = (await this.storage.get(RUN)) as RunState | null | undefined
        return state?.version === 1 ? state : null
    }

    async saveRun(state: RunState): Promise<void> {
        await this.storage.set(RUN, state)
    }

    /** as_of of the last day that was completed. */
    async lastDone(): Promise<string | null> {
        const done = await this.storage.get(DONE)
        return typeof done === "string" ? done : null
    }

    async setDone(asOf: string): Promise<void> {
        await this.storage.set(DONE, asOf)
    }

    /** Part `n` of a list of the current run. Lists are reused by the next run, so storage stays small. */
    async putPart(kind: ListKind, name: string, n: number, rows: readonly unknown[]): Promise<void> {
        await this.storage.set(partKey(kind, name, n), rows)
    }

    async part<T>(kind: ListKind, name: string, n: number): Promise<readonly T[]> {
        const rows = await this.storage.get(partKey(kind, name, n))
        if (!Array.isArray(rows)) throw new Error(`Storage lost part ${n} of ${kind} ${name}.`)
        return rows as T[]
    }

    async dropParts(kind: ListKind, name: string, count: number): Promise<void> {
        for (const n of Array.from({length: count}, (_, i) => i))
            await this.storage.del(partKey(kind, name, n))
    }

    async bridge(): Promise<readonly BridgeEntry[]> {
        const entries = await this.storage.get(BRIDGE)
        return Array.isArray(entries) ? (entries as BridgeEntry[]) : []
    }

    async saveBridge(entries: readonly BridgeEntry[]): Promise<void> {
        await this.storage.set(BRIDGE, entries)
    }
}

function partKey(kind: ListKind, name: string, n: number): string {
    return `${kind}:${name}:${n}`
}
