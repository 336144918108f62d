import * as z from "zod/mini"

import {betonProperties, type CaptureEvent} from "./capture-event"
import {runEventId} from "./ids"
import type {Writer} from "./signal-fired"
import {sign} from "./signing"

/** Name of the event: the audit trail of a run (A6). */
export const RUN_COMPLETED = "beton_run_completed"

/** What one signal's detection came to. */
export const signalOutcomeSchema = z.object({
    type: z.string(),
    state: z.enum(["ok", "off", "waiting_for_data", "failed"]),
    /** Plain sentence: what is missing or what failed; empty when ok. */
    reason: z.string(),
    active: z.number(),
    fired: z.number(),
})

/** Signed content of a `beton_run_completed` event. */
export const runCompletedContentSchema = z.object({
    schema_version: z.literal(1),
    run_id: z.string(),
    as_of: z.string(),
    started_at: z.string(),
    finished_at: z.string(),
    partial: z.boolean(),
    accounts_active: z.number(),
    accounts_emitted: z.number(),
    events_written: z.number(),
    signals: z.array(signalOutcomeSchema),
    held: z.record(z.string(), z.number()),
    distrusted_events: z.record(z.string(), z.number()),
    routing: z.object({
        state: z.enum(["off", "dry_run", "on"]),
        reason: z.string(),
        would_route: z.number(),
        created: z.number(),
        updated: z.number(),
        skipped: z.record(z.string(), z.number()),
        failed: z.number(),
        /** Of the updated ones: deals of other sources, and lost deals that were opened again. Absent in older summaries. */
        annotated: z.optional(z.number()),
        reopened: z.optional(z.number()),
        /** Records of accounts that were not routed: scores that fell, and our deals that nobody has touched (D8). */
        refreshed: z.optional(z.number()),
        untouched: z.optional(z.number()),
    }),
    coverage: z.object({events: z.nullable(z.number()), persons: z.nullable(z.number())}),
    queries: z.number(),
    /** Calls of each kind, and answers taken from the process's own cache; absent in older summaries. */
    calls: z.optional(z.record(z.string(), z.number())),
    /** daily: a day block; now: on demand. */
    kind: z.optional(z.enum(["daily", "now"])),
    /** Emitted accounts with a signal that nothing authenticated confirms, and how many lost points to the cap (A11). */
    unconfirmed: z.optional(z.object({accounts: z.number(), capped: z.number()})),
    problems: z.array(z.string()),
})

/** See `runCompletedContentSchema`. */
export type RunCompletedContent = z.infer<typeof runCompletedContentSchema>

/** Builds the summary event of a run; deterministic for the same content. */
export function runCompletedEvent(content: RunCompletedContent, writer: Writer): CaptureEvent {
    const {as_of: asOf} = content
    return {
        event: RUN_COMPLETED,
        distinct_id: `beton:project:${writer.project}`,
        uuid: runEventId(writer.project, asOf),
        timestamp: asOf,
        properties: {
            ...betonProperties(writer.writer),
            ...content,
            ...sign(
                {kind: RUN_COMPLETED, project: writer.project, account: "", as_of: asOf, content},
                writer.keys,
            ),
        },
    }
}
