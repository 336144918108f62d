import type {JobQueue} from "./jobs"
import type {RunnerStorage} from "./storage/storage"

/** The plugin's `meta` (HOST.md §2.7), as far as it makes sense outside a plugin server. */
export function createMeta(o: {
    readonly form: Readonly<Record<string, unknown>>
    readonly storage: RunnerStorage
    readonly jobs: JobQueue
    /** Nothing may be written anywhere. */
    readonly dryRun?: boolean
}): object {
    const {storage} = o
    return {
        config: Object.freeze(JSON.parse(JSON.stringify(o.form)) as Record<string, unknown>),
        attachments: {},
        global: o.dryRun === true ? {dry_run: true} : {},
        storage: {
            get: async (key: string, fallback: unknown) => (await storage.get(key)) ?? fallback,
            set: (key: string, value: unknown) => storage.set(key, value),
            del: (key: string) => storage.del(key),
        },
        utils: {
            cursor: {
                init: async (key: string, value = 0) => {
                    if ((await storage.get(key)) === null) await storage.set(key, value)
                },
                increment: (key: string, by = 1) => storage.increment(key, by),
            },
        },
        jobs: o.jobs.control,
        metrics: {},
        geoip: {locate: async () => null},
    }
}
