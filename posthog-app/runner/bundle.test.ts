import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {dateOn, loadBundle, type PluginGlobals} from "./bundle"

let dir: string
beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-bundle-"))
})
afterEach(() => rmSync(dir, {recursive: true}))

const load = (code: string, globals: Partial<PluginGlobals> = {}) => {
    const file = path.join(dir, "index.js")
    writeFileSync(file, code)
    return loadBundle(file, {fetch: null, console: null, Date, ...globals})
}

it("gives the file its globals and nothing of this module", async () => {
    const said: string[] = []
    const plugin = load(
        "module.exports = {jobs: {}, setupPlugin: () => console.log(fetch + ' ' + Date.now() + ' ' + typeof loadBundle)}",
        {fetch: "the fetch", console: {log: (text: string) => said.push(text)}, Date: dateOn(() => 5)},
    )
    await plugin.setupPlugin({})
    expect(said).toEqual(["the fetch 5 undefined"])
})

it("says when the file is missing, or is something else", () => {
    const file = path.join(dir, "none.js")
    expect(() => loadBundle(file, {fetch: null, console: null, Date})).toThrow(
        `The packed app ${file} cannot be read: put it beside the runner, or build both again.`,
    )
    expect(() => load("module.exports = {}")).toThrow("is not the packed app: build it again.")
    expect(() => load("module.exports = {setupPlugin() {}, jobs: null}")).toThrow("is not the packed app")
})

it("dateOn: only now is another one", () => {
    const Shifted = dateOn(() => Date.UTC(2026, 9, 5))
    expect(new Shifted().toISOString()).toBe("2026-10-05T00:00:00.000Z")
    expect(Shifted.now()).toBe(Date.UTC(2026, 9, 5))
    expect(new Shifted("2020-01-01T00:00:00Z").getTime()).toBe(Date.UTC(2020, 0, 1))
    expect(new Shifted(7).getTime()).toBe(7)
    expect(Shifted.parse("1970-01-01T00:00:01Z")).toBe(1_000)
    expect(new Shifted() instanceof Date).toBe(true)
})
