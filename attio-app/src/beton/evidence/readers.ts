import * as z from "zod"

const fact = z.union([z.number(), z.string(), z.array(z.string())])

const evidence = z.object({
    observed: z.number(),
    threshold: z.number(),
    unit: z.string().catch(""),
    window_days: z.number().catch(0),
    facts: z.record(z.string(), fact).catch({}),
})

/**
 * A signed firing as this app reads it: wider than what the PostHog app writes today, so that what an older or a newer
 * version signed is shown as far as it goes. A signal whose evidence has another form is shown without it.
 */
export const firedReader = z.object({
    score: z.number().min(0).max(100),
    signal_types: z.array(z.string()).min(1),
    new_signal_types: z.array(z.string()).catch([]),
    partial: z.boolean().catch(false),
    evidence: z.record(z.string(), evidence.nullable().catch(null)).catch({}),
    why_now: z.string().catch(""),
    routed: z.boolean().catch(false),
    route_reason: z.string().catch(""),
    replayed: z.boolean().catch(false),
})

/** See `firedReader`. */
export type Fired = z.infer<typeof firedReader>

/** The part of a run's signed summary that is shown. */
export const runReader = z.object({
    finished_at: z.string(),
    problems: z.array(z.string()).catch([]),
})
