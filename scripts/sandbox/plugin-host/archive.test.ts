import {mkdtempSync, readFileSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"

import {zipSync} from "fflate"

import {createPluginHost, unpackPlugin} from "./index"

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const MANIFEST = text(JSON.stringify({name: "Packed", main: "app.js"}))
const APP = text(`exports.setupPlugin = ({storage}) => storage.set("here", true)`)

let dir = ""
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "archive-"))))
afterEach(() => rmSync(dir, {recursive: true}))

test("a plugin runs from an archive of GitHub's form: the entry of one folder first, the files right inside", async () => {
    const files = unpackPlugin(
        zipSync({"repo-1a2b/": new Uint8Array(), "repo-1a2b/app.js": APP, "repo-1a2b/plugin.json": MANIFEST}),
        dir,
    )
    expect(readFileSync(files.pluginJson)).toEqual(Buffer.from(MANIFEST))
    const host = createPluginHost({...files, config: {}})
    await host.setup()
    expect(await host.storage.get("here")).toBe(true)
    await host.teardown()
})

test("index.js is the entry when the manifest names none", () => {
    const files = unpackPlugin(
        zipSync({"a/": new Uint8Array(), "a/index.js": APP, "a/plugin.json": text(`{"name": "x"}`)}),
        dir,
    )
    expect(readFileSync(files.indexJs)).toEqual(Buffer.from(APP))
})

test.each<[why: string, archive: Record<string, Uint8Array>, message: string]>([
    ["no folder at all", {"app.js": APP, "plugin.json": MANIFEST}, "The plugin server would not find plugin.json"],
    ["a folder without an entry", {"a/app.js": APP, "a/plugin.json": MANIFEST}, "PostHog's first installer would not find"],
    ["the entry deeper", {"a/": text(""), "a/plugin.json": MANIFEST, "a/dist/app.js": APP}, "would not find app.js"],
    ["no manifest", {"a/": text(""), "a/app.js": APP}, "would not find plugin.json"],
    ["a manifest that is no JSON", {"a/": text(""), "a/plugin.json": text("{"), "a/app.js": APP}, "plugin.json cannot be read"],
    ["nothing", {}, "The archive is empty."],
])("%s is refused", (_why, archive, message) => {
    expect(() => unpackPlugin(zipSync(archive), dir)).toThrow(message)
}) // prettier-ignore

test("bytes that are no zip are refused", () => {
    expect(() => unpackPlugin(text("<html>not found</html>"), dir)).toThrow("The archive cannot be unzipped")
})
