import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"

import {fileStorage} from "./storage"
import {hostFor} from "./test-plugin"

const newPath = () => join(mkdtempSync(join(tmpdir(), "storage-")), "deep", "state.json")

test("a second storage on the same file finds everything, and only the file is left", async () => {
    const path = newPath()
    const first = fileStorage(path)
    await Promise.all([...Array(20).keys()].map((n) => first.set(`k${n}`, {n, text: 'é"\n'})))
    await first.del("k3")
    await first.del("never there")
    const second = fileStorage(path)
    expect(await second.get("k7")).toEqual({n: 7, text: 'é"\n'})
    expect(await second.get("k3")).toBeUndefined()
    expect(await second.entries?.()).toHaveLength(19)
    expect(readdirSync(join(path, ".."))).toEqual(["state.json"])
})

test("what was set is in the file when set() has resolved", async () => {
    const path = newPath()
    const storage = fileStorage(path)
    await storage.set("a", 1)
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({a: 1})
    await Promise.all([storage.set("a", 2), storage.set("b", 3)])
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({a: 2, b: 3})
})

test("a broken file is an error that names it, and is left as it is", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "storage-")), "state.json")
    writeFileSync(path, '{"a": 1')
    const storage = fileStorage(path)
    await expect(storage.get("a")).rejects.toThrow(`The storage file ${path} is not valid JSON`)
    await expect(storage.set("a", 1)).rejects.toThrow("is not valid JSON")
    expect(readFileSync(path, "utf8")).toBe('{"a": 1')
})

test("a plugin finds its state again in a later run", async () => {
    const path = newPath()
    const source = `exports.setupPlugin = async ({utils}) => { await utils.cursor.increment("runs") }`
    for (const run of [1, 2]) {
        const host = hostFor(source, {storage: fileStorage(path)})
        await host.setup()
        expect(await host.storage.get("runs")).toBe(run)
    }
})
