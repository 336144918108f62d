import {execFile} from "node:child_process"
import {existsSync, readdirSync, statSync} from "node:fs"
import path from "node:path"
import {promisify} from "node:util"

import {WorkError} from "../cli/errors"
import {attioSdkFolder} from "./attio-sdk"
import {withBuildLock} from "./build-lock"
import {ROOT} from "./build-plugin"

const LIMIT_MS = 180_000

/**
 * Builds an Attio app with `attio build`, unless its build is newer than its sources.
 *
 * @param imported folders outside the app that it imports
 * @returns its dist folder
 * @throws WorkError with what the build said
 */
export async function buildAttioApp(
    folder = path.join(ROOT, "attio-app"),
    imported: readonly string[] = [path.join(ROOT, "shared/src")],
): Promise<string> {
    const dist = path.join(folder, "dist")
    const sources = [path.join(folder, "src"), ...imported]
    await withBuildLock(folder, async () => {
        if (Math.max(...sources.map(newest)) <= oldest(dist)) return
        try {
            await promisify(execFile)(
                process.execPath,
                [path.join(attioSdkFolder(), "dist/cli/index.js"), "build"],
                {
                    cwd: folder,
                    timeout: LIMIT_MS,
                },
            )
        } catch (error) {
            const {stdout = "", stderr = ""} = error as {stdout?: string; stderr?: string}
            throw new WorkError(`The Attio app was not built.\n${stdout}${stderr}`.trimEnd())
        }
    })
    return dist
}

/** Modification times of the sources and builds in a folder, ms; generated types and tests do not count. */
function times(folder: string): number[] {
    if (!existsSync(folder)) return []
    return readdirSync(folder, {recursive: true, withFileTypes: true})
        .filter((entry) => entry.isFile() && !/\.(graphql\.d|test)\.tsx?$/.test(entry.name))
        .map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs)
}

const newest = (folder: string): number => Math.max(0, ...times(folder))

function oldest(folder: string): number {
    const all = times(folder)
    return all.length === 0 ? -1 : Math.min(...all)
}
