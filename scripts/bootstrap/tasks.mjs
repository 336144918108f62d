// What `npm run demo`, `npm test`, `npm run test:full` and `npm run bench` do once everything is installed.
import {existsSync, mkdirSync, readdirSync, rmSync} from "node:fs"
import path from "node:path"

import {npm} from "./install.mjs"
import {run} from "./run.mjs"

const JEST = ["node_modules/jest/bin/jest.js", "-c", "test/jest.config.cjs"]
/** Folders that may hold tests. */
const TESTED = ["shared", "posthog-app", "attio-app", "scripts", "test"]

/** Parts of a task in their order: {name, go} where `go` gives an exit code. Null when there is no such task. */
export function taskParts(task, root, args, say) {
    const node = (file, more = [], env = {}) => run(process.execPath, [file, ...more], {cwd: root, env})
    // Relative names on the command line mean the caller's directory.
    const caller = process.env.INIT_CWD ?? process.cwd()
    const tsx = (file, more = []) =>
        run(
            process.execPath,
            [path.join(root, "node_modules/tsx/dist/cli.mjs"), path.join(root, file), ...more],
            {cwd: caller},
        )
    switch (task) {
        case "demo":
            return [
                {name: "build", go: () => tsx("scripts/build/build-plugin.ts")},
                {
                    name: "demo",
                    go: () =>
                        run(process.execPath, [path.join(root, "scripts/bin/beton.mjs"), "demo", ...args], {
                            cwd: caller,
                        }),
                },
            ]
        case "test":
            return [
                {
                    name: "typecheck",
                    go: () => npm(root, ["run", "--silent", "typecheck"], {TURBO_TELEMETRY_DISABLED: "1"}),
                },
                {name: "lint", go: () => npm(root, ["run", "--silent", "lint"])},
                {
                    name: "tests",
                    go: () => node(JEST[0], [...JEST.slice(1), ...results(root, "test"), ...args]),
                },
            ]
        case "test:full":
            if (!TESTED.some((folder) => hasFullTests(path.join(root, folder)))) {
                say("There are no *.full.test.ts files: nothing to run.")
                rmSync(resultsFile(root, "full"), {force: true})
                return []
            }
            return [
                {
                    name: "long tests",
                    go: () =>
                        node(
                            JEST[0],
                            [
                                ...JEST.slice(1),
                                "--testPathPatterns",
                                "\\.full\\.test\\.ts$",
                                ...results(root, "full"),
                                ...args,
                            ],
                            {BETON_TEST_FULL: "1"},
                        ),
                },
            ]
        case "bench":
            return [{name: "bench", go: () => tsx("scripts/bench/index.ts", args)}]
        default:
            return null
    }
}

/** Names of the tasks, for the message about an unknown one. */
export const TASKS = ["demo", "test", "test:full", "bench"]

/** Where a test run leaves its counts, for the closing line of .ci/run. */
export function resultsFile(root, name) {
    return path.join(root, ".cache", `results-${name}.json`)
}

function results(root, name) {
    const file = resultsFile(root, name)
    mkdirSync(path.dirname(file), {recursive: true})
    rmSync(file, {force: true})
    return ["--json", `--outputFile=${file}`]
}

/** Is there a *.full.test.ts below a folder? */
export function hasFullTests(folder) {
    if (!existsSync(folder)) return false
    return readdirSync(folder, {withFileTypes: true}).some((entry) => {
        if (entry.isDirectory())
            return (
                !["node_modules", "dist"].includes(entry.name) && hasFullTests(path.join(folder, entry.name))
            )
        return /\.full\.test\.tsx?$/.test(entry.name)
    })
}
