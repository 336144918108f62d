import {randomUUID} from "node:crypto"
import {hostname} from "node:os"
import path from "node:path"

import lockfile from "proper-lockfile"

import {fileProblem, onDisk} from "./file-problems"
import {removeTemporaryFiles} from "./file-rows"
import {HolderFile} from "./holder-file"
import {guardedFs} from "./lock-folder"
import type {HeldLock, RunnerLock} from "./storage"
import {codeOf, lostLock} from "./storage-error"

const MAX_HEARTBEAT_MS = 10_000

/**
 * A lock in a folder that exists: the folder `runner.lock` in it, whose time the holder keeps fresh (proper-lockfile),
 * and the file `runner.lock.holder`, which says who that is. A process that ends without releasing frees it, unless
 * it is killed: then the lock expires.
 */
export function fileLock(folder: string, expiryMs: number, now: () => number): RunnerLock {
    return {
        async acquire() {
            const holder = new HolderFile(path.join(folder, "runner.lock.holder"), randomUUID())
            let held: HeldLock
            try {
                held = await hold(folder, expiryMs, holder)
            } catch (error) {
                if (codeOf(error) !== "ELOCKED") throw fileProblem(folder, error)
                return {ok: false, holder: holder.holder()}
            }
            try {
                const since = new Date(now()).toISOString()
                await onDisk(folder, () => holder.sign({since, host: hostname(), pid: process.pid}))
                await removeTemporaryFiles(folder)
            } catch (error) {
                await held.release()
                throw error
            }
            return {ok: true, held}
        },
    }
}

async function hold(folder: string, expiryMs: number, holder: HolderFile): Promise<HeldLock> {
    const lost = new AbortController()
    let releasing: Promise<void> | undefined
    const unlock = await lockfile.lock(folder, {
        lockfilePath: path.join(folder, "runner.lock"),
        realpath: false,
        stale: expiryMs,
        update: Math.min(expiryMs / 5, MAX_HEARTBEAT_MS),
        fs: guardedFs(expiryMs, holder),
        onCompromised() {
            // A heartbeat under way finds the lock gone when it was released meanwhile.
            if (!releasing) lost.abort(lostLock())
        },
    })
    holder.taken()
    const release = async (): Promise<void> => {
        await unlock().catch((error: unknown) => {
            // It was lost, known or not: what lies there is the next holder's.
            if (!["ERELEASED", "ENOTACQUIRED", "ELOCKED"].includes(codeOf(error))) throw error
        })
    }
    return {lost: lost.signal, release: () => (releasing ??= onDisk(folder, release))}
}
