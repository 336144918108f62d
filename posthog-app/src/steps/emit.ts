import type {CaptureEvent} from "@beton/shared/events/capture-event"

import {next, onFailure, type Step, type StepContext} from "./step"

const BRIDGE_MS = 3 * 86_400_000

/** Sends one stored chunk of events. Sending it again changes nothing: uuid and timestamp are fixed. */
export const emit: Step = async (state, context) => {
    if (state.emitNext >= state.outboxChunks) return next(state, {phase: "route"})
    if (state.apiToken === null) throw new Error("A run sends only after it knows the project.")
    const chunk = await context.store.part<CaptureEvent>("outbox", "events", state.emitNext)
    const sent = await context.posthog.capture(state.apiToken, chunk)
    if (!sent.ok) return onFailure(state, sent.failure, "Writing events")
    // Only what was sent counts for cooldown; cut off before this line, the chunk is simply sent again.
    await remember(chunk, context)
    return next(state, {emitNext: state.emitNext + 1, attempts: 0})
}

/** Keeps the firings of the last days at hand until PostHog shows them (seconds to minutes after sending). */
async function remember(chunk: readonly CaptureEvent[], {store, host}: StepContext): Promise<void> {
    const ids = new Set(chunk.map((event) => `${String(event.properties.account_key)} ${event.timestamp}`))
    const kept = (await store.bridge()).filter(
        (entry) =>
            host.now() - Date.parse(entry.as_of) < BRIDGE_MS && !ids.has(`${entry.account} ${entry.as_of}`),
    )
    const added = chunk.map((event) => ({
        account: String(event.properties.account_key),
        as_of: event.timestamp,
        types: event.properties.new_signal_types as string[],
    }))
    await store.saveBridge([...kept, ...added])
}
