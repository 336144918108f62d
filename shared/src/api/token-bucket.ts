/** A limit: at most `capacity` at once, and `perSecond` over time. */
export interface BucketLimit {
    readonly capacity: number
    readonly perSecond: number
}

/** State of one bucket; JSON, so that it outlives a step. */
export interface Bucket {
    readonly tokens: number
    /** Unix ms of the last change. */
    readonly at: number
}

/** Takes a token from each bucket, or from none: then `waitMs` says when all have one. */
export function takeTokens(
    buckets: readonly (Bucket | undefined)[],
    limits: readonly BucketLimit[],
    now: number,
): {readonly buckets: readonly Bucket[]; readonly waitMs: number} {
    const filled = limits.map((limit, i) => refilled(buckets[i], limit, now))
    const waits = filled.map(({tokens}, i) => {
        const perSecond = limits[i]?.perSecond ?? 1
        return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000)
    })
    const waitMs = Math.max(0, ...waits)
    if (waitMs > 0) return {buckets: filled, waitMs}
    return {buckets: filled.map((bucket) => ({...bucket, tokens: bucket.tokens - 1})), waitMs: 0}
}

/** A clock that went back neither gives nor takes tokens. */
function refilled(bucket: Bucket | undefined, {capacity, perSecond}: BucketLimit, now: number): Bucket {
    if (bucket === undefined) return {tokens: capacity, at: now}
    const gained = (Math.max(0, now - bucket.at) / 1000) * perSecond
    return {tokens: Math.min(capacity, bucket.tokens + gained), at: now}
}
