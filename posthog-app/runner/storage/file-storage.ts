import {constants} from "node:fs"
import {access, mkdir} from "node:fs/promises"
import path from "node:path"

import {fileLock} from "./file-lock"
import {projectFolderName} from "./file-names"
import {onDisk} from "./file-problems"
import {fileRows} from "./file-rows"
import {rowStorage} from "./row-storage"
import type {OpenedStorage} from "./storage"

/** Opens the storage of a project in a folder of its own under `dir`; only this user may look into it. */
export async function fileStorage(o: {
    dir: string
    project: string
    lockExpiryMs: number
    now: () => number
}): Promise<OpenedStorage> {
    const folder = path.resolve(o.dir, projectFolderName(o.project))
    await onDisk(folder, async () => {
        await mkdir(folder, {recursive: true, mode: 0o700})
        await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    })
    return {
        storage: rowStorage(fileRows(folder)),
        lock: fileLock(folder, o.lockExpiryMs, o.now),
        describe: `files in ${folder}`,
    }
}
