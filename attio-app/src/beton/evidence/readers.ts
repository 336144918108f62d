import * as z from "zod/mini"

const fact = z.union([z.number(), z.string(), z.array(z.string())])

const evidence = z.object({
    observed: z.number(),
    threshold: z.number(),
    unit: z.catch(z.string(), ""),
    window_days: z.catch(z.number(), 0),
    facts: z.catch(z.record(z.string(), fact), {}),
})

/**
 * A signed firing as this app reads it: wider than what the PostHog app writes today, so that what an older or a newer
 * version signed is shown as far as it goes. A signal whose evidence has another form is shown without it.
 */
export const firedReader = z.object({
    score: z.number().check(z.gte(0), z.lte(100)),
    signal_types: z.array(z.string()).check(z.minLength(1)),
    new_signal_types: z.catch(z.array(z.string()), []),
    partial: z.catch(z.boolean(), false),
    evidence: z.catch(z.record(z.string(), z.catch(z.nullable(evidence), null)), {}),
    why_now: z.catch(z.string(), ""),
    routed: z.catch(z.boolean(), false),
    route_reason: z.catch(z.string(), ""),
    replayed: z.catch(z.boolean(), false),
})

/** See `firedReader`. */
export type Fired = z.infer<typeof firedReader>

/** The part of a run's signed summary that is shown. */
export const runReader = z.object({
    finished_at: z.string(),
    problems: z.catch(z.array(z.string()), []),
})
