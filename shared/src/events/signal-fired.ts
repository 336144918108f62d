import * as z from "zod/mini"

import type {AccountSource} from "../queries/account"
import {accountDistinctId, betonProperties, type CaptureEvent} from "./capture-event"
import {betonId} from "./ids"
import {type KeyPair, sign} from "./signing"

/** Name of the event. */
export const SIGNAL_FIRED = "beton_signal_fired"

const fact = z.union([z.number(), z.string(), z.array(z.string())])

/** Signed content of a `beton_signal_fired` event: everything the CRM will ever show of it (A7). */
export const signalFiredContentSchema = z.object({
    schema_version: z.literal(1),
    beton_id: z.string(),
    run_id: z.string(),
    score: z.number().check(z.gte(0), z.lte(100)),
    /** True when some signal's query had failed: the score may be too low. */
    partial: z.boolean(),
    signal_types: z.array(z.string()).check(z.minLength(1)),
    new_signal_types: z.array(z.string()),
    definition_version: z.record(z.string(), z.number()),
    evidence: z.record(
        z.string(),
        z.object({
            observed: z.number(),
            threshold: z.number(),
            unit: z.string(),
            window_days: z.number(),
            facts: z.record(z.string(), fact),
        }),
    ),
    why_now: z.string(),
    /** Types for which an authenticated source knows the account (A11); absent = none. */
    confirmed_types: z.optional(z.array(z.string())),
    /** Whether the run decided to send the account to the CRM, and why or why not. */
    routed: z.boolean(),
    route_reason: z.string(),
    replayed: z.boolean(),
})

/** See `signalFiredContentSchema`. */
export type SignalFiredContent = z.infer<typeof signalFiredContentSchema>

/** Who writes, where and with which key. */
export interface Writer {
    readonly project: string
    readonly writer: string
    readonly keys: KeyPair
}

/** Content that the caller decides; ids are derived. */
export type SignalFiredInput = Omit<SignalFiredContent, "schema_version" | "beton_id">

/** Builds the event of one account and run: same input, same bytes (A4, DESIGN §3 Identity). */
export function signalFiredEvent(
    account: string,
    asOf: string,
    input: SignalFiredInput,
    source: AccountSource,
    writer: Writer,
): CaptureEvent {
    const id = betonId(writer.project, account, asOf)
    const content: SignalFiredContent = {schema_version: 1, beton_id: id, ...input}
    return {
        event: SIGNAL_FIRED,
        distinct_id: accountDistinctId(account),
        uuid: id,
        timestamp: asOf,
        properties: {
            ...betonProperties(writer.writer, {source, account}),
            account_key: account,
            beton_id: id,
            run_id: content.run_id,
            schema_version: 1,
            signal_score: content.score,
            signal_types: content.signal_types,
            new_signal_types: content.new_signal_types,
            definition_version: content.definition_version,
            evidence: content.evidence,
            why_now: content.why_now,
            detected_at: asOf,
            routed: content.routed,
            partial: content.partial,
            replayed: content.replayed,
            ...sign(
                {kind: SIGNAL_FIRED, project: writer.project, account, as_of: asOf, content},
                writer.keys,
            ),
        },
    }
}
