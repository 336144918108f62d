import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {run} from "./run.mjs"
import {hasFullTests, taskParts, TASKS} from "./tasks.mjs"

const quiet = {stdio: "ignore"}

describe("run", () => {
    it("passes exit codes on", async () => {
        expect(await run(process.execPath, ["-e", "process.exit(7)"], quiet)).toBe(7)
        expect(await run(process.execPath, ["-e", ""], quiet)).toBe(0)
    })

    it("gives 128 + the signal's number when a signal ends the program", async () => {
        expect(await run(process.execPath, ["-e", "process.kill(process.pid, 'SIGTERM')"], quiet)).toBe(143)
    })

    it("gives 127 for a program that does not exist", async () => {
        const error = jest.spyOn(console, "error").mockImplementation(() => undefined)
        expect(await run("no-such-program-here", [])).toBe(127)
        expect(error).toHaveBeenCalledWith(expect.stringContaining("no-such-program-here cannot be started"))
        error.mockRestore()
    })
})

describe("tasks", () => {
    let root: string
    beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), "beton-tasks-"))))
    afterEach(() => rmSync(root, {recursive: true, force: true}))

    it("knows its tasks and no other", () => {
        for (const task of TASKS) expect(taskParts(task, root, [], () => undefined)).not.toBeNull()
        expect(taskParts("dmeo", root, [], () => undefined)).toBeNull()
    })

    it("types, then lints, then tests", () => {
        expect(taskParts("test", root, [], () => undefined)?.map(({name}) => name)).toEqual([
            "typecheck",
            "lint",
            "tests",
        ])
    })

    it("finds long tests outside node_modules, and says when there are none", () => {
        const said: string[] = []
        mkdirSync(path.join(root, "test/node_modules"), {recursive: true})
        writeFileSync(path.join(root, "test/node_modules/a.full.test.ts"), "")
        expect(hasFullTests(root)).toBe(false)
        expect(taskParts("test:full", root, [], (text) => said.push(text))).toEqual([])
        expect(said).toEqual(["There are no *.full.test.ts files: nothing to run."])
        writeFileSync(path.join(root, "test/a.full.test.ts"), "")
        expect(hasFullTests(root)).toBe(true)
    })
})
