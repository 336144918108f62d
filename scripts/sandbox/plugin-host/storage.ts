import {mkdir, readFile, rename, writeFile} from "node:fs/promises"
import {dirname} from "node:path"

/** Where a plugin's `storage` and cursors are kept. Values are plain JSON values; a missing key is undefined. */
export interface HostStorage {
    get(key: string): Promise<unknown>
    set(key: string, value: unknown): Promise<void>
    del(key: string): Promise<void>
    /** All rows; for tests and tools only, a plugin cannot list its keys. */
    entries?(): Promise<[string, unknown][]>
}

/** Storage that ends with the process. Values are kept as JSON text, so nobody can change them from outside. */
export function memoryStorage(): HostStorage {
    return overMap(
        () => Promise.resolve(new Map()),
        () => Promise.resolve(),
    )
}

/**
 * Storage in one JSON file, so that a later process finds the state. Every `set` and `del` resolves after the file was
 * replaced as a whole (write beside it, then rename); writes that come in meanwhile share the next one. One process
 * at a time. Rejects when the file cannot be read, naming it.
 */
export function fileStorage(path: string): HostStorage {
    let rows: Promise<Map<string, string>> | undefined
    let writing: Promise<void> = Promise.resolve()
    let next: Promise<void> | undefined
    const load = () => (rows ??= readRows(path))
    const save = (): Promise<void> => {
        next ??= writing = writing
            .catch(() => undefined)
            .then(async () => {
                next = undefined
                await writeRows(path, await load())
            })
        return next
    }
    return overMap(load, save)
}

function overMap(load: () => Promise<Map<string, string>>, save: () => Promise<void>): HostStorage {
    let loaded: Promise<Map<string, string>> | undefined
    const rows = () => (loaded ??= load())
    return {
        async get(key) {
            const text = (await rows()).get(key)
            return text === undefined ? undefined : (JSON.parse(text) as unknown)
        },
        async set(key, value) {
            const text = JSON.stringify(value)
            ;(await rows()).set(key, text)
            await save()
        },
        async del(key) {
            if ((await rows()).delete(key)) await save()
        },
        async entries() {
            return [...(await rows())].map(([key, text]) => [key, JSON.parse(text) as unknown])
        },
    }
}

async function readRows(path: string): Promise<Map<string, string>> {
    let text: string
    try {
        text = await readFile(path, "utf8")
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map()
        throw error
    }
    try {
        const rows = JSON.parse(text) as Record<string, unknown>
        return new Map(Object.entries(rows).map(([key, value]) => [key, JSON.stringify(value)]))
    } catch {
        throw new Error(
            `The storage file ${path} is not valid JSON. Delete it to start with an empty storage.`,
        )
    }
}

async function writeRows(path: string, rows: Map<string, string>): Promise<void> {
    const lines = [...rows].map(([key, text]) => `${JSON.stringify(key)}: ${text}`)
    await mkdir(dirname(path), {recursive: true})
    const beside = `${path}.${process.pid}.tmp`
    await writeFile(beside, `{\n${lines.join(",\n")}\n}\n`)
    await rename(beside, path)
}
