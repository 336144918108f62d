import {mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {keepTree, readTree} from "./tree-files"

let folder = ""
beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "beton-trees-"))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

it("gives back what was kept, by text", () => {
    expect(readTree("SELECT 1", folder)).toBeNull()
    keepTree("SELECT 1", '{"a":1}', folder)
    expect(readTree("SELECT 1", folder)).toBe('{"a":1}')
    expect(readTree("SELECT 2", folder)).toBeNull()
})

it("half a file counts as none, and is replaced", () => {
    keepTree("SELECT 1", '{"a":1}', folder)
    const [file = ""] = readdirSync(folder)
    writeFileSync(path.join(folder, file), '{"a"')
    expect(readTree("SELECT 1", folder)).toBeNull()
    keepTree("SELECT 1", '{"a":1}', folder)
    expect(readTree("SELECT 1", folder)).toBe('{"a":1}')
})

it("a folder that cannot be written keeps nothing and breaks nothing", () => {
    const file = path.join(folder, "file")
    writeFileSync(file, "")
    keepTree("SELECT 1", "{}", path.join(file, "below"))
    expect(readTree("SELECT 1", path.join(file, "below"))).toBeNull()
})

it("too many files are cleared away", () => {
    for (let n = 0; n < 500; n++) writeFileSync(path.join(folder, String(n)), "")
    keepTree("SELECT 1", "{}", folder)
    expect(readdirSync(folder)).toHaveLength(1)
})
