import {readdir, readFile, rm} from "node:fs/promises"
import path from "node:path"

import writeFileAtomic from "write-file-atomic"

import {isRowFile, isTemporaryFile, rowFileName} from "./file-names"
import {onDisk} from "./file-problems"
import {added, type Rows} from "./row-storage"
import {codeOf, StorageError} from "./storage-error"

/**
 * One JSON file per key, `{"key", "value"}`, in a folder that exists. A file is replaced as a whole (written beside
 * it, flushed, renamed), so a kill at any moment leaves the old or the new value. Only one process may write: the
 * lock sees to that.
 */
export function fileRows(folder: string): Rows {
    const fileOf = (key: string) => path.join(folder, rowFileName(key))
    const read = async (key: string): Promise<string | null> => {
        const file = fileOf(key)
        const row = await readRow(file)
        if (row && row[0] !== key) throw damaged(file)
        return row ? row[1] : null
    }
    const write = async (key: string, json: string): Promise<void> => {
        const text = `{"key": ${JSON.stringify(key)}, "value": ${json}}\n`
        await onDisk(folder, () => writeFileAtomic(fileOf(key), text, {mode: 0o600}))
    }
    return {
        read,
        write,
        remove: (key) => onDisk(folder, () => rm(fileOf(key), {force: true})),
        async add(key, by) {
            const sum = added(await read(key), by)
            if (sum !== null) await write(key, JSON.stringify(sum))
            return sum
        },
        async all() {
            const names = (await onDisk(folder, () => readdir(folder))).filter(isRowFile)
            const rows = []
            for (const name of names) rows.push(await readRow(path.join(folder, name)))
            return rows.filter((row) => row !== null)
        },
        close: () => Promise.resolve(),
    }
}

/** Deletes what writes that were cut off left behind. Only for the holder of the lock: others may be writing. */
export async function removeTemporaryFiles(folder: string): Promise<void> {
    await onDisk(folder, async () => {
        for (const name of (await readdir(folder)).filter(isTemporaryFile))
            await rm(path.join(folder, name), {force: true})
    })
}

async function readRow(file: string): Promise<[key: string, json: string] | null> {
    let text: string
    try {
        text = await readFile(file, "utf8")
    } catch (error) {
        if (codeOf(error) === "ENOENT") return null
        return onDisk(file, () => Promise.reject(error))
    }
    try {
        const row = JSON.parse(text) as unknown
        if (typeof row === "object" && row !== null && "key" in row && "value" in row) {
            if (typeof row.key === "string") return [row.key, JSON.stringify(row.value)]
        }
    } catch {
        // Not JSON: said below.
    }
    throw damaged(file)
}

function damaged(file: string): StorageError {
    return new StorageError(
        `The storage file ${file} is damaged or not from Beton. Delete it: what it held is rebuilt from PostHog and Attio.`,
    )
}
