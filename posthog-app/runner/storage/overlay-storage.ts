import {added, rowStorage} from "./row-storage"
import type {RunnerStorage} from "./storage"

/**
 * A storage for dry runs: reads fall through to `base`, writes and deletes stay in memory and end with the process.
 * `base` is never written; closing the overlay closes it.
 */
export function overlayStorage(base: RunnerStorage): RunnerStorage {
    // null: deleted here.
    const changed = new Map<string, string | null>()
    const read = async (key: string): Promise<string | null> => {
        const json = changed.get(key)
        if (json !== undefined) return json
        const value = await base.get(key)
        return value === null ? null : JSON.stringify(value)
    }
    return rowStorage({
        read,
        async write(key, json) {
            changed.set(key, json)
        },
        async remove(key) {
            changed.set(key, null)
        },
        async add(key, by) {
            const sum = added(await read(key), by)
            if (sum !== null) changed.set(key, JSON.stringify(sum))
            return sum
        },
        async all() {
            const below = (await base.entries()).map(([key, value]) => [key, JSON.stringify(value)] as const)
            const merged = new Map<string, string | null>([...below, ...changed])
            return [...merged].filter((row): row is [string, string] => row[1] !== null)
        },
        close: () => base.close(),
    })
}
