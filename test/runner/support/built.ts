import {mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {buildPlugin} from "../../../scripts/build/build-plugin"
import {buildRunner} from "../../../scripts/build/build-runner"

/** The files that a container or a CI job gets, in a folder of their own. */
export interface Built {
    readonly dir: string
    readonly indexJs: string
    readonly pluginJson: string
    readonly runnerCjs: string
}

/** Builds app and runner for a test file; the folder goes when the file is done. */
export async function buildForTests(): Promise<Built> {
    const dir = mkdtempSync(path.join(tmpdir(), "beton-built-"))
    folders.push(dir)
    const [{indexJs, pluginJson}, runnerCjs] = [await buildPlugin(dir), await buildRunner(dir)]
    return {dir, indexJs, pluginJson, runnerCjs}
}

/** A folder that goes when the test file is done. */
export function temporaryFolder(name: string): string {
    const dir = mkdtempSync(path.join(tmpdir(), `beton-${name}-`))
    folders.push(dir)
    return dir
}

const folders: string[] = []
afterAll(() => {
    for (const dir of folders) rmSync(dir, {recursive: true, force: true})
})
