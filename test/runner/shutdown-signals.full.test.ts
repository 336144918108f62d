import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {variables} from "./support/in-process"
import {startProcess, until} from "./support/process"
import {BUYERS, type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

const STOPPED = "Stopped on request; the next start goes on from here."
let built: Built
let world: RunnerWorld
let cwd: string
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld({day: "today"})
    cwd = temporaryFolder("shutdown")
})

const launch = () => startProcess(built, {cwd, env: variables(world.form), args: ["--log", "text"]})

it.each(["SIGTERM", "SIGINT"] as const)(
    "%s while it waits for ten minutes because PostHog said so: it goes at once",
    async (signal) => {
        await world.project.admin.setFaults(
            [{path: "/query/", effect: {kind: "rate-limit", retryAfter: 600}}],
            world.project.id,
        )
        const runner = launch()
        await until("a wait", () => /Trying again in 6\d\d s\./.test(runner.said))
        const stopped = await runner.stop(signal)
        expect([stopped.code, stopped.signal]).toEqual([0, null])
        expect(stopped.stderr).toContain(STOPPED)
        expect(stopped.took).toBeLessThan(1_500)
    },
)

it("asked twice it does not wait for anything", async () => {
    await world.project.admin.setFaults(
        [{path: "/query/", effect: {kind: "latency", ms: 3_000}}],
        world.project.id,
    )
    const runner = launch()
    await until("a start", () => runner.said.includes("starts."))
    runner.signal("SIGTERM")
    await new Promise((resolve) => setTimeout(resolve, 300))
    const stopped = await runner.stop("SIGTERM")
    expect(stopped.code).toBe(143)
    expect(stopped.took).toBeLessThan(1_500)
    // It has let go of the lock all the same.
    await world.project.admin.setFaults([], world.project.id)
    const next = await launch().exit()
    expect([next.code, next.stdout]).toEqual([0, expect.stringContaining("3 deals created")])
})

it("whenever it comes, also in the middle of a write", async () => {
    const ends: unknown[] = []
    for (const ms of [0, 80, 170, 270]) {
        const runner = launch()
        await until("its first words", () => runner.said !== "")
        await new Promise((resolve) => setTimeout(resolve, ms))
        const {code, signal} = await runner.stop("SIGTERM")
        ends.push([code, signal])
    }
    expect(new Set(ends.map(String))).toEqual(new Set(["0,"]))
    await launch().exit()
    expect(await world.crm.deals()).toHaveLength(BUYERS.length)
})
