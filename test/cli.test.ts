import {spawnSync} from "node:child_process"
import {createPrivateKey, createPublicKey} from "node:crypto"
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"

import type {Command} from "../scripts/cli/command"
import {UsageError, WorkError} from "../scripts/cli/errors"
import {runCli} from "../scripts/cli/run"
import {QUERIES} from "../shared/src/queries/registry"

const BETON = fileURLToPath(new URL("../scripts/bin/beton.mjs", import.meta.url))

/** A command whose handler does what a test wants. */
function commandThat(
    handler: Command<{dir: string; days: string | undefined}>["handler"],
    describe = "Does some work.",
): Command {
    const command: Command<{dir: string; days: string | undefined}> = {
        command: "work <dir>",
        describe,
        builder: (yargs) =>
            yargs.positional("dir", {type: "string", demandOption: true}).option("days", {type: "string"}),
        handler,
    }
    return command as unknown as Command
}

/** Runs a command line in this process. */
async function cli(
    argv: string[],
    handler: Parameters<typeof commandThat>[0] = async () => undefined,
    {debug, describe}: {debug?: string; describe?: string} = {},
) {
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(argv, {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: tmpdir(),
        debug,
        signal: new AbortController().signal,
        clock: () => 0,
        commands: [{name: "work", summary: "Does some work."}],
        load: async () => commandThat(handler, describe),
    })
    return {code, out: out.join(""), err: err.join("")}
}

describe("the frame of the CLI", () => {
    it("hands the arguments over, and exits with 0", async () => {
        const seen: unknown[] = []
        const ran = await cli(
            ["work", "a", "--days=3"],
            async ({dir, days, json}) => void seen.push(dir, days, json),
        )
        expect(ran).toEqual({code: 0, out: "", err: ""})
        expect(seen).toEqual(["a", "3", undefined])
    })

    it.each<[string[], string]>([
        [["wrok", "a"], 'There is no command "wrok". Commands: work.\n'],
        [["work"], "<dir> is missing. See beton work --help.\n"],
        [
            ["work", "--json", "a"],
            "<dir> is missing (--json takes the word after it: write --json last, or --json=FILE). See beton work --help.\n",
        ],
        [["work", "a", "--dyas", "3"], "Unknown option --dyas. See beton work --help.\n"],
        [["work", "a", "b"], "Unknown argument b. See beton work --help.\n"],
        [["--version"], "Unknown option --version. Write the command first: beton <command> [options].\n"],
    ])("%j is wrong usage: exit code 2", async (argv, message) => {
        expect(await cli(argv)).toEqual({code: 2, out: "", err: message})
    })

    it("tells wrong configuration, failed work and surprises apart, without a stack", async () => {
        const failing = (error: Error) => cli(["work", "a"], () => Promise.reject(error))
        expect(await failing(new UsageError("--days must be a number."))).toEqual({
            code: 2,
            out: "",
            err: "--days must be a number.\n",
        })
        expect(await failing(new WorkError("The key is refused."))).toEqual({
            code: 1,
            out: "",
            err: "The key is refused.\n",
        })
        expect(await failing(new TypeError("x is undefined"))).toEqual({
            code: 1,
            out: "",
            err: "x is undefined\n(Run again with DEBUG=beton for the details.)\n",
        })
        const traced = await cli(["work", "a"], () => Promise.reject(new WorkError("No.")), {debug: "beton"})
        expect(traced.err).toMatch(/^WorkError: No\.\n\s+at /)
    })

    it("prints help to stdout and does no work", async () => {
        const handler = jest.fn()
        const help = await cli(["work", "--help"], handler)
        expect(help.code).toBe(0)
        expect(help.out).toContain("Does some work.")
        expect(help.out).toContain("--json")
        expect(handler).not.toHaveBeenCalled()
        expect(await cli(["--help"])).toMatchObject({
            code: 0,
            out: expect.stringContaining("work  Does some work."),
            err: "",
        })
        expect(await cli([])).toMatchObject({
            code: 2,
            out: "",
            err: expect.stringContaining("work  Does some work."),
        })
    })

    it("breaks a long description between words", async () => {
        const words = Array.from({length: 60}, (_, i) => `word${i}`)
        const {out} = await cli(["work", "--help"], jest.fn(), {describe: words.join(" ")})
        const lines = out.split("\n").filter((line) => line.startsWith("word"))
        expect(lines.length).toBeGreaterThan(3)
        expect(lines.join(" ").split(" ")).toEqual(words)
        expect(Math.max(...lines.map(({length}) => length))).toBeLessThanOrEqual(100)
    })

    it("prints the text, the JSON alone, or the JSON into a file", async () => {
        const dir = mkdtempSync(path.join(tmpdir(), "beton-cli-"))
        const handler: Parameters<typeof commandThat>[0] = async (_args, io) => {
            io.log("working")
            io.result({n: 1}, "one")
        }
        try {
            expect(await cli(["work", "a"], handler)).toEqual({code: 0, out: "one\n", err: "working\n"})
            expect(await cli(["work", "a", "--json"], handler)).toEqual({
                code: 0,
                out: '{\n  "n": 1\n}\n',
                err: "working\n",
            })
            const file = path.join(dir, "out.json")
            expect(await cli(["work", "a", "--json", file], handler)).toEqual({
                code: 0,
                out: "one\n",
                err: "working\n",
            })
            expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({n: 1})
            expect(await cli(["work", "a", "--json", path.join(dir, "no/out.json")], handler)).toMatchObject({
                code: 2,
                err: `working\n--json ${path.join(dir, "no/out.json")}: the file cannot be written (ENOENT).\n`,
            })
        } finally {
            rmSync(dir, {recursive: true})
        }
    })

    it("closes what a command opened, the last first, also when it fails", async () => {
        const closed: string[] = []
        const ran = await cli(["work", "a"], async (_args, io) => {
            io.defer(() => void closed.push("first"))
            io.defer(() => void closed.push("second"))
            throw new WorkError("No.")
        })
        expect(ran.code).toBe(1)
        expect(closed).toEqual(["second", "first"])
    })
})

describe("the beton command", () => {
    const beton = (args: string[], cwd = tmpdir()) =>
        spawnSync(process.execPath, [BETON, ...args], {encoding: "utf8", cwd})

    it("prints every query of the registry as JSON, from any directory", () => {
        const ran = beton(["queries", "--json"])
        expect(ran).toMatchObject({status: 0, stderr: ""})
        const queries = JSON.parse(ran.stdout) as Record<string, unknown>[]
        expect(queries.map(({id}) => id)).toEqual(QUERIES.map(({id}) => id))
        for (const query of queries) {
            expect(Object.keys(query)).toEqual([
                "id",
                "version",
                "purpose",
                "hogql",
                "values",
                "columns",
                "ttl_seconds",
            ])
            expect(query).toMatchObject({version: expect.any(Number), ttl_seconds: expect.any(Number)})
            // Placeholders in the text and values belong together.
            const named = [...String(query.hogql).matchAll(/\{(\w+)\}/g)]
                .map(([, name]) => name)
                .filter((name) => name !== "filters")
            expect(new Set(named)).toEqual(new Set(Object.keys(query.values as object)))
        }
    })

    it("makes Ed25519 key pairs, a new one each time", () => {
        const keys = [1, 2].map(
            () => JSON.parse(beton(["keygen", "--json"]).stdout) as Record<string, string>,
        )
        for (const {private_key = "", public_key = "", kid} of keys) {
            // Node derives the public key from the seed: another implementation than Beton's.
            const prefix = Buffer.from("302e020100300506032b657004220420", "hex")
            const key = Buffer.concat([prefix, Buffer.from(private_key, "base64url")])
            const pair = createPublicKey(
                createPrivateKey({key, format: "der", type: "pkcs8"}).export({type: "pkcs8", format: "pem"}),
            )
            expect(pair.export({format: "jwk"}).x).toBe(public_key)
            expect(public_key.startsWith(kid ?? "none")).toBe(true)
        }
        expect(keys[0]?.private_key).not.toBe(keys[1]?.private_key)
    })

    it("names file and line of a bad export and exits with 1", () => {
        const dir = mkdtempSync(path.join(tmpdir(), "beton-cli-"))
        try {
            const ran = beton(["import", dir, "--json"])
            expect(ran).toMatchObject({status: 1, stdout: ""})
            expect(ran.stderr).toBe(
                `${dir}: there is neither events.jsonl nor events.jsonl.gz in it. Nothing was loaded.\n`,
            )
        } finally {
            rmSync(dir, {recursive: true})
        }
    })

    it("packs the same bytes twice", () => {
        const packs = [1, 2].map(() => {
            const ran = beton(["pack", "--json"])
            expect(ran).toMatchObject({status: 0, stderr: ""})
            const packed = JSON.parse(ran.stdout) as {
                file: string
                sha256: string
                contents: {name: string; bytes: number}[]
            }
            return {...packed, bytes: readFileSync(packed.file).toString("base64")}
        })
        expect(packs[0]).toEqual(packs[1])
        expect(packs[0]?.contents.map(({name}) => name)).toEqual(
            expect.arrayContaining(["index.js", "plugin.json"]),
        )
        const built = path.join(path.dirname(packs[0]?.file ?? ""), "index.js")
        expect(existsSync(built)).toBe(true)
        // The strictest host has no module system but its own `require`, and no Node globals.
        expect(readFileSync(built, "utf8")).not.toMatch(/\brequire\("node:/)
    })
})
