import {writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"

import {durationToMs} from "./jobs"
import {hostFor, virtualClock} from "./test-plugin"

const DAY = 86_400_000

describe("setupPlugin (HOST.md 2.6)", () => {
    const failing = (times: number) =>
        `exports.setupPlugin = ({storage}) => (async () => {
            const p = storage.get("n", 0); const n = await p; await storage.set("n", n + 1)
            if (n < ${times}) throw new Error("not yet") })()`

    test("a failed setup is stored, and tried again on the virtual clock at 3 s x 2^n", async () => {
        const clock = virtualClock(0)
        const host = hostFor(failing(3), {now: clock.now})
        await host.setup({advance: clock.advance})
        expect(host.errors.map(({task, error}) => `${task}: ${error.message}`)).toEqual(
            Array(3).fill("setupPlugin: not yet"),
        )
        expect(
            host.logs.filter(({text}) => text.includes("Retrying")).map(({at, text}) => [at, text]),
        ).toEqual([
            [0, "setupPlugin failed. Retrying in 3 s."],
            [3_000, "setupPlugin failed. Retrying in 6 s."],
            [9_000, "setupPlugin failed. Retrying in 12 s."],
        ])
        expect([clock.now(), host.disabled, host.nextSetupAt]).toEqual([21_000, false, null])
    })

    test("after ten attempts the plugin is disabled", async () => {
        const clock = virtualClock(0)
        const host = hostFor(failing(99), {now: clock.now})
        await expect(host.setup({advance: clock.advance})).rejects.toThrow("not yet")
        expect([host.errors.length, host.disabled, clock.now()]).toEqual([10, true, 3_000 * (2 ** 9 - 1)])
        await expect(host.setup()).rejects.toThrow("is disabled")
        await expect(host.runSchedule("runEveryDay")).rejects.toThrow("call setup() first")
    })

    test("without a clock to move each call is one attempt", async () => {
        const clock = virtualClock(0)
        const host = hostFor(failing(1), {now: clock.now})
        await expect(host.setup()).rejects.toThrow("not yet")
        expect(host.nextSetupAt).toBe(3_000)
        await host.setup()
        expect(host.nextSetupAt).toBeNull()
    })

    test("a plugin without setupPlugin is fine; teardownPlugin runs only after a setup", async () => {
        const source = `exports.teardownPlugin = ({storage}) => storage.set("gone", true)`
        const host = hostFor(source)
        await host.teardown()
        expect(await host.storage.get("gone")).toBeUndefined()
        await host.setup()
        await host.teardown()
        expect(await host.storage.get("gone")).toBe(true)
    })
})

describe("scheduled tasks (HOST.md 2.6)", () => {
    test("only the three names are scheduled; the task gets meta", async () => {
        const host =
            hostFor(`exports.runEveryMinute = exports.runEveryHour = exports.runEveryWeek = exports.runEvery5 = () => {}
            exports.runEveryDay = (...args) => args[0].storage.set("args", args.length)`)
        await host.setup()
        expect(host.scheduled()).toEqual(["runEveryMinute", "runEveryHour", "runEveryDay"])
        await host.runSchedule("runEveryDay")
        expect(await host.storage.get("args")).toBe(1)
    })

    test("a tick is skipped while the previous run has not returned, and not caught up with", async () => {
        const host = hostFor(`let go; exports.jobs = {release: () => go()}
            exports.runEveryHour = async ({utils}) => { await utils.cursor.increment("runs"); await new Promise((r) => (go = r)) }`)
        await host.setup()
        const first = host.runSchedule("runEveryHour")
        await new Promise((resolve) => setImmediate(resolve))
        await host.runSchedule("runEveryHour")
        await host.runPublicJob("release", {})
        await first
        expect(await host.storage.get("runs")).toBe(1)
    })

    test.each([`new Error("boom")`, `new RetryError("boom")`, `"boom"`])(
        "throw %s: stored, logged, not retried",
        async (thrown) => {
            const host = hostFor(
                `exports.runEveryDay = async ({utils}) => { await utils.cursor.increment("runs"); throw ${thrown} }`,
            )
            await host.setup()
            await host.runSchedule("runEveryDay")
            expect(await host.drainJobs()).toBe(0)
            expect(host.errors.map(({task, error}) => [task, error.message, error instanceof Error])).toEqual(
                [["runEveryDay", "boom", true]],
            )
            expect(host.logs.at(-1)).toMatchObject({level: "ERROR", text: "runEveryDay: boom"})
            expect(await host.storage.get("runs")).toBe(1)
        },
    )

    test("a name that the plugin does not export is not run", async () => {
        const host = hostFor(`exports.setupPlugin = () => {}`)
        await host.setup()
        await host.runSchedule("runEveryDay")
        expect(host.errors).toEqual([])
    })
})

describe("jobs (HOST.md 2.7)", () => {
    const NOTE = `const note = async (meta, text) => { const p = meta.storage.get("seen", []); const seen = await p
        await meta.storage.set("seen", seen.concat([text])) };`

    async function enqueue(line: string, jobs: string) {
        const clock = virtualClock()
        const host = hostFor(
            `${NOTE} exports.jobs = {${jobs}}; exports.runEveryDay = async ({jobs}) => { ${line} }`,
            {now: clock.now},
        )
        await host.setup()
        await host.runSchedule("runEveryDay")
        return {host, clock}
    }

    test("runNow, runIn and runAt wait in the queue with a JSON payload", async () => {
        const {host, clock} = await enqueue(
            `await jobs.a({d: new Date(0), u: undefined}).runNow(); await jobs.b(1).runIn(2, "minute")
             await jobs.c("x").runAt(new Date(Date.now() + 1000))`,
            "",
        )
        expect(host.pendingJobs()).toEqual([
            {name: "a", payload: {d: "1970-01-01T00:00:00.000Z"}, at: clock.now()},
            {name: "c", payload: "x", at: clock.now() + 1000},
            {name: "b", payload: 1, at: clock.now() + 120_000},
        ])
    })

    test("drainJobs moves the clock from one due job to the next", async () => {
        const {host, clock} = await enqueue(
            `await jobs.tick({n: 1}).runIn(1, "hour"); await jobs.tick({n: 2}).runNow()`,
            `tick: async ({n}, meta) => {
                await note(meta, n + " at " + new Date().toISOString().slice(11, 19))
                if (n < 4) await meta.jobs.tick({n: n + 2}).runIn(1, "days") }`,
        )
        expect(await host.drainJobs()).toBe(1)
        expect(await host.drainJobs({advance: clock.advance, until: clock.now() + 2 * 3_600_000})).toBe(1)
        expect(await host.drainJobs({advance: clock.advance, maxJobs: 1})).toBe(1)
        expect(await host.drainJobs({advance: clock.advance})).toBe(2)
        const seen = ["2 at 06:00:00", "1 at 07:00:00", "4 at 06:00:00", "3 at 07:00:00", "5 at 07:00:00"]
        expect(await host.storage.get("seen")).toEqual(seen)
        expect(host.pendingJobs()).toEqual([])
    })

    test("jobs due at the same instant run at the same time", async () => {
        const {host} = await enqueue(
            `await jobs.a().runNow(); await jobs.b().runNow()`,
            `a: () => new Promise((r) => (globalThis.go = r)), b: () => globalThis.go()`,
        )
        expect(await host.drainJobs()).toBe(2)
        expect(host.errors).toEqual([])
    })

    test.each(["undefined", "null", "0", `""`])(
        "payload %s: the job gets meta as its first argument",
        async (payload) => {
            const {host} = await enqueue(
                `await jobs.a(${payload}).runNow()`,
                `a: async (first, second) => note(first, [typeof first.storage, typeof second])`,
            )
            await host.drainJobs()
            expect(await host.storage.get("seen")).toEqual([["object", "undefined"]])
        },
    )

    test("at most once: a job that throws is gone", async () => {
        const {host} = await enqueue(
            `await jobs.a(1).runNow()`,
            `a: async () => { throw new RetryError("later") }`,
        )
        expect(await host.drainJobs()).toBe(1)
        expect(await host.drainJobs()).toBe(0)
        expect(host.errors.map(({task, error}) => [task, error.name])).toEqual([["a", "RetryError"]])
    })

    test("an unknown job fails only when it runs", async () => {
        const {host} = await enqueue(`await jobs.nobody({}).runNow()`, "")
        expect(host.errors).toEqual([])
        await host.drainJobs()
        expect(host.errors[0]?.error.message).toContain('Task "nobody" not found')
    })

    test("an unknown unit is an error; a month has 30 weeks", async () => {
        const {host} = await enqueue(`await jobs.a().runIn(1, "fortnight")`, "")
        expect(host.errors[0]?.error.message).toBe("Unknown time unit: fortnights")
        expect(durationToMs(1, "months")).toBe(210 * DAY)
        expect([durationToMs(2, "day"), durationToMs(1, "quarter"), durationToMs(1, "years")]).toEqual([
            2 * DAY,
            91 * DAY,
            365 * DAY,
        ])
    })

    test("only the jobs of plugin.json can be started from outside, with $operation added", async () => {
        const pluginJson = join(tmpdir(), `plugin-${process.pid}.json`)
        writeFileSync(pluginJson, JSON.stringify({name: "Named", publicJobs: {open: {}}}))
        const host = hostFor(
            `${NOTE} const job = async (payload, meta) => note(meta, payload); exports.jobs = {open: job, closed: job}`,
            {pluginJson},
        )
        await host.setup()
        await host.runPublicJob("open", {a: 1})
        expect(await host.storage.get("seen")).toEqual([{a: 1, $operation: "start"}])
        await expect(host.runPublicJob("closed", {})).rejects.toThrow("add it to publicJobs in plugin.json")
    })
})
