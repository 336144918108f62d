/** One window of a request throttle. */
export interface RateWindow {
    limit: number
    seconds: number
}

/**
 * Sliding windows of request times, as Django REST framework keeps them: a refused request is not counted, and the
 * answer says when the oldest counted request leaves the window.
 */
export class RateLimiter {
    #history = new Map<string, number[]>()

    /** Counts a request at `nowMs`; gives null, or the whole seconds to wait when one of the windows is full. */
    take(bucket: string, windows: readonly RateWindow[], nowMs: number): number | null {
        const longest = Math.max(...windows.map(({seconds}) => seconds))
        const history = (this.#history.get(bucket) ?? []).filter((at) => at > nowMs - longest * 1000)
        this.#history.set(bucket, history)
        const waits = windows.flatMap(({limit, seconds}) => {
            const inWindow = history.filter((at) => at > nowMs - seconds * 1000)
            const first = inWindow[inWindow.length - limit]
            return inWindow.length >= limit
                ? [first === undefined ? seconds : (first - nowMs) / 1000 + seconds]
                : []
        })
        if (waits.length > 0) return Math.max(1, Math.ceil(Math.max(...waits)))
        history.push(nowMs)
        return null
    }
}
