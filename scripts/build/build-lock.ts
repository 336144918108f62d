import {mkdir, rm, stat} from "node:fs/promises"
import path from "node:path"

const WAIT_MS = 200
/** A build takes well under this; an older lock was left by a process that died. */
const STALE_MS = 240_000

/** Lets one process build a folder at a time; others wait. */
export async function withBuildLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
    const lock = path.join(folder, ".cache", "build-lock")
    await mkdir(path.dirname(lock), {recursive: true})
    for (;;)
        try {
            await mkdir(lock)
            break
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
            const made = await stat(lock).catch(() => null)
            if (made !== null && Date.now() - made.mtimeMs > STALE_MS)
                await rm(lock, {recursive: true, force: true})
            else await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
        }
    try {
        return await work()
    } finally {
        await rm(lock, {recursive: true, force: true})
    }
}
