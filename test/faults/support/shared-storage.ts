import type {RunnerStorage} from "@beton/posthog-app/runner/storage/storage"

import type {HostStorage} from "../../../scripts/sandbox/plugin-host/storage"
import type {Life} from "./life"

/** A storage as both hosts use it: rows and an atomic counter. */
export type ProcessStorage = HostStorage & RunnerStorage

/** Told before each call that changes something; may kill the caller or make it wait. */
export type BeforeWrite = (operation: string) => Promise<void>

/** The rows that outlive a process, as JSON texts; each process sees them through a view of its own. */
export class SharedStorage {
    readonly rows = new Map<string, string>()
    /** Every value that was ever written, for the search for secrets. */
    readonly written: string[] = []

    /** The storage as one process sees it: after its death nothing of it arrives. */
    view(life: Life, beforeWrite: BeforeWrite = async () => undefined): ProcessStorage {
        const {rows} = this
        const write = <T>(operation: string, work: () => T): Promise<T> =>
            life.through(async () => {
                await beforeWrite(operation)
                // Died before it, or in it: then the row is not written.
                return life.ended ? (undefined as T) : work()
            })
        return {
            get: (key) =>
                life.through(async () => {
                    const text = rows.get(key)
                    return text === undefined ? undefined : (JSON.parse(text) as unknown)
                }),
            set: (key, value) => write(`set ${key}`, () => this.keep(key, JSON.stringify(value))),
            del: (key) => write(`del ${key}`, () => void rows.delete(key)),
            increment: (key, by = 1) =>
                write(`increment ${key}`, () => {
                    const sum = Number(rows.get(key) ?? 0) + by
                    this.keep(key, JSON.stringify(sum))
                    return sum
                }),
            entries: async () => [...rows].map(([key, text]) => [key, JSON.parse(text) as unknown]),
            close: async () => undefined,
        }
    }

    private keep(key: string, text: string): void {
        this.rows.set(key, text)
        this.written.push(`${key} ${text}`)
    }
}
