import type {BucketLimit} from "./token-bucket"

/**
 * What we allow ourselves, below what is documented (CONTRACT §4, REST.md §8). In any window a bucket lets through its
 * capacity plus what it gains meanwhile, so both together stay below the limit:
 * queries 40 + 180 of 240 a minute and 400 + 1800 of 2400 an hour; other calls of PostHog 60 + 360 of 480 and
 * 800 + 3600 of 4800; Attio 40 + 40 of 100 reads and 12 + 12 of 25 writes a second.
 */
export const RATE_LIMITS = {
    posthog_query: [
        {capacity: 40, perSecond: 3},
        {capacity: 400, perSecond: 0.5},
    ],
    posthog_private: [
        {capacity: 60, perSecond: 6},
        {capacity: 800, perSecond: 1},
    ],
    // Nothing is documented for ingestion: a 429 is honoured like any other.
    posthog_capture: [],
    attio_read: [{capacity: 40, perSecond: 40}],
    attio_write: [{capacity: 12, perSecond: 12}],
    // Slack allows one message a second for each incoming webhook.
    message: [{capacity: 1, perSecond: 1}],
} as const satisfies Readonly<Record<string, readonly BucketLimit[]>>

/** A kind of call with limits of its own. */
export type CallClass = keyof typeof RATE_LIMITS

/** Calls under way at once; PostHog allows 3 API queries per project, one is left to people. */
export const CONCURRENCY: Readonly<Record<CallClass, number>> = {
    posthog_query: 2,
    posthog_private: 4,
    posthog_capture: 4,
    attio_read: 8,
    attio_write: 4,
    message: 1,
}
