/** What a fault does to a matched request. */
export type FaultEffect =
    | {kind: "latency"; ms: number}
    | {kind: "rate-limit"; retryAfter: number | "http-date" | "none"; seconds?: number}
    | {kind: "status"; status: number; body?: "json" | "html"}
    /** The connection is closed before anything is processed. */
    | {kind: "cut"}
    /** The request is processed, then the connection is closed without an answer. */
    | {kind: "lost-response"}
    /** The key is refused as if it had been revoked. */
    | {kind: "revoked-key"}

/**
 * One fault switch. Without `nth` and `count` it hits every matching request; `nth` is the first matching request
 * that is hit (1 = the next one) and `count` how many are hit from there on.
 */
export interface Fault {
    /** Regular expression, tested against the path without the query string. */
    path?: string
    method?: string
    /** Only requests of this project (PostHog) or workspace (Attio). */
    scope?: string | number
    nth?: number
    count?: number
    effect: FaultEffect
}

interface Armed {
    fault: Fault
    path: RegExp
    seen: number
}

/** Holds the active faults and counts the requests that each has matched. */
export class FaultSwitches {
    #armed: Armed[] = []

    /** Replaces all faults, or with `scope` only those of that scope. */
    set(faults: Fault[], scope?: string | number): void {
        const kept = scope === undefined ? [] : this.#armed.filter(({fault}) => fault.scope !== scope)
        const added = faults.map((fault) => ({
            fault: scope === undefined ? fault : {...fault, scope},
            path: new RegExp(fault.path ?? ""),
            seen: 0,
        }))
        this.#armed = [...kept, ...added]
    }

    /** The effects that hit this request, in the order in which they were set. */
    match(request: {method: string; path: string; scope: string | number | null}): FaultEffect[] {
        const effects: FaultEffect[] = []
        for (const armed of this.#armed) {
            const {fault} = armed
            if (fault.method !== undefined && fault.method !== request.method) continue
            if (fault.scope !== undefined && fault.scope !== request.scope) continue
            if (!armed.path.test(request.path)) continue
            armed.seen += 1
            const first = fault.nth ?? 1
            if (armed.seen < first || armed.seen >= first + (fault.count ?? Infinity)) continue
            effects.push(fault.effect)
        }
        return effects
    }
}

/** The Retry-After header value of a rate-limit fault; null when the header is left out. */
export function retryAfterHeader(
    effect: Extract<FaultEffect, {kind: "rate-limit"}>,
    nowMs: number,
): string | null {
    if (effect.retryAfter === "none") return null
    if (effect.retryAfter === "http-date") return new Date(nowMs + (effect.seconds ?? 1) * 1000).toUTCString()
    return String(effect.retryAfter)
}

/** The page that a proxy sends when the service behind it fails. */
export const PROXY_ERROR_PAGE =
    "<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1><p>The upstream did not answer.</p></body></html>"
