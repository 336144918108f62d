import {type HostStorage, memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"

/** Everything a storage holds, as JSON texts. */
export type Snapshot = readonly (readonly [string, string])[]

/** Storage that remembers its whole content each time a run's cursor is saved: each is a point at which a host may die. */
export function snapshottingStorage(): {storage: HostStorage; snapshots: {phase: string; rows: Snapshot}[]} {
    const inner = memoryStorage()
    const snapshots: {phase: string; rows: Snapshot}[] = []
    const rows = async (): Promise<Snapshot> =>
        ((await inner.entries?.()) ?? []).map(([key, value]) => [key, JSON.stringify(value)] as const)
    return {
        snapshots,
        storage: {
            ...inner,
            set: async (key, value) => {
                await inner.set(key, value)
                if (key === "run")
                    snapshots.push({phase: (value as {phase: string}).phase, rows: await rows()})
            },
        },
    }
}

/** A storage that holds what a snapshot holds. */
export async function restored(snapshot: Snapshot): Promise<HostStorage> {
    const storage = memoryStorage()
    for (const [key, text] of snapshot) await storage.set(key, JSON.parse(text))
    return storage
}
