import type {CallClass} from "@beton/shared/api/limits"

import type {Host, HostRequest, HostResponse} from "../host"
import {queryCache} from "../query-cache"
import {type Call, type NetState, Transport, UNIT_BUDGET_MS} from "./transport"

type Reply = {status: number; headers?: Record<string, string>} | "cut" | "hang"

/** A transport on a scripted network and a clock of its own; the last reply goes on for ever. */
function bench(replies: Reply[], options: {sleep?: boolean; budgetMs?: number; net?: NetState} = {}) {
    const clock = {now: Date.parse("2026-10-05T06:00:00Z")}
    const sent: HostRequest[] = []
    const fetch = async (_url: string, request: HostRequest): Promise<HostResponse> => {
        sent.push(request)
        const reply = replies.length > 1 ? replies.shift() : replies[0]
        if (reply === undefined || reply === "cut") throw new Error("ECONNRESET phx_secret")
        if (reply === "hang") {
            clock.now += request.timeout ?? 0
            throw new Error("network timeout at http://x/?token=phx_secret")
        }
        const headers = new Map(Object.entries(reply.headers ?? {}))
        return {
            status: reply.status,
            headers: {get: (name) => headers.get(name) ?? null},
            text: async () => "{}",
        }
    }
    const host = {
        fetch,
        now: () => clock.now,
        cache: queryCache(() => clock.now),
        ...(options.sleep ? {sleep: async (ms: number) => void (clock.now += ms)} : {}),
    } as unknown as Host
    const transport = new Transport(host, {budgetMs: options.budgetMs ?? UNIT_BUDGET_MS}, options.net)
    const call = (kind: CallClass = "posthog_query", repeatable = true): Call => ({
        kind,
        url: "https://us.posthog.com/api/",
        request: {method: "POST", headers: {Authorization: "Bearer phx_secret"}, body: "{}"},
        repeatable,
    })
    return {
        clock,
        sent,
        transport,
        call,
        send: (...args: Parameters<typeof call>) => transport.send(call(...args)),
    }
}
const codeOf = (result: Awaited<ReturnType<Transport["send"]>>) => (result.ok ? "ok" : result.failure.code)

it("gives each call a time limit and never follows a redirect", async () => {
    const {send, sent} = bench([{status: 200}])
    expect((await send()).ok).toBe(true)
    expect(sent[0]).toMatchObject({timeout: 15_000, redirect: "manual"})
})

it("an address that leads elsewhere is a mistake in the settings, and the key stays here", async () => {
    const {send, sent} = bench([{status: 301, headers: {location: "https://evil.example/"}}])
    expect(await send()).toMatchObject({
        failure: {
            kind: "refused",
            message: "PostHog's address leads elsewhere. Write the address that it ends at.",
        },
    })
    expect(sent).toHaveLength(1)
})

describe("a second try at once", () => {
    it("follows a connection that was cut, where that is safe", async () => {
        const {send, sent} = bench(["cut", {status: 200}])
        expect((await send()).ok).toBe(true)
        expect(sent).toHaveLength(2)
    })

    it("never follows a write: its answer may have been lost after it was done", async () => {
        const {send, sent} = bench(["cut", {status: 200}])
        expect(codeOf(await send("attio_write", false))).toBe("network")
        expect(sent).toHaveLength(1)
    })

    it("never follows a refusal, a server error or a time-out", async () => {
        for (const reply of [{status: 400}, {status: 503}, "hang"] as const) {
            const {send, sent} = bench([reply])
            await send()
            expect(sent).toHaveLength(1)
        }
    })
})

it("a call that takes too long fails as such, without a word of the address or the key", async () => {
    const {send} = bench(["hang"])
    const result = await send()
    expect(result).toMatchObject({failure: {kind: "unavailable", code: "timeout"}})
    expect(JSON.stringify(result)).not.toMatch(/phx_|http/)
})

it("all calls of a unit share a budget; a new unit has its own", async () => {
    const {send, transport, sent, clock} = bench(["hang"])
    await send()
    expect(sent.at(-1)?.timeout).toBe(15_000)
    await send()
    expect(sent.at(-1)?.timeout).toBe(UNIT_BUDGET_MS - 15_000)
    expect(codeOf(await send())).toBe("budget")
    expect(sent).toHaveLength(2)
    transport.startUnit()
    clock.now += 1
    await send()
    expect(sent).toHaveLength(3)
})

describe("own limits", () => {
    it("put a call off instead of sending it, and say for how long", async () => {
        const {send, sent, clock} = bench([{status: 200}])
        for (let n = 0; n < 40; n++) expect((await send()).ok).toBe(true)
        expect(await send()).toMatchObject({
            failure: {kind: "throttled", code: "own_limit", retryAfterMs: 334},
        })
        expect(sent).toHaveLength(40)
        clock.now += 334
        expect((await send()).ok).toBe(true)
    })

    it("outlive the step", async () => {
        const first = bench([{status: 200}])
        for (let n = 0; n < 12; n++) await first.send("attio_write")
        const net = JSON.parse(JSON.stringify(first.transport.state)) as NetState
        const second = bench([{status: 200}], {net})
        expect(codeOf(await second.send("attio_write"))).toBe("own_limit")
        expect(codeOf(await second.send("attio_read"))).toBe("ok")
    })

    it("are waited for where the caller can wait", async () => {
        const {send, clock} = bench([{status: 200}], {sleep: true, budgetMs: Infinity})
        const start = clock.now
        for (let n = 0; n < 100; n++) expect((await send("attio_write")).ok).toBe(true)
        expect(clock.now - start).toBeGreaterThan(7_000)
        expect(clock.now - start).toBeLessThan(9_000)
    })
})

describe("a service that does not answer", () => {
    it("is left alone after five failures in a row, then tried once, also by the next step", async () => {
        const first = bench(["cut"])
        for (let n = 0; n < 4; n++) await first.send()
        expect(first.sent).toHaveLength(5)
        expect(await first.send()).toMatchObject({failure: {code: "circuit", retryAfterMs: 60_000}})
        const second = bench([{status: 200}], {net: first.transport.state})
        expect(codeOf(await second.send("posthog_private"))).toBe("circuit")
        expect(codeOf(await second.send("attio_read"))).toBe("ok")
        expect(codeOf(await second.send("posthog_capture"))).toBe("ok")
        second.clock.now += 60_000
        second.transport.startUnit()
        expect(codeOf(await second.send())).toBe("ok")
        expect(second.transport.state.circuits.posthog).toEqual({failures: 0, openUntil: 0})
    })

    it("a refusal is an answer", async () => {
        const {send, sent} = bench([{status: 403}])
        for (let n = 0; n < 20; n++) await send()
        expect(sent).toHaveLength(20)
    })
})

it("counts what left, by kind", async () => {
    const {send, transport} = bench([{status: 200}])
    await send()
    await send("attio_read")
    await send("attio_read")
    transport.countCached()
    expect(transport.calls).toMatchObject({posthog_query: 1, attio_read: 2, attio_write: 0, cached: 1})
})

it("knows how far PostHog's clock is from ours, and does not mix it with Attio's", async () => {
    const {send, transport} = bench([{status: 200, headers: {date: "Mon, 05 Oct 2026 06:10:00 GMT"}}])
    await send("attio_read")
    expect(transport.state.skewMs).toBeNull()
    await send()
    expect(transport.state.skewMs).toBe(600_000)
})

it("at most two queries are under way at once, in their order", async () => {
    const order: number[] = []
    let running = 0
    let most = 0
    const waiting: (() => void)[] = []
    const host = {
        now: () => 0,
        cache: queryCache(() => 0),
        fetch: async (url: string) => {
            most = Math.max(most, ++running)
            order.push(Number(url))
            await new Promise<void>((resolve) => waiting.push(resolve))
            running -= 1
            return {status: 200, headers: {get: () => null}, text: async () => "{}"}
        },
    } as unknown as Host
    const transport = new Transport(host)
    const all = [0, 1, 2, 3, 4].map((n) =>
        transport.send({
            kind: "posthog_query",
            url: String(n),
            request: {method: "GET", headers: {}},
            repeatable: true,
        }),
    )
    while (order.length < 5 || waiting.length > 0) {
        waiting.shift()?.()
        await new Promise((resolve) => setImmediate(resolve))
    }
    expect((await Promise.all(all)).every(({ok}) => ok)).toBe(true)
    expect(order).toEqual([0, 1, 2, 3, 4])
    expect(most).toBe(2)
})

it("a time that a service named holds for everybody in this process", async () => {
    const {send, sent, transport, call, clock} = bench([
        {status: 429, headers: {"retry-after": "30"}},
        {status: 200},
    ])
    await send()
    clock.now += 10_000
    expect(await send("posthog_private")).toMatchObject({
        failure: {kind: "throttled", code: "quiet", retryAfterMs: 20_000},
    })
    expect(sent).toHaveLength(1)
    expect((await send("attio_read")).ok).toBe(true)
    clock.now += 20_000
    transport.startUnit()
    expect((await transport.send(call())).ok).toBe(true)
})
