import {Transport, UNIT_BUDGET_MS} from "@beton/posthog-app/clients/transport"
import {checkClock} from "@beton/posthog-app/clock"
import type {Host} from "@beton/posthog-app/host"
import {newRun} from "@beton/posthog-app/steps/run-state"
import {readAttioAnswer} from "@beton/shared/api/attio-answers"
import type {CallClass} from "@beton/shared/api/limits"
import {readCaptureAnswer, readPostHogAnswer} from "@beton/shared/api/posthog-answers"
import {type Answer, type Failure, isTransient, type Result, retryAfterMs} from "@beton/shared/api/result"
import {waitBeforeRetry} from "@beton/shared/api/retry"
import * as fc from "fast-check"

import {AS_OF} from "../app/support/project"
import {fuzz} from "./support/fuzz"
import {SECRETS} from "./support/worlds"

const NOW = Date.parse(AS_OF)
/** What the server asked for, at most an hour, and the 5 s that jitter may add. */
const LONGEST_WAIT_MS = 3_600_000 + 5_000
const SHORTEST_WAIT_MS = 1_000

const anyNumber = fc.oneof(
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1, 200.5, 99, 100, 199, 600, 999, 1e9),
    fc.constantFrom(200, 204, 429, 503, 504),
    fc.integer({min: 100, max: 599}),
)
const dates = fc.oneof(
    fc.date({noInvalidDate: true}).map((date) => date.toUTCString()),
    fc.integer({min: -1e10, max: 1e10}).map((ms) => new Date(NOW + ms).toUTCString()),
)
/** A header's text: what servers send, what broken ones do, and anything. */
const header = fc.oneof(
    dates,
    fc.integer().map(String),
    fc.double().map(String),
    fc.constantFrom(
        ...[
            "",
            " ",
            "NaN",
            "Infinity",
            "-Infinity",
            "1e400",
            "-1",
            "-0",
            "0x10",
            "1_000",
            "12 seconds",
            "1,5",
            "60, 60",
        ],
        ...[
            "9999999999999999999999",
            "Tue, 99 Foo 2026 99:99:99 GMT",
            "0",
            "00000",
            "1e-320",
            "now",
            "tomorrow",
            "🕐",
        ],
        ...[
            `${"9".repeat(5000)}`,
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "2026-10-05",
        ],
    ),
    fc.string({unit: "binary", maxLength: 30}),
)
const optional = fc.option(header, {nil: null})
const bodies = fc.oneof(
    fc.json({maxDepth: 2}),
    fc.string({unit: "binary", maxLength: 60}),
    fc
        .tuple(
            fc.constantFrom("detail", "message", "code", "quota_limited", "status"),
            fc.jsonValue({maxDepth: 2}),
        )
        .map(([key, value]) => JSON.stringify({[key]: value})),
    fc
        .constantFrom(...Object.values(SECRETS))
        .map((secret) => JSON.stringify({detail: `Key ${secret}`, message: secret})),
)
const answers: fc.Arbitrary<Answer> = fc.record({
    status: anyNumber,
    text: bodies,
    retryAfter: optional,
    date: optional,
})

function expectFailure(failure: Failure): void {
    expect(failure.message).toMatch(/^[A-Z][^{}<>\p{Cc}]*$/u)
    expect(failure.message.length).toBeLessThan(400)
    for (const secret of Object.values(SECRETS)) expect(failure.message).not.toContain(secret)
    const {retryAfterMs: asked} = failure
    if (asked !== null) expect(asked).toBeGreaterThanOrEqual(0)
    for (const attempts of [0, 3, 1000]) {
        for (const random of [0, 0.999]) {
            const wait = waitBeforeRetry(failure, attempts, random)
            expect(Number.isInteger(wait)).toBe(true)
            expect(wait).toBeGreaterThanOrEqual(SHORTEST_WAIT_MS)
            expect(wait).toBeLessThanOrEqual(LONGEST_WAIT_MS)
        }
    }
}

function expectResult(result: Result<unknown>): void {
    if (result.ok) expect("value" in result).toBe(true)
    else expectFailure(result.failure)
}

interface Exchange {
    readonly kind: CallClass
    /** Ms that pass before the call; a clock may go back. */
    readonly before: number
    readonly during: number
    readonly answer: Answer | "rejects" | "no-text" | "no-headers"
    readonly error: unknown
}

const exchanges: fc.Arbitrary<Exchange> = fc.record({
    kind: fc.constantFrom<CallClass>(
        "posthog_query",
        "posthog_private",
        "posthog_capture",
        "attio_read",
        "attio_write",
    ),
    before: fc.oneof(fc.nat({max: 100}), fc.integer({min: -1e9, max: 1e9})),
    during: fc.oneof(fc.nat({max: 2000}), fc.integer({min: -1e6, max: 1e6})),
    answer: fc.oneof({weight: 5, arbitrary: answers}, fc.constantFrom("rejects", "no-text", "no-headers")),
    error: fc.oneof(fc.constantFrom(undefined, null, "text", new Error(SECRETS.posthog_key)), fc.anything()),
})

async function converse(list: readonly Exchange[], sleeps: boolean): Promise<void> {
    const clock = {now: NOW}
    let current: Exchange | undefined
    const fail = (): never => {
        throw current?.error
    }
    const host = {
        fetch: async () => {
            clock.now += current?.during ?? 0
            const answer = current?.answer
            if (answer === undefined || answer === "rejects") return fail()
            if (answer === "no-text")
                return {status: 200, headers: {get: () => null}, text: async () => fail()}
            if (answer === "no-headers") return {status: 200, headers: {get: fail}, text: async () => "{}"}
            const headers: Readonly<Record<string, string | null>> = {
                "retry-after": answer.retryAfter,
                date: answer.date,
            }
            return {
                status: answer.status,
                headers: {get: (name: string) => headers[name] ?? null},
                text: async () => answer.text,
            }
        },
        cache: {get: () => undefined, set: () => undefined},
        now: () => clock.now,
        ...(sleeps ? {sleep: async (ms: number) => void (clock.now += ms)} : {}),
    } as unknown as Host
    const transport = new Transport(host, {budgetMs: UNIT_BUDGET_MS})
    for (const exchange of list) {
        current = exchange
        clock.now += exchange.before
        transport.startUnit()
        const result = await transport.send({
            kind: exchange.kind,
            url: "https://posthog.test.internal/",
            request: {method: "GET", headers: {Authorization: `Bearer ${SECRETS.posthog_key}`}},
            repeatable: exchange.before % 2 === 0,
        })
        expectResult(result)
        // What is kept between steps is JSON, and no clock of a server makes it anything else.
        const {state} = transport
        expect(JSON.parse(JSON.stringify(state))).toEqual(state)
        if (state.skewMs !== null) expect(Number.isFinite(state.skewMs)).toBe(true)
        expectClock(state.skewMs, clock.now)
    }
}

const RUN = newRun({
    kind: "daily",
    dry: false,
    runId: "r",
    asOf: AS_OF,
    due: AS_OF,
    instants: 1,
    now: NOW,
    seq: 1,
    before: null,
})

/** However a server's clock stands: the run goes on, waits some hours at most, or says that a clock is wrong. */
function expectClock(skewMs: number | null, now: number): void {
    const outcome = checkClock(RUN, now, skewMs)
    if (outcome.kind !== "later") return
    const {retryAfterMs: wait} = outcome.failure
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(2 * 3_600_000)
}

/** The HTTP layer: whatever a server, a proxy or a clock does. */
export function httpLayer(cases: {readonly answers: number; readonly conversations: number}): void {
    const {holds} = fuzz("HTTP layer")
    holds(
        "any answer is a result, and its waits are from 1 s to an hour",
        cases.answers,
        answers,
        async (answer) => {
            for (const read of [readPostHogAnswer, readAttioAnswer, readCaptureAnswer]) {
                const result = read(answer, NOW)
                expectResult(result)
                if (!result.ok && result.failure.retryAfterMs !== null)
                    expect(isTransient(result.failure)).toBe(true)
            }
            const asked = retryAfterMs(answer, NOW)
            if (asked === null) return
            expect(asked).toBeGreaterThanOrEqual(0)
            expect(asked).toBeLessThanOrEqual(3_600_000)
        },
    )
    holds(
        "any sequence of calls on any clock",
        cases.conversations,
        fc.tuple(fc.array(exchanges, {minLength: 1, maxLength: 12}), fc.boolean()),
        ([list, sleeps]) => converse(list, sleeps),
    )
}
