import {spawnSync} from "node:child_process"
import {
    copyFileSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {unzipSync} from "fflate"

import {buildPlugin, ROOT} from "../../scripts/build/build-plugin"
import {logoPng} from "../../scripts/build/logo"
import {inRange} from "../../scripts/build/manifest-schema"
import {ARCHIVE_NAME, type PackedPlugin, packPlugin} from "../../scripts/build/pack-plugin"
import {ARCHIVED_FILES, verifyArchive} from "../../scripts/build/verify-archive"
import {reproducibleZip} from "../../scripts/build/zip"
import {WorkError} from "../../scripts/cli/errors"

type Files = Record<string, Uint8Array>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (content: Uint8Array | undefined): string => new TextDecoder().decode(content)

let dir = ""
let packed: PackedPlugin
/** The archive's files by their names in its folder. */
let files: Files
beforeAll(async () => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-pack-"))
    packed = await packPlugin(path.join(dir, "one"))
    const entries = Object.entries(unzipSync(readFileSync(packed.file)))
    files = Object.fromEntries(entries.slice(1).map(([name, content]) => [path.basename(name), content]))
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

describe("the archive", () => {
    it("starts with its one folder, in which all files lie side by side as they were built", () => {
        const names = Object.keys(unzipSync(readFileSync(packed.file)))
        expect(names).toEqual([
            `${ARCHIVE_NAME}/`,
            ...ARCHIVED_FILES.map((name) => `${ARCHIVE_NAME}/${name}`),
        ])
        for (const name of ["index.js", "plugin.json", "index.js.LEGAL.txt"])
            expect(text(files[name])).toBe(readFileSync(path.join(dir, "one", name), "utf8"))
        expect(text(files["README.md"])).toBe(readFileSync(path.join(ROOT, "posthog-app/README.md"), "utf8"))
        expect(packed.contents.map(({name}) => name)).toEqual([...ARCHIVED_FILES])
    })

    it("has the version of posthog-app/package.json", () => {
        const {version} = JSON.parse(readFileSync(path.join(ROOT, "posthog-app/package.json"), "utf8"))
        expect(JSON.parse(text(files["plugin.json"])).version).toBe(version)
        expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    })

    it("brings the licence of every package whose code is in index.js", async () => {
        const {inputs} = await buildPlugin(path.join(dir, "licences"))
        const inside = inputs.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
        const legal = text(files["index.js.LEGAL.txt"])
        expect(new Set(inside).size).toBeGreaterThan(4)
        for (const name of new Set(inside))
            expect(legal).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"))
        expect(legal.match(/permission/gi)?.length).toBeGreaterThanOrEqual(new Set(inside).size)
    })

    it("has the logo that the drawing gives, and a page that names every setting and public job", () => {
        expect(Buffer.from(files["logo.png"] ?? [])).toEqual(Buffer.from(logoPng()))
        const jobs = Object.keys(JSON.parse(text(files["plugin.json"])).publicJobs)
        for (const name of [...FIELD_KEYS, ...jobs]) expect(text(files["README.md"])).toContain(`\`${name}\``)
    })

    it("says what was verified", () => {
        expect(packed.verified).toEqual([
            `Layout: ${ARCHIVED_FILES.length} files side by side in ${ARCHIVE_NAME}/`,
            expect.stringMatching(/^Manifest: Beton \S+ for PostHog >= 1\.43\.0, 12 settings \(4 secret\), public jobs run_now, backfill$/),
            expect.stringMatching(/^Load: set up with a right configuration; exports runEveryHour, jobs\.step, /),
            expect.stringMatching(/^Load: refuses an empty configuration: PostHog personal API key is empty/),
        ])
    }) // prettier-ignore

    it("is read by other tools, and by Python as PostHog reads it", () => {
        const tools: [name: string, args: string[], shows: string][] = [
            ["unzip", ["-p", packed.file, `${ARCHIVE_NAME}/plugin.json`], text(files["plugin.json"])],
            ["python3", ["-c", DJANGO, packed.file], text(files["plugin.json"])],
        ]
        const found = tools.filter(([name]) => spawnSync(name, ["-h"]).error === undefined)
        for (const [name, args, shows] of found) {
            const ran = spawnSync(name, args, {encoding: "utf8", maxBuffer: 10_000_000})
            expect([name, ran.stderr, ran.stdout]).toEqual([name, "", shows])
        }
        // Where neither is installed, fflate alone has read it (above).
        process.stderr.write(`Read by: ${["fflate", ...found.map(([name]) => name)].join(", ")}\n`)
    })
})

/** How PostHog's Django finds a file in an archive since 2022. */
const DJANGO = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
root = archive.namelist()[0]
folder = zipfile.Path(archive)
folder = folder / root if folder.joinpath(root).is_dir() else folder
sys.stdout.write((folder / "plugin.json").read_text("utf-8"))
`

describe("the same sources give the same bytes", () => {
    it("in another directory, under another umask, over what an earlier build left", async () => {
        const out = path.join(dir, "two")
        mkdirSync(out)
        writeFileSync(path.join(out, "index.js.LEGAL.txt"), "old")
        const umask = process.umask(0o077)
        try {
            const again = await packPlugin(out)
            expect(again.sha256).toBe(packed.sha256)
            expect(readFileSync(again.file).equals(readFileSync(packed.file))).toBe(true)
        } finally {
            process.umask(umask)
        }
    })

    it("in another checkout; a defect there leaves no archive, not even the earlier one", async () => {
        const root = path.join(dir, "a longer place", "checkout")
        await checkOut(root)
        const out = path.join(root, "out")
        expect((await packPlugin(out, root)).sha256).toBe(packed.sha256)

        const pluginJson = path.join(root, "posthog-app/plugin.json")
        const {name: _name, ...nameless} = JSON.parse(readFileSync(pluginJson, "utf8"))
        writeFileSync(pluginJson, JSON.stringify(nameless))
        await expect(packPlugin(out, root)).rejects.toThrow(/^Manifest: [^]*\nname: /)
        expect(readdirSync(out).filter((entry) => entry.includes(".zip"))).toEqual([])
    })
})

/** A copy of everything the build reads, as another clone has it. */
async function checkOut(root: string): Promise<void> {
    const {inputs} = await buildPlugin(path.join(dir, "inputs"))
    const folders = new Set(inputs.flatMap(parentsOf))
    const besides = [...folders].flatMap((folder) =>
        readdirSync(path.join(ROOT, folder))
            .filter((name) => /^(package\.json|tsconfig\.json|licen[cs]e.*)$/i.test(name))
            .map((name) => `${folder}/${name}`),
    )
    const pages = ["README.md", "logo.png", "plugin.json"].map((name) => `posthog-app/${name}`)
    for (const file of [
        ...inputs,
        ...besides,
        ...pages,
        "LICENSE",
        "docs/SETTINGS.md",
        "tsconfig.base.json",
    ]) {
        mkdirSync(path.dirname(path.join(root, file)), {recursive: true})
        copyFileSync(path.join(ROOT, file), path.join(root, file))
    }
    mkdirSync(path.join(root, "node_modules/@beton"), {recursive: true})
    symlinkSync("../../shared", path.join(root, "node_modules/@beton/shared"))
}

/** a/b/c.ts → a, a/b */
function parentsOf(file: string): string[] {
    const parts = file.split("/").slice(0, -1)
    return parts.map((_part, i) => parts.slice(0, i + 1).join("/"))
}

describe("verification catches", () => {
    /** The archive with a small app that passes in place of the bundle, and with some files replaced or left out. */
    const changed = (
        changes: Record<string, Uint8Array | null>,
        folder: string | undefined = ARCHIVE_NAME,
    ) => {
        const all = Object.entries({...files, "index.js": SMALL_APP, ...changes})
        const kept = all.filter((file): file is [string, Uint8Array] => file[1] !== null)
        return reproducibleZip(Object.fromEntries(kept), folder)
    }
    const manifest = (change: (json: Manifest) => void): Uint8Array => {
        const json = JSON.parse(text(files["plugin.json"])) as Manifest
        change(json)
        return bytes(JSON.stringify(json))
    }
    interface Manifest {
        name?: string
        posthogVersion: string
        config: Record<string, unknown>[]
        publicJobs: Record<string, unknown>
    }
    const stub = (setup: string, rest = EXPORTS) => bytes(`exports.setupPlugin = ${setup}; ${rest}`)

    it.each<[defect: string, archive: () => Uint8Array, message: RegExp]>([
        ["a public job that is not exported", () => changed({"plugin.json": manifest((json) => (json.publicJobs.gone = {payload: {}}))}), /^Exports: .*public job gone, which/],
        ["a manifest without a name", () => changed({"plugin.json": manifest((json) => delete json.name)}), /^Manifest: [^]*\nname: /],
        ["a name that does not fit", () => changed({"plugin.json": manifest((json) => (json.name = "x".repeat(201)))}), /^Manifest: [^]*\nname: /],
        ["a token that would be shown", () => changed({"plugin.json": manifest((json) => json.config.push({key: "api_token", name: "Token", type: "string"}))}), /^Manifest: [^]*\nconfig\.13: must be marked as secret/],
        ["a type that the form does not know", () => changed({"plugin.json": manifest((json) => json.config.push({key: "x", name: "X", type: "number"}))}), /^Manifest: [^]*\nconfig\.13\.type: /],
        ["a payload that the page cannot ask for", () => changed({"plugin.json": manifest((json) => (json.publicJobs.run_now = {payload: {dry_run: {type: "bool", title: "Dry"}}}))}), /^Manifest: [^]*\npublicJobs\.run_now\.payload\.dry_run\.type: /],
        ["a PostHog version that no self-hosted image has", () => changed({"plugin.json": manifest((json) => (json.posthogVersion = ">= 1.44.0"))}), /posthogVersion: leaves out 1\.43\.0/],
        ["a version range that PostHog cannot read", () => changed({"plugin.json": manifest((json) => (json.posthogVersion = "1.43 or later"))}), /posthogVersion: is no version range/],
        ["a manifest that is no JSON", () => changed({"plugin.json": bytes("{")}), /^Layout: .*plugin\.json cannot be read/],
        ["a bundle that throws when it is loaded", () => changed({"index.js": bytes(`throw new Error("planted")`)}), /^Load: index\.js does not load in the plugin host: planted/],
        ["a bundle that needs what the host lacks", () => changed({"index.js": bytes(`setTimeout(() => 1, 1)`)}), /^Load: index\.js does not load .*setTimeout is not defined/],
        ["a set-up that refuses what is right", () => changed({"index.js": stub(`() => { throw new Error("no") }`)}), /^Load: setupPlugin refuses a right configuration: no$/],
        ["a set-up that takes anything", () => changed({"index.js": stub(`() => {}`)}), /^Load: setupPlugin takes an empty configuration/],
        ["a refusal that names nothing", () => changed({"index.js": stub(`({config}) => config.posthog_key.trim()`)}), /without naming PostHog personal API key, PostHog project id, Signing key: Cannot read/],
        ["an app that never wakes up", () => changed({"index.js": stub(`() => {}`, "")}), /^Exports: .*no scheduled task/],
        ["files deeper than the folder", () => changed({"index.js": null, "dist/index.js": SMALL_APP}), /^Layout: .*dist\/index\.js does not belong/],
        ["files without a folder", () => reproducibleZip(files), /^Layout: .*must start with the entry of one folder, not with LICENSE/],
        ["a folder in a folder", () => changed({}, "a/b"), /^Layout: .*not with a\/b\//],
        ["a file that somebody left there", () => changed({".env": bytes("KEY=1")}), /^Layout: .*\.env does not belong/],
        ["a missing page", () => changed({"README.md": null}), /^Layout: .*README\.md is missing/],
        ["a logo that is no picture", () => changed({"logo.png": bytes("<svg/>")}), /^Layout: logo\.png must be a square PNG/],
        ["bytes that are no archive", () => bytes("<html>404</html>"), /^Layout: the archive cannot be unzipped/],
    ])("%s", async (_defect, archive, message) => {
        const refused = await verifyArchive(archive()).then(
            () => null,
            (error: unknown) => error,
        )
        expect(refused).toBeInstanceOf(WorkError)
        expect((refused as WorkError).message).toMatch(message)
    }) // prettier-ignore

    it("and nothing else, whatever the folder is called", async () => {
        expect(await verifyArchive(changed({}, "repository-1a2b3c"))).toHaveLength(4)
    })
})

const EXPORTS = `exports.runEveryHour = () => {}; exports.jobs = {step() {}, run_now() {}, backfill() {}}`
const SMALL_APP = bytes(`${EXPORTS}; exports.setupPlugin = ({config}) => {
    if (!config.signing_key) throw new Error("Empty: PostHog personal API key, PostHog project id, Signing key.")
}`)

describe("version ranges as PostHog reads them", () => {
    it.each<[range: string, version: string, inside: boolean | null]>([
        [">= 1.43.0", "1.43.0", true],
        [">= 1.43.0", "1.42.9", false],
        [">=1.40.0, <1.43.0", "1.43.0", false],
        [">=1.40.0,<=1.43.0", "1.43.0", true],
        ["> 1.9.0", "1.43.0", true],
        ["== 1.43.0", "1.43.1", false],
        ["!= 1.43.0", "1.43.0", false],
        ["^1.43.0", "1.43.0", null],
        ["latest", "1.43.0", null],
        ["", "1.43.0", null],
    ])("%s, %s", (range, version, inside) => expect(inRange(range, version)).toBe(inside))
})
