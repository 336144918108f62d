import {signalFiredEvent} from "@beton/shared/events/signal-fired"

import type {DecidedRow} from "../decided-rows"
import {writerOf} from "../writer"
import type {RunState} from "./run-state"
import {next, onFailure, type Step, type StepContext} from "./step"

const BRIDGE_MS = 3 * 86_400_000

/**
 * Signs and sends one stored chunk. Ids, instants and signatures follow from the stored rows alone, so sending it again
 * sends the same bytes.
 */
export const emit: Step = async (state, context) => {
    if (state.dry || state.emitNext >= state.outboxChunks) return next(state, {phase: "prove"})
    const {account, apiToken} = state
    if (apiToken === null || account === null) throw new Error("A run sends only after it knows the project.")
    const stored = await context.store.part<DecidedRow>("outbox", "rows", state.emitNext)
    const rows = stored.filter((row) => row.as_of >= state.writeFrom)
    const sent = next(state, {emitNext: state.emitNext + 1, attempts: 0})
    if (rows.length === 0) return sent
    const writer = writerOf(context.config)
    const events = rows.map((row) => signalFiredEvent(row.account, row.as_of, row.input, account, writer))
    const answer = await context.posthog.capture(apiToken, events, state.kind === "backfill")
    if (!answer.ok) return onFailure(state, answer.failure, "Writing events", context)
    // Only what was sent counts for cooldown; cut off before this line, the chunk is simply sent again.
    await remember(state, rows, context)
    return sent
}

/** Keeps the firings of the last days at hand until PostHog shows them (seconds to minutes after sending). */
async function remember(
    state: RunState,
    rows: readonly DecidedRow[],
    {store, host}: StepContext,
): Promise<void> {
    if (state.kind === "backfill") return
    const entries = rows.map((row) => ({account: row.account, types: row.input.new_signal_types}))
    await store.bridge(state.as_of, state.emitNext, entries)
    await store.dropBridgeBefore(new Date(host.now() - BRIDGE_MS).toISOString())
}
