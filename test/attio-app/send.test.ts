import {readAttioAnswer} from "@beton/shared/api/attio-answers"

import {budget, send} from "../../attio-app/src/http/send"

const CALL = {service: "Attio", url: "https://api.attio.com/v2/self", method: "GET", headers: {}, repeatable: true} as const // prettier-ignore

let answers: (() => Promise<Response> | Response)[]
let times: number[]
beforeEach(() => {
    jest.useFakeTimers({now: Date.parse("2026-10-05T08:00:00.000Z")})
    times = []
    globalThis.fetch = (() => {
        times.push(Date.now())
        return Promise.resolve((answers.shift() ?? (() => answer(500)))())
    }) as typeof fetch
})
afterEach(() => jest.useRealTimers())

const answer = (status: number, headers: Record<string, string> = {}) => new Response("{}", {status, headers})

async function sent(call: Parameters<typeof send>[0] = CALL, ms?: number) {
    const result = send(call, (got, now) => readAttioAnswer(got, now), budget(ms))
    await jest.advanceTimersByTimeAsync(60_000)
    return result
}

const waits = () => times.slice(1).map((time, i) => time - (times[i] ?? 0))

it("waits as long as it is asked to, in seconds", async () => {
    answers = [() => answer(429, {"Retry-After": "3"}), () => answer(200)]
    expect(await sent()).toEqual({ok: true, value: {}})
    expect(waits()[0]).toBeGreaterThanOrEqual(3000)
    expect(waits()[0]).toBeLessThanOrEqual(3300)
})

it("waits as long as it is asked to, by a date that is read against the server's own", async () => {
    const headers = {"Retry-After": "Mon, 05 Oct 2026 09:00:04 GMT", Date: "Mon, 05 Oct 2026 09:00:00 GMT"}
    answers = [() => answer(429, headers), () => answer(200)]
    expect(await sent()).toEqual({ok: true, value: {}})
    expect(waits()[0]).toBeGreaterThanOrEqual(4000)
    expect(waits()[0]).toBeLessThanOrEqual(4400)
})

it("does not wait for what lies beyond the budget: the answer says so at once", async () => {
    answers = [() => answer(429, {"Retry-After": "30"})]
    expect(await sent()).toMatchObject({ok: false, failure: {kind: "throttled", retryAfterMs: 30_000}})
    expect(times).toHaveLength(1)
})

it("tries four times within 20 s, then gives the failure", async () => {
    answers = []
    const started = Date.now()
    expect(await sent()).toMatchObject({ok: false, failure: {kind: "unavailable"}})
    expect(times).toHaveLength(4)
    expect((times.at(-1) ?? 0) - started).toBeLessThan(20_000)
})

it("a call that never answers ends within the budget", async () => {
    answers = Array.from({length: 9}, () => () => new Promise<Response>(() => undefined))
    const started = Date.now()
    let ended = 0
    const result = send(CALL, (got, now) => readAttioAnswer(got, now), budget()).finally(
        () => (ended = Date.now()),
    )
    await jest.advanceTimersByTimeAsync(60_000)
    expect(await result).toMatchObject({ok: false, failure: {code: "timeout"}})
    expect(ended - started).toBeLessThanOrEqual(20_000)
})

it("a refusal is not tried again, and neither is what must not be repeated", async () => {
    answers = [() => answer(403)]
    expect(await sent()).toMatchObject({ok: false, failure: {kind: "missing_scope"}})
    answers = [() => answer(500), () => answer(200)]
    expect(await sent({...CALL, repeatable: false})).toMatchObject({ok: false})
    expect(times).toHaveLength(2)
})

it("a broken connection is a sentence without the address, and a redirect is not followed", async () => {
    answers = Array.from({length: 4}, () => () => Promise.reject(new TypeError("connect ECONNREFUSED https://api.attio.com/secret"))) // prettier-ignore
    const broken = await sent()
    expect(broken).toMatchObject({ok: false, failure: {message: "Attio could not be reached. Try again in a minute."}}) // prettier-ignore
    answers = [() => answer(302, {Location: "https://evil.test"})]
    expect(await sent()).toMatchObject({ok: false, failure: {code: "redirect"}})
})
