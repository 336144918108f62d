import {signalFiredEvent} from "@beton/shared/events/signal-fired"

import {writerOf} from "../writer"
import type {DecidedRow} from "./decide"
import {next, onFailure, type Step, type StepContext} from "./step"

const BRIDGE_MS = 3 * 86_400_000

/**
 * Signs and sends one stored chunk. Ids, instants and signatures follow from the stored rows alone, so sending it again
 * sends the same bytes.
 */
export const emit: Step = async (state, context) => {
    if (state.emitNext >= state.outboxChunks) return next(state, {phase: "route"})
    const {account, apiToken, as_of: asOf} = state
    if (apiToken === null || account === null) throw new Error("A run sends only after it knows the project.")
    const rows = await context.store.part<DecidedRow>("outbox", "rows", state.emitNext)
    const writer = writerOf(context.config)
    const events = rows.map((row) => signalFiredEvent(row.account, asOf, row.input, account, writer))
    const sent = await context.posthog.capture(apiToken, events)
    if (!sent.ok) return onFailure(state, sent.failure, "Writing events", context)
    // Only what was sent counts for cooldown; cut off before this line, the chunk is simply sent again.
    await remember(rows, asOf, context)
    return next(state, {emitNext: state.emitNext + 1, attempts: 0})
}

/** Keeps the firings of the last days at hand until PostHog shows them (seconds to minutes after sending). */
async function remember(
    rows: readonly DecidedRow[],
    asOf: string,
    {store, host}: StepContext,
): Promise<void> {
    const sent = new Set(rows.map((row) => row.account))
    const kept = (await store.bridge()).filter(
        (entry) =>
            host.now() - Date.parse(entry.as_of) < BRIDGE_MS &&
            !(entry.as_of === asOf && sent.has(entry.account)),
    )
    const added = rows.map((row) => ({account: row.account, as_of: asOf, types: row.input.new_signal_types}))
    await store.saveBridge([...kept, ...added])
}
