import {type FixturePreview, startFixture} from "./support"

let f: FixturePreview

beforeAll(async () => {
    f = await startFixture({limitMs: 1500, env: {GREETING: "hello"}})
}, 120_000)
afterAll(() => f.close())

const call = (hash: string, args: unknown[] = [], origin = "app") =>
    f.preview.app.callFunction({origin, hash, args, view: "v"})

describe("server functions", () => {
    test("run in the built bundle, with JSON both ways", async () => {
        expect(await f.probe("echo", {a: [1, null, "x"]}, true)).toEqual([{a: [1, null, "x"]}, true])
    })

    test("see who started them", async () => {
        expect(await f.probe("user")).toEqual({id: f.preview.app.options.userId})
    })

    test("keep nothing between executions: each has a new realm", async () => {
        await f.probe("kv.set", "seen", 1)
        expect(await f.probe("globals", "stdin_default", "seen")).toEqual(["function", "undefined"])
    })

    test("see the documented globals only", async () => {
        const there = [
            "fetch",
            "Request",
            "Response",
            "Headers",
            "URL",
            "TextEncoder",
            "TextDecoder",
            "setTimeout",
        ]
        const absent = [
            "Buffer",
            "require",
            "crypto",
            "global",
            "setImmediate",
            "structuredClone",
            "btoa",
            "WebSocket",
        ]
        expect(await f.probe("globals", ...there)).toEqual(there.map(() => "function"))
        expect(await f.probe("globals", ...absent)).toEqual(absent.map(() => "undefined"))
    })

    test("read environment variables; unset ones are undefined and logged", async () => {
        expect(await f.probe("env")).toEqual({greeting: "hello"})
        expect(f.preview.app.logs).toContainEqual({level: "warn", text: "process.env.NOT_SET is not set."})
    })

    test("have no process but its environment", async () => {
        await expect(f.probe("process")).rejects.toThrow("process.cwd does not exist in Attio")
    })

    test("end after the limit, and reach nothing afterwards", async () => {
        await expect(f.probe("late", "late-key", 1700)).rejects.toThrow(
            "The work took longer than 1.5 seconds.",
        )
        await new Promise((resolve) => setTimeout(resolve, 500))
        expect(await f.probe("kv.get", "late-key")).toBeNull()
    })

    test("reject with the message of what they throw", async () => {
        await expect(f.probe("throw")).rejects.toThrow("The work failed.")
    })

    test("answer from the bundle that is asked: a block's bundle holds its configurator's functions only", async () => {
        expect(JSON.parse(await call("inside/kinds.server", [], "signal-fired"))).toHaveLength(2)
        await expect(call("inside/probe.server", ["echo"], "signal-fired")).rejects.toThrow(
            /expected the shared bundle/,
        )
        await expect(call("inside/none.server")).rejects.toThrow("Module inside/none.server not found")
        await expect(call("inside/kinds.server", [], "none")).rejects.toThrow(
            'The app has no workflow block "none".',
        )
    })
})

describe("what is no JSON", () => {
    test.each([
        ["return-function", /answer is a function/],
        ["return-date", /at is a Date/],
        ["return-cycle", /self is a cycle/],
        ["kv.set-function", /is a function/],
    ])("%s is refused on its way", async (what, message) => {
        await expect(f.probe(what)).rejects.toThrow(message)
    })
})

describe("kv", () => {
    test("keeps JSON values, and answers null for what it does not hold", async () => {
        await f.probe("kv.set", "a", {n: 1})
        expect(await f.probe("kv.get", "a")).toEqual({value: {n: 1}})
        expect(await f.probe("kv.mget", "a", "b")).toEqual({a: {value: {n: 1}}, b: null})
        await f.probe("kv.delete", "a")
        expect(await f.probe("kv.get", "a")).toBeNull()
    })

    test("forgets a value when its time is over", async () => {
        await f.probe("kv.set", "short", "x", {ttlInSeconds: 60})
        f.advance(59_000)
        expect(await f.probe("kv.get", "short")).toEqual({value: "x"})
        f.advance(2_000)
        expect(await f.probe("kv.get", "short")).toBeNull()
    })

    test.each([0, -1, 1.5, "60"])("refuses ttlInSeconds %p", async (ttlInSeconds) => {
        await expect(f.probe("kv.set", "k", 1, {ttlInSeconds})).rejects.toThrow(
            "whole number of seconds above 0",
        )
    })

    test("refuses an unknown option and an empty key", async () => {
        await expect(f.probe("kv.set", "k", 1, {ttl: 5})).rejects.toThrow("kv.set has no option ttl.")
        await expect(f.probe("kv.get", "")).rejects.toThrow("A key of kv")
    })
})

describe("fetch", () => {
    test("reaches the stand-ins under the addresses of the services", async () => {
        const {status, body} = (await f.probe("attio")) as {status: number; body: {workspace_id: string}}
        expect([status, body.workspace_id]).toEqual([200, f.bench.workspaceId])
    })

    test.each(["https://example.com/", "http://127.0.0.1:1/", "file:///etc/passwd", "/relative"])(
        "refuses %s",
        async (url) => {
            await expect(f.probe("fetch", url)).rejects.toThrow(/stand-ins only|whole address/)
        },
    )
})
