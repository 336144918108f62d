import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
    utimesSync,
    writeFileSync,
} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {setTimeout as wait} from "node:timers/promises"

import {overlayStorage} from "@beton/posthog-app/runner/storage/overlay-storage"
import {type OpenedStorage, openStorage} from "@beton/posthog-app/runner/storage/storage"
import {StorageError} from "@beton/posthog-app/runner/storage/storage-error"

import {bundleChild, Child} from "./support/child"
import {behavesAsLock} from "./support/lock-behaviour"
import {behavesAsStorage} from "./support/storage-behaviour"

let root: string
beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), "beton-storage-"))
})
afterAll(() => rmSync(root, {recursive: true, force: true}))

const open = (project: string, dir = path.join(root, "state")): Promise<OpenedStorage> =>
    openStorage({location: {kind: "files", dir}, project, lockExpiryMs: 5000})

describe("storage in files", () => behavesAsStorage(async (project) => (await open(project)).storage))

describe("an overlay", () =>
    behavesAsStorage(async (project) => overlayStorage((await open(`below ${project}`)).storage)))

describe("the lock in files", () => behavesAsLock(() => ({kind: "files", dir: path.join(root, "locks")})))

describe("an overlay over rows", () => {
    it("shows its changes over the rows below, which stay as they are", async () => {
        const {storage: base} = await open("overlaid")
        for (const key of ["kept", "changed", "deleted", "counter"]) await base.set(key, 1)
        const below = await base.entries()
        const overlay = overlayStorage(base)
        await overlay.set("changed", 2)
        await overlay.set("new", 2)
        await overlay.del("deleted")
        expect(await overlay.increment("counter", 4)).toBe(5)
        expect(await overlay.increment("fresh")).toBe(1)
        expect(await overlay.get("kept")).toBe(1)
        expect(await overlay.get("deleted")).toBeNull()
        expect(await overlay.entries()).toEqual([
            ["changed", 2],
            ["counter", 5],
            ["fresh", 1],
            ["kept", 1],
            ["new", 2],
        ])
        expect(await base.entries()).toEqual(below)
        await overlay.close()
        await expect(base.get("kept")).rejects.toThrow("closed")
    })
})

describe("files", () => {
    const folderOf = (project: string) => path.join(root, "state", `project-${project}`)

    it("are there for the next start, apart by project, for this user only", async () => {
        const first = await open("mine")
        await first.storage.set("done", "2026-10-01")
        await first.storage.close()
        expect(await (await open("mine")).storage.get("done")).toBe("2026-10-01")
        expect(await (await open("../mine")).storage.entries()).toEqual([])
        const folder = folderOf("mine")
        expect(first.describe).toBe(`files in ${folder}`)
        expect(statSync(folder).mode & 0o777).toBe(0o700)
        expect(readdirSync(folder)).toEqual(["done.json"])
        expect(statSync(path.join(folder, "done.json")).mode & 0o777).toBe(0o600)
        expect(JSON.parse(readFileSync(path.join(folder, "done.json"), "utf8"))).toEqual({
            key: "done",
            value: "2026-10-01",
        })
        const got = await first.lock.acquire()
        expect(statSync(path.join(folder, "runner.lock.holder")).mode & 0o777).toBe(0o600)
        if (got.ok) await got.held.release()
        expect(readdirSync(folder)).toEqual(["done.json"])
    })

    it.each([
        ["torn", '{"key": "run", "val'],
        ["empty", ""],
        ["of another kind", "[1]"],
        ["of another key", '{"key": "done", "value": 1}'],
        ["without a value", '{"key": "run"}'],
    ])("name a file that is %s and the fix", async (_what, text) => {
        const {storage} = await open("damaged")
        const file = path.join(folderOf("damaged"), "run.json")
        await storage.set("other", 1)
        writeFileSync(file, text)
        const complaint = `The storage file ${file} is damaged or not from Beton. Delete it: what it held is rebuilt from PostHog and Attio.`
        await expect(storage.get("run")).rejects.toThrow(new StorageError(complaint))
        await expect(storage.increment("run")).rejects.toThrow(complaint)
        expect(await storage.get("other")).toBe(1)
        rmSync(file)
        expect(await storage.get("run")).toBeNull()
        expect(await storage.entries()).toEqual([["other", 1]])
    })

    it("do not list what a cut-off write left, and the holder of the lock removes it", async () => {
        const {storage, lock} = await open("cut")
        await storage.set("run", 1)
        const left = path.join(folderOf("cut"), "run.json.3141592653")
        writeFileSync(left, '{"key": "ru')
        expect(await storage.entries()).toEqual([["run", 1]])
        expect(existsSync(left)).toBe(true)
        const got = await lock.acquire()
        expect(got.ok).toBe(true)
        expect(existsSync(left)).toBe(false)
        writeFileSync(left, "")
        expect((await lock.acquire()).ok).toBe(false)
        expect(existsSync(left)).toBe(true)
        if (got.ok) await got.held.release()
        expect(await storage.entries()).toEqual([["run", 1]])
    })

    it("hold the old or the new value after a kill at any moment", async () => {
        const program = await bundleChild(root)
        const location = {kind: "files", dir: path.join(root, "killed")} as const
        let before = 0
        for (let round = 0; round < 15; round++) {
            const child = await Child.start(program, location, 5000)
            child.write("p")
            await child.hasWritten()
            await wait(round * 3)
            await child.kill()
            const {storage} = await open("p", location.dir)
            const {n, text} = (await storage.get("big")) as {n: number; text: string}
            // What was said to be safe is there; the one after it may be.
            expect([child.written, child.written + 1]).toContain(n)
            expect(text === String(n % 10).repeat(300_000)).toBe(true)
            expect((await storage.entries()).map(([key]) => key)).toEqual(["big"])
            expect(n).toBeGreaterThan(before)
            before = n
        }
        const {lock} = await open("p", location.dir)
        expect((await lock.acquire()).ok).toBe(true)
        const names = readdirSync(path.join(location.dir, "project-p"))
        expect(names.sort()).toEqual(["big.json", "runner.lock", "runner.lock.holder"])
    })

    it("have an expired lock taken by one of three that start together", async () => {
        const program = await bundleChild(root)
        const location = {kind: "files", dir: path.join(root, "expired")} as const
        const children = await Promise.all([1, 2, 3].map(() => Child.start(program, location, 2000)))
        for (let round = 0; round < 60; round++) {
            const folder = path.join(location.dir, `project-r${round}`, "runner.lock")
            mkdirSync(folder, {recursive: true})
            utimesSync(folder, new Date(), new Date(Date.now() - 2500))
            const answers = await Promise.all(children.map((child) => child.acquire(`r${round}`)))
            expect(answers.filter(({ok}) => ok)).toHaveLength(1)
        }
        await Promise.all(children.map((child) => child.kill()))
    })

    it("have a lock taken in the end where a process was killed while it removed another's", async () => {
        const {lock} = await open("removing")
        const longAgo = new Date(Date.now() - 6000)
        for (const name of ["runner.lock", "runner.lock.removing"]) {
            mkdirSync(path.join(folderOf("removing"), name))
            utimesSync(path.join(folderOf("removing"), name), longAgo, longAgo)
        }
        expect(await lock.acquire()).toEqual({ok: false, holder: null})
        const got = await lock.acquire()
        expect(got.ok).toBe(true)
        if (got.ok) await got.held.release()
        expect(readdirSync(folderOf("removing"))).toEqual([])
    })

    it("have the lock freed by a process that is asked to end", async () => {
        const location = {kind: "files", dir: path.join(root, "state")} as const
        const child = await Child.start(await bundleChild(root), location, 60_000)
        const {lock} = await open("ended")
        expect(await child.acquire("ended")).toEqual({ok: true})
        expect((await lock.acquire()).ok).toBe(false)
        const closed = new Promise((resolve) => child.process.on("close", resolve))
        child.process.kill("SIGTERM")
        await closed
        expect(readdirSync(folderOf("ended"))).toEqual([])
        const got = await lock.acquire()
        expect(got.ok).toBe(true)
        if (got.ok) await got.held.release()
    })

    it("say which folder cannot be used and why", async () => {
        const file = path.join(root, "file")
        writeFileSync(file, "")
        const opening = open("p", path.join(file, "below"))
        await expect(opening).rejects.toThrow(StorageError)
        await expect(opening).rejects.toThrow(
            `The storage at ${path.join(file, "below", "project-p")} cannot be used: a part of the path is a file. Name another folder.`,
        )
    })

    it("refuse a lock that would expire too soon", async () => {
        const location = {kind: "files", dir: root} as const
        await expect(openStorage({location, project: "p", lockExpiryMs: 100})).rejects.toThrow("2 seconds")
    })
})
