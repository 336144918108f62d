import {afterCall, type Circuit, CLOSED, heldBackMs} from "@beton/shared/api/circuit"
import {type CallClass, CONCURRENCY, RATE_LIMITS} from "@beton/shared/api/limits"
import {type Answer, fail, type Result, retryAfterMs} from "@beton/shared/api/result"
import {type Bucket, takeTokens} from "@beton/shared/api/token-bucket"

import type {Host, HostRequest} from "../host"
import {Gate} from "./gate"
import {networkFailure, UNCONNECTED} from "./network-failure"

/** What the policy remembers between steps; small JSON, kept with the run. */
export interface NetState {
    readonly circuits: Readonly<Record<string, Circuit>>
    readonly buckets: Readonly<Record<string, readonly Bucket[]>>
    /** PostHog's clock minus ours, ms; null until it has answered. */
    readonly skewMs: number | null
}

export const NEW_NET: NetState = {circuits: {}, buckets: {}, skewMs: null}

/** Calls of each kind that left this process, and answers taken from the cache instead (A9). */
export type CallCounts = Readonly<Record<CallClass | "cached", number>>

/** No call yet. */
export const NO_CALLS: CallCounts = {
    posthog_query: 0,
    posthog_private: 0,
    posthog_capture: 0,
    attio_read: 0,
    attio_write: 0,
    message: 0,
    cached: 0,
}

/** One request as a client hands it over. */
export interface Call {
    readonly kind: CallClass
    readonly url: string
    readonly request: Omit<HostRequest, "timeout" | "redirect">
    /** The same request a second time does no harm: it reads, or it carries fixed ids. */
    readonly repeatable: boolean
}

const SERVICE: Readonly<Record<CallClass, "PostHog" | "Attio" | "The receiver of messages">> = {
    posthog_query: "PostHog",
    posthog_private: "PostHog",
    posthog_capture: "PostHog",
    attio_read: "Attio",
    attio_write: "Attio",
    message: "The receiver of messages",
}
/** Ingestion and the private API are different services behind one name. */
const CIRCUIT: Readonly<Record<CallClass, string>> = {
    posthog_query: "posthog",
    posthog_private: "posthog",
    posthog_capture: "capture",
    attio_read: "attio",
    attio_write: "attio",
    message: "message",
}

/** PostHog stops a query after 10 s and may keep it waiting before. */
const TIMEOUT_MS = 15_000
/** All calls of one unit of work: with the 8 s that a job may have worked before, it stays below the host's 30 s. */
export const UNIT_BUDGET_MS = 18_000
/** Less than this is not worth a call. */
const MIN_TIMEOUT_MS = 1_000

/**
 * The one way out for both APIs: time limit, budget, rate limits, circuit, and a second try where that is safe. A
 * plugin cannot sleep: what has to wait comes back as a failure that says for how long, and the step's job is put off. A failed call is a value, and its sentence never holds an address or a key.
 */
export class Transport {
    private net: NetState
    private counts: Record<CallClass | "cached", number> = {...NO_CALLS}
    private unitStartedAt: number
    private readonly gates = new Map<CallClass, Gate>()

    constructor(
        private readonly host: Host,
        private readonly options: {readonly budgetMs: number} = {budgetMs: UNIT_BUDGET_MS},
        net: NetState = NEW_NET,
    ) {
        this.net = net
        this.unitStartedAt = host.now()
    }

    /** What to keep for the next step. */
    get state(): NetState {
        return this.net
    }

    get calls(): CallCounts {
        return {...this.counts}
    }

    /** A new unit of work has its own budget. */
    startUnit(): void {
        this.unitStartedAt = this.host.now()
    }

    countCached(): void {
        this.counts.cached += 1
    }

    /** Sends one call under the policy. */
    async send(call: Call): Promise<Result<Answer>> {
        const gate = this.gates.get(call.kind) ?? new Gate(CONCURRENCY[call.kind])
        this.gates.set(call.kind, gate)
        return gate.run(() => this.attempt(call))
    }

    private async attempt(call: Call): Promise<Result<Answer>> {
        const healthy = this.circuit(call.kind).failures === 0
        const first = await this.once(call)
        // A connection that was closed while idle: nothing came back, so one second try at once, where that is safe.
        if (!healthy || first.ok || !call.repeatable) return first
        return first.failure.code === "network" || first.failure.code === UNCONNECTED
            ? this.once(call)
            : first
    }

    private async once(call: Call): Promise<Result<Answer>> {
        const now = this.host.now()
        const service = SERVICE[call.kind]
        const held = heldBackMs(this.circuit(call.kind), now)
        if (held > 0)
            return fail("unavailable", `${service} did not answer several times in a row.`, "circuit", held)
        const quiet = this.quietMs(service, now)
        if (quiet > 0) return fail("throttled", `${service} asks to slow down.`, "quiet", quiet)
        const left = this.options.budgetMs - (now - this.unitStartedAt)
        if (left < MIN_TIMEOUT_MS)
            return fail("unavailable", `${service} answers too slowly at the moment.`, "budget")
        const taken = takeTokens(this.net.buckets[call.kind] ?? [], RATE_LIMITS[call.kind], now)
        this.net = {...this.net, buckets: {...this.net.buckets, [call.kind]: taken.buckets}}
        if (taken.waitMs > 0 && this.host.sleep !== undefined) {
            await this.host.sleep(taken.waitMs)
            return this.once(call)
        }
        if (taken.waitMs > 0)
            return fail("throttled", `Staying below ${service}'s limit.`, "own_limit", taken.waitMs)
        this.counts[call.kind] += 1
        const timeout = Math.min(TIMEOUT_MS, left)
        const answer = await this.exchange(call, timeout)
        const usable = answer.ok && answer.value.status < 500
        this.record(call.kind, usable)
        if (answer.ok) this.noticeClock(call.kind, answer.value)
        if (answer.ok && answer.value.status === 429) this.keepQuiet(service, answer.value)
        return answer
    }

    private async exchange({kind, url, request}: Call, timeout: number): Promise<Result<Answer>> {
        const service = SERVICE[kind]
        const startedAt = this.host.now()
        try {
            const response = await this.host.fetch(url, {...request, timeout, redirect: "manual"})
            const text = await response.text()
            const {status, headers} = response
            if (status >= 300 && status < 400)
                return fail(
                    "refused",
                    `${service}'s address leads elsewhere. Write the address that it ends at.`,
                    "redirect",
                )
            return {
                ok: true,
                value: {status, text, retryAfter: headers.get("retry-after"), date: headers.get("date")},
            }
        } catch (error) {
            return networkFailure(error, service, this.host.now() - startedAt >= timeout)
        }
    }

    /** A service that named a time is left alone until then by everything in this process, not only by who was told. */
    private keepQuiet(service: string, answer: Answer): void {
        const now = this.host.now()
        const wait = retryAfterMs(answer, now)
        if (wait !== null && wait > 0) this.host.cache.set(`quiet ${service}`, now + wait, wait, 1)
    }

    private quietMs(service: string, now: number): number {
        const until = this.host.cache.get(`quiet ${service}`)
        return typeof until === "number" ? Math.max(0, until - now) : 0
    }

    private circuit(kind: CallClass): Circuit {
        return this.net.circuits[CIRCUIT[kind]] ?? CLOSED
    }

    private record(kind: CallClass, usable: boolean): void {
        const circuit = afterCall(this.circuit(kind), usable, this.host.now())
        this.net = {...this.net, circuits: {...this.net.circuits, [CIRCUIT[kind]]: circuit}}
    }

    private noticeClock(kind: CallClass, {date}: Answer): void {
        const serverNow = Date.parse(date ?? "")
        if (SERVICE[kind] !== "PostHog" || Number.isNaN(serverNow)) return
        this.net = {...this.net, skewMs: serverNow - this.host.now()}
    }
}
