import {runId} from "@beton/shared/events/ids"
import {keyPairOf} from "@beton/shared/events/signing"

import {app} from "./app"
import type {Host, HostResponse, StepPayload} from "./host"
import type {RunState} from "./steps/run-state"
import {RunStore} from "./store"

const HOUR = 3_600_000
const at = (text: string): number => Date.parse(text)

const CONFIG = {
    posthog_host: "http://127.0.0.1:1",
    posthog_key: "phx_test",
    posthog_project: "7",
    signing_key: keyPairOf(new Uint8Array(32).fill(1)).privateKey,
}
const AS_OF = "2026-10-05T06:00:00.000Z"

/** A host without a network: every request fails, unless an answer is given. */
function fakeHost(now: number, answer?: () => HostResponse) {
    const rows = new Map<string, unknown>()
    const state = {now, requests: 0}
    const jobs: {payload: StepPayload; afterMs: number}[] = []
    const logs: string[] = []
    const host: Host = {
        fetch: async () => {
            state.requests += 1
            if (answer === undefined) throw new Error(`connect ECONNREFUSED phx_test`)
            return answer()
        },
        storage: {
            get: async (key) => rows.get(key) ?? null,
            set: async (key, value) => void rows.set(key, structuredCopy(value)),
            del: async (key) => void rows.delete(key),
        },
        increment: async (key) => {
            const next = Number(rows.get(key) ?? 0) + 1
            rows.set(key, next)
            return next
        },
        cache: {get: () => undefined, set: () => undefined},
        random: () => 0.5,
        now: () => state.now,
        log: (_level, text) => void logs.push(text),
        enqueueCheck: async () => undefined,
        enqueueStep: async (payload, afterMs) => void jobs.push({payload, afterMs}),
    }
    return {host, rows, state, jobs, logs, run: () => rows.get("run") as RunState | undefined}
}
const structuredCopy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("the heartbeat", () => {
    it("starts the day at its hour, once", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.run()).toMatchObject({as_of: AS_OF, run_id: runId("7", AS_OF), phase: "prepare", seq: 1})
        expect(fake.jobs).toEqual([{payload: {run_id: runId("7", AS_OF), seq: 1}, afterMs: 0}])
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.jobs).toHaveLength(1)
        expect(fake.state.requests).toBe(0)
    })

    it("picks up a run whose job got lost, after 15 minutes and not before", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        fake.state.now += 15 * 60_000 - 1
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.jobs).toHaveLength(1)
        fake.state.now += 1
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.jobs).toHaveLength(2)
        // A new number: the lost job, should it still come, has been overtaken.
        expect(fake.jobs[1]?.payload).toEqual({run_id: runId("7", AS_OF), seq: 2})
    })

    it("does nothing when the day is done, and starts the next one at its hour", async () => {
        const fake = fakeHost(at(AS_OF))
        fake.rows.set("done", AS_OF)
        await app.heartbeat(fake.host, CONFIG)
        fake.state.now += 23 * HOUR + 59 * 60_000
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.jobs).toEqual([])
        fake.state.now += 60_000
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.run()?.as_of).toBe("2026-10-06T06:00:00.000Z")
    })

    it.each<[string, (run: RunState) => unknown]>([
        ["of another version", (run) => ({...run, version: 99})],
        ["with another value", (run) => ({...run, phase: "emit"})],
        ["without a part", ({net: _net, ...run}) => run],
        ["as a list", (run) => [run]],
        ["as a text", (run) => JSON.stringify(run).slice(0, 90)],
    ])("a state %s is no run: it is dropped, and the day starts anew", async (_what, changed) => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        fake.rows.set("run", changed(fake.run() as RunState))
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.logs).toContain(
            "What the storage held of the last run is not readable, so it was dropped.",
        )
        expect(fake.run()).toMatchObject({version: 4, phase: "prepare", seq: 1})
    })

    it("a text that is no instant in our form is no day that was done", async () => {
        const fake = fakeHost(at(AS_OF))
        fake.rows.set("done", "1")
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.run()?.as_of).toBe(AS_OF)
    })
})

describe("a job", () => {
    it("that was overtaken, or belongs to another run, does nothing", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        const before = structuredCopy(fake.run())
        await app.step(fake.host, CONFIG, {run_id: runId("7", AS_OF), seq: 0})
        await app.step(fake.host, CONFIG, {run_id: "other", seq: 1})
        expect(fake.state.requests).toBe(0)
        expect(fake.run()).toEqual(before)
    })

    it("without a network waits 15 s, 30 s, … at most 10 minutes, and never shows the fetch error", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        for (const _try of Array.from({length: 8})) {
            const job = fake.jobs.at(-1)
            if (job === undefined) throw new Error("No job is left.")
            fake.state.now += job.afterMs
            await app.step(fake.host, CONFIG, job.payload)
        }
        expect(fake.jobs.slice(1).map(({afterMs}) => afterMs / 1000)).toEqual([
            15, 30, 60, 120, 240, 480, 600, 600,
        ])
        expect(fake.logs.join("\n")).not.toContain("phx_test")
        expect(fake.logs.at(-1)).toBe("prepare: PostHog could not be reached. Trying again in 600 s.")
    })

    it("that throws ends the run with its sentence; the next heartbeat starts it again", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        const store = new RunStore(fake.host.storage)
        await store.saveRun({
            ...((await store.run()) as RunState),
            phase: "emit",
            outboxChunks: 1,
            apiToken: "phc_x",
            account: {type: "person_property", property: "org"},
        })
        await app.step(fake.host, CONFIG, {run_id: runId("7", AS_OF), seq: 1})
        expect(fake.run()).toMatchObject({
            phase: "stopped",
            stopped: 'The step "emit" failed: Storage lost part 0 of outbox rows.',
        })
        await app.heartbeat(fake.host, CONFIG)
        expect(fake.run()).toMatchObject({phase: "prepare", seq: 3})
    })

    it("with wrong settings says so and keeps the run", async () => {
        const fake = fakeHost(at(AS_OF))
        await app.heartbeat(fake.host, CONFIG)
        await app.step(fake.host, {...CONFIG, threshold: "abc"}, {run_id: runId("7", AS_OF), seq: 1})
        expect(fake.logs.at(-1)).toBe('Routing threshold must be a whole number from 0 to 100; it is "abc".')
        expect(fake.run()?.phase).toBe("prepare")
    })
})
