import fs from "node:fs"

import type {HolderFile} from "./holder-file"
import {codeOf} from "./storage-error"

/**
 * The file system for proper-lockfile. It removes any lock folder it is told to; this one removes only an expired one
 * or our own, and one process at a time: else two starts at an expired lock could take it from each other, and a
 * holder that woke up late would free the lock of whoever followed it.
 */
export function guardedFs(expiryMs: number, holder: HolderFile): object {
    const remove = (folder: string): void =>
        alone(`${folder}.removing`, expiryMs, () => {
            if (holder.isOurs()) holder.remove()
            else if (!isExpired(folder, expiryMs)) throw held()
            fs.rmdirSync(folder)
        })
    return {
        mkdir: fs.mkdir,
        stat: fs.stat,
        utimes: fs.utimes,
        rmdir(folder: string, done: (error: unknown) => void): void {
            try {
                remove(folder)
            } catch (error) {
                return done(error)
            }
            done(null)
        },
        // At the end of the process.
        rmdirSync: remove,
    }
}

/**
 * Does something while a folder stands that only one can make. It takes no time at all, so a folder that is older
 * than the expiry was left by a process that was killed in between: that one is cleared for the next try.
 */
function alone(folder: string, expiryMs: number, work: () => void): void {
    const clear = () => fs.rmSync(folder, {recursive: true, force: true})
    try {
        fs.mkdirSync(folder)
    } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error
        if (isExpired(folder, expiryMs)) clear()
        throw held()
    }
    try {
        work()
    } finally {
        clear()
    }
}

const held = () => Object.assign(new Error("Somebody else holds the lock."), {code: "ELOCKED"})

function isExpired(folder: string, expiryMs: number): boolean {
    const mtimeMs = fs.statSync(folder, {throwIfNoEntry: false})?.mtimeMs ?? Infinity
    return mtimeMs < Date.now() - expiryMs
}
