import {mkdtempSync, rmSync} from "node:fs"
import {hostname, tmpdir} from "node:os"
import path from "node:path"
import {setTimeout as wait} from "node:timers/promises"

import type {StorageLocation} from "@beton/posthog-app/runner/storage/storage"

import {bundleChild, Child} from "./child"

// The shortest there is.
const EXPIRY_MS = 2000
// Timers, processes that are waited for, and a busy machine.
const SLACK_MS = 3000

/** What every kind of lock does the same, between real processes. */
export function behavesAsLock(where: () => StorageLocation): void {
    let dir: string
    let program: string
    const children: Child[] = []
    const start = async () => {
        const child = await Child.start(program, where(), EXPIRY_MS)
        children.push(child)
        return child
    }
    let a: Child
    let b: Child
    let c: Child
    beforeAll(async () => {
        dir = mkdtempSync(path.join(tmpdir(), "beton-lock-"))
        program = await bundleChild(dir)
        ;[a, b, c] = await Promise.all([start(), start(), start()])
    })
    afterAll(async () => {
        await Promise.all(children.map((child) => child.kill()))
        rmSync(dir, {recursive: true, force: true})
    })

    it("lets one in, tells the others who it is, and is free when released", async () => {
        const before = Date.now()
        expect(await a.acquire("p")).toEqual({ok: true})
        const refused = await b.acquire("p")
        expect(refused).toEqual({
            ok: false,
            holder: {since: expect.any(String), host: hostname(), pid: a.pid},
        })
        const since = Date.parse((refused as {holder: {since: string}}).holder.since)
        expect(since).toBeGreaterThanOrEqual(before - 1000)
        expect(since).toBeLessThanOrEqual(Date.now() + 1000)
        expect(await a.acquire("p")).toMatchObject({ok: false, holder: {pid: a.pid}})
        // Others' projects are apart.
        expect(await b.acquire("other")).toEqual({ok: true})
        await a.release("p")
        expect(await b.acquire("p")).toEqual({ok: true})
        expect(await a.acquire("p")).toMatchObject({ok: false, holder: {pid: b.pid}})
        // A second release is nothing to the next holder.
        await a.release("p")
        expect(await c.acquire("p")).toMatchObject({ok: false, holder: {pid: b.pid}})
        await b.release("p")
    })

    it("lets one of three in that start together", async () => {
        for (let round = 0; round < 15; round++) {
            const answers = await Promise.all([a, b, c].map((child) => child.acquire("race")))
            expect(answers.filter(({ok}) => ok)).toHaveLength(1)
            await [a, b, c][answers.findIndex(({ok}) => ok)]?.release("race")
        }
    })

    // These wait for the expiry, all at the same time.
    const scenarios: Record<string, () => Promise<void>> = {
        async "is kept past its expiry while its holder lives"() {
            expect(await a.acquire("kept")).toEqual({ok: true})
            for (const until = Date.now() + 1.5 * EXPIRY_MS; Date.now() < until; await wait(100))
                expect(await c.acquire("kept")).toMatchObject({ok: false, holder: {pid: a.pid}})
            expect(a.hasLost("kept")).toBe(false)
            await a.release("kept")
            expect(await c.acquire("kept")).toEqual({ok: true})
        },
        async "of a killed process is free after its expiry, not before, and for one only"() {
            const killed = await start()
            const takenAfter = Date.now()
            expect(await killed.acquire("killed")).toEqual({ok: true})
            await killed.kill()
            let answers = await both("killed")
            for (; !answers.some(({ok}) => ok); answers = await both("killed")) {
                expect(answers[0]).toMatchObject({holder: {pid: killed.pid}})
                expect(Date.now() - takenAfter).toBeLessThan(EXPIRY_MS + SLACK_MS)
                await wait(20)
            }
            expect(Date.now() - takenAfter).toBeGreaterThanOrEqual(EXPIRY_MS)
            expect(answers.filter(({ok}) => ok)).toHaveLength(1)
            expect((await both("killed")).map(({ok}) => ok)).toEqual([false, false])
        },
        async "of one that slept too long is lost, and its late release leaves the next holder alone"() {
            const sleeper = await asleep("late")
            sleeper.process.kill("SIGCONT")
            // At once, before its heartbeat can tell it.
            await sleeper.release("late")
            expect(await c.acquire("late")).toMatchObject({ok: false, holder: {pid: b.pid}})
            await wait(EXPIRY_MS / 2 + 100)
            expect(b.hasLost("late")).toBe(false)
            expect(await c.acquire("late")).toMatchObject({ok: false, holder: {pid: b.pid}})
        },
        async "of one that slept too long is lost, and it hears of it"() {
            const sleeper = await asleep("woken")
            expect(sleeper.hasLost("woken")).toBe(false)
            sleeper.process.kill("SIGCONT")
            await sleeper.lost("woken")
            await sleeper.release("woken")
            expect(await c.acquire("woken")).toMatchObject({ok: false, holder: {pid: b.pid}})
        },
    }
    const both = (project: string) => Promise.all([b.acquire(project), c.acquire(project)])

    /** A process that holds a lock and is stopped until another one has taken it. */
    async function asleep(project: string): Promise<Child> {
        const sleeper = await start()
        expect(await sleeper.acquire(project)).toEqual({ok: true})
        sleeper.process.kill("SIGSTOP")
        for (const from = Date.now(); !(await b.acquire(project)).ok; await wait(50))
            expect(Date.now() - from).toBeLessThan(EXPIRY_MS + SLACK_MS)
        return sleeper
    }

    describe("in time", () => {
        const running = new Map<string, Promise<void>>()
        beforeAll(() => {
            for (const [what, go] of Object.entries(scenarios)) {
                running.set(what, go())
                // Its own test reports it.
                running.get(what)?.catch(() => undefined)
            }
        })
        it.each(Object.keys(scenarios))("%s", (what) => running.get(what))
    })
}
