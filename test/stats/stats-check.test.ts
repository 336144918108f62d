import {spawnSync} from "node:child_process"
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"

import type {StatsCheck} from "@beton/scripts/stats-check/check"

import {runCli} from "../../scripts/cli/run"

const REFERENCE = fileURLToPath(new URL("../../../shared/stats/reference.json", import.meta.url))
const BETON = fileURLToPath(new URL("../../scripts/bin/beton.mjs", import.meta.url))

const present = existsSync(REFERENCE)
if (!present)
    console.warn("Skipped: the reference values (../shared/stats/reference.json) are not on this machine.")

const folder = mkdtempSync(path.join(tmpdir(), "stats-check-"))
afterAll(() => rmSync(folder, {recursive: true}))

/** The command in this process: as `beton` runs it. */
async function statsCheck(file: string): Promise<{status: number; stderr: string; check: StatsCheck}> {
    const out: string[] = []
    const err: string[] = []
    const status = await runCli(["stats-check", file, "--json"], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: folder,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    const stdout = out.join("")
    return {status, stderr: err.join(""), check: (stdout === "" ? null : JSON.parse(stdout)) as StatsCheck}
}

function written(content: unknown): string {
    const file = path.join(folder, "reference.json")
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content))
    return file
}

const TOLERANCE = {rel: 1e-8, abs: 1e-12}
const RIGHT = {
    id: "wilson-1",
    input: {k: 81, n: 263, conf: 0.95},
    output: {lo: 0.2552885199, hi: 0.366209577},
}
const NULLS = {id: "wilson-2", input: {k: 0, n: 0, conf: 0.95}, output: {lo: null, hi: null}}
const family = (...cases: object[]) => ({id: "wilson", tolerance: TOLERANCE, cases})
const file = (...families: object[]) => ({format: "beton-stats-reference/1", families})

;(present ? describe : describe.skip)("beton stats-check of the reference values", () => {
    const {families: reference} = present
        ? (JSON.parse(readFileSync(REFERENCE, "utf8")) as {families: {id: string; cases: {id: string}[]}[]})
        : {families: []}

    it("finds every case of every family within its tolerance and names what it does not compute", async () => {
        const {status, stderr, check} = await statsCheck(REFERENCE)
        expect({status, stderr}).toEqual({status: 0, stderr: ""})
        expect(check.families.flatMap(({failed}) => failed)).toEqual([])
        expect(check.families.every(({largest_error}) => largest_error <= 1)).toBe(true)
        expect(check.unknown).toEqual([])
        const seen = new Map(check.families.map(({id, cases}) => [id, cases]))
        for (const {id, cases} of reference)
            expect(seen.get(id) ?? check.not_implemented.find((name) => name === id)).toBe(
                seen.has(id) ? cases.length : id,
            )
        expect(seen.size + check.not_implemented.length).toBe(reference.length)
    }, 60_000)

    it("finds each family's first number when it is moved by two tolerances", async () => {
        const {check} = await statsCheck(
            written(moved(JSON.parse(readFileSync(REFERENCE, "utf8")) as MovableFile)),
        )
        expect(check.families.filter(({failed}) => failed.length === 0).map(({id}) => id)).toEqual([])
        expect(check.passed).toBe(false)
    }, 60_000)
})

interface MovableFile {
    families: {tolerance: {rel: number; abs: number}; cases: {output: unknown}[]}[]
}

/** The file with one number of each family's first movable case changed by two tolerances. */
function moved(reference: MovableFile): MovableFile {
    for (const {tolerance, cases} of reference.families) {
        let done = false
        const move = (value: unknown): unknown => {
            if (done || value === null) return value
            if (typeof value === "number") {
                done = true
                return (
                    value +
                    2 * Math.max(tolerance.abs, tolerance.rel * Math.abs(value), 1e-9 * Math.abs(value))
                )
            }
            if (Array.isArray(value)) return value.map(move)
            if (typeof value !== "object") return value
            return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, move(item)]))
        }
        for (const one of cases) if (!done) one.output = move(one.output)
    }
    return reference
}

describe("beton stats-check", () => {
    it("passes what is right", async () => {
        const {status, check} = await statsCheck(written(file(family(RIGHT, NULLS))))
        expect(status).toBe(0)
        expect(check).toMatchObject({passed: true, not_implemented: [], unknown: []})
        expect(check.families).toMatchObject([
            {id: "wilson", cases: 2, failed: [], largest_error_case: "wilson-1"},
        ])
    })

    it("fails with the id of a case that is wrong, by value or because it must be null", async () => {
        const wrong = {...RIGHT, id: "wilson-3", output: {lo: 0.2552885299, hi: 0.366209577}}
        const invented = {...RIGHT, id: "wilson-4", output: {lo: null, hi: 0.366209577}}
        const {status, check} = await statsCheck(written(file(family(RIGHT, wrong, NULLS, invented))))
        expect(status).toBe(1)
        expect(check.passed).toBe(false)
        expect(check.families[0]!.failed.map(({id}) => id)).toEqual(["wilson-3", "wilson-4"])
        expect(check.families[0]!.largest_error).toBeGreaterThan(3)
    })

    it("fails a case whose computation refuses the input, with its words", async () => {
        const refused = {id: "p-1", input: {p: [2]}, output: {bh: [1]}}
        const {status, check} = await statsCheck(
            written(file({id: "p_adjust", tolerance: TOLERANCE, cases: [refused]})),
        )
        expect(status).toBe(1)
        expect(check.families[0]!.failed[0]!.error).toContain("A p-value must be from 0 to 1")
    })

    it("fails on a family that it has never heard of, even one named like a method of objects", async () => {
        for (const id of ["wilsons", "constructor"]) {
            const {status, check} = await statsCheck(written(file(family(RIGHT), {...family(NULLS), id})))
            expect({status, unknown: check.unknown}).toEqual({status: 1, unknown: [id]})
        }
    })

    it("names families that it leaves out on purpose, without failing", async () => {
        const left = {id: "e_value", tolerance: TOLERANCE, cases: [{id: "e-1", input: {}, output: {}}]}
        const ran = spawnSync(process.execPath, [BETON, "stats-check", written(file(family(RIGHT), left))], {
            encoding: "utf8",
        })
        expect(ran.status).toBe(0)
        expect(ran.stdout).toContain("not implemented: e_value")
        expect(ran.stdout).toMatch(/ok\s+wilson\s+1 cases, largest error 0\.\d+ x tolerance \(wilson-1\)/)
    })

    it.each([
        ["{", "is no JSON"],
        ["[]", "is no file of format beton-stats-reference/1"],
        [{...file(family(RIGHT)), format: "beton-stats-reference/2"}, "at format"],
        [file(), "at families"],
        [file(family()), "at families.0.cases"],
        [file(family({id: "x", output: {}})), "at families.0.cases.0.input"],
        [file({...family(RIGHT), tolerance: {rel: -1, abs: 0}}), "at families.0.tolerance.rel"],
        [file(family(RIGHT, RIGHT)), 'The id "wilson-1" occurs twice'],
    ])("refuses a malformed file with the reason (%#)", async (content, reason) => {
        const {status, stderr} = await statsCheck(written(content))
        expect(status).toBe(2)
        expect(stderr).toContain(reason)
    })

    it("refuses a file that is not there", async () => {
        const {status, stderr} = await statsCheck(path.join(folder, "absent.json"))
        expect(status).toBe(2)
        expect(stderr).toContain("cannot be read (ENOENT)")
    })
})
