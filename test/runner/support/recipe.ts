import {spawn} from "node:child_process"
import {chmodSync, mkdirSync, writeFileSync} from "node:fs"
import path from "node:path"

import {ROOT} from "../../../scripts/build/build-plugin"
import {RunnerProcess} from "./process"

/** A file of the recipes. */
export function recipeFile(name: string): string {
    return path.join(ROOT, "docs/recipes", name)
}

/** Puts a shell script that stands for a program into a folder of such. */
export function fakeProgram(folder: string, name: string, script: string): void {
    mkdirSync(folder, {recursive: true})
    writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(path.join(folder, name), 0o755)
}

/** Starts a program of the recipes with just this environment, in a process group of its own. */
export function startScript(
    command: readonly [string, ...string[]],
    o: {readonly cwd: string; readonly env: Readonly<Record<string, string>>},
): RunnerProcess {
    const [program, ...args] = command
    const child = spawn(program, args, {...o, detached: true, stdio: ["ignore", "pipe", "pipe"]})
    return new RunnerProcess(child)
}
