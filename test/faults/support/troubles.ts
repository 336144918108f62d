import type {FaultEffect} from "../../../scripts/sandbox/http/faults"

/** A fault of an API (DESIGN §5) that hits one call, or all of a service until it is mended. */
export interface ApiFault {
    readonly name: string
    /** What the stand-in does. */
    readonly effect?: FaultEffect
    /** How many requests it hits from this one on; Infinity: until it is mended. Default 1. */
    readonly times?: number
    /** What the line does: PostHog's and Attio's clocks stand still, and no test waits for 15 real seconds. */
    readonly line?: "late" | "rate limit until a date" | "truncated" | "outage"
    /** Outage: how long the service answers nothing but 503, ms. */
    readonly lastsMs?: number
    /** The app must leave the service alone for so long, ms. */
    readonly quietMs?: number
    /** Only calls of this kind can meet it; default any. */
    readonly only?: "queries" | "writes"
    /** The run stops or starts anew, which would heal what another fault has done to it: one such fault per case. */
    readonly alone?: true
}

/** Every fault that a call may meet. */
export const API_FAULTS: readonly ApiFault[] = [
    {name: "late answer", line: "late"},
    {name: "429 seconds", effect: {kind: "rate-limit", retryAfter: 30}, quietMs: 30_000},
    // Read against the server's date, which has whole seconds.
    {name: "429 date", line: "rate limit until a date", quietMs: 40_000},
    {name: "429 bare", effect: {kind: "rate-limit", retryAfter: "none"}},
    {name: "500", effect: {kind: "status", status: 500}},
    {name: "502 HTML", effect: {kind: "status", status: 502, body: "html"}},
    {name: "503", effect: {kind: "status", status: 503}},
    {name: "504", effect: {kind: "status", status: 504}, only: "queries", alone: true},
    {name: "cut", effect: {kind: "cut"}},
    {name: "cut twice", effect: {kind: "cut"}, times: 2},
    {name: "lost answer", effect: {kind: "lost-response"}, only: "writes"},
    {name: "lost twice", effect: {kind: "lost-response"}, only: "writes", times: 2},
    {name: "cut-off JSON", line: "truncated"},
    {name: "revoked key", effect: {kind: "revoked-key"}, times: Infinity, alone: true},
]

/** A service that is away for long enough that the circuit opens, and back before the run gives up. */
export const OUTAGE: ApiFault = {name: "outage of 45 min", line: "outage", lastsMs: 45 * 60_000}

/** What happens to one call of a case. */
export type Trouble =
    | {readonly kind: "kill" | "freeze"; readonly point: "before" | "after"}
    | {readonly kind: "fault"; readonly fault: ApiFault}

/**
 * A trouble and the call that it hits: by its place, counted from 0 over all processes of a case, or the first one with
 * this fingerprint.
 */
export interface Planned {
    readonly at: number | string
    readonly trouble: Trouble
}

/** For the table. */
export function nameOf(trouble: Trouble): string {
    if (trouble.kind === "fault") return trouble.fault.name
    return `${trouble.kind === "kill" ? "killed" : "frozen"} ${trouble.point}`
}
