import {rateLimited} from "./errors"
import type {Workspace} from "./types"

const WINDOW_MS = 1000

/**
 * Counts requests per workspace and calendar second, reads and writes apart (REST.md §8: 100 and 25).
 * Windows follow the clock's seconds, so that waiting until the HTTP date of Retry-After is always enough.
 */
export class RateLimiter {
    private readonly windows = new Map<string, {second: number; read: number; write: number}>()

    constructor(private readonly clock: () => number) {}

    /** @throws ApiError 429 when the limit of this second is used up; a refused request does not count. */
    take(workspace: Workspace, kind: "read" | "write"): void {
        const second = Math.floor(this.clock() / WINDOW_MS)
        let window = this.windows.get(workspace.id)
        if (window?.second !== second) {
            window = {second, read: 0, write: 0}
            this.windows.set(workspace.id, window)
        }
        const limit = kind === "read" ? workspace.limits.readsPerSecond : workspace.limits.writesPerSecond
        if (window[kind] >= limit) throw rateLimited((second + 1) * WINDOW_MS)
        window[kind] += 1
    }
}
