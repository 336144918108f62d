import {goneRow} from "@beton/shared/crm/deal-update"
import {dealUpdatedEvent} from "@beton/shared/events/deal-updated"

import {writerOf} from "../writer"
import type {ReadyDeal} from "./progress"
import {counted, moved, type SyncUnit} from "./unit"

/** Older events go PostHog's slower way, without its spike detection (CONTRACT §11). */
const RECENT_MS = 2 * 86_400_000
/** Deals that are asked at once whether they still exist. */
const CONFIRMED_AT_ONCE = 8
const CONFIRMED_IN_A_UNIT = 40
/** A day's limit: more than this vanish only when something is wrong. */
const MOST_CONFIRMED = 400

/** Signs and sends what is ready, and only then remembers it: whoever is cut off here sends the same again. */
export const sendReady: SyncUnit = async (state, context) => {
    const {stored, known, posthog, config} = context
    const {outcomes: progress, account, apiToken} = state
    if (apiToken === null || account === null)
        throw new Error("Deals are sent only after the project is known.")
    const ready = await stored.ready()
    const writer = writerOf(config)
    const events = ready.flatMap(({rows}) =>
        rows.map(({at, input}) => dealUpdatedEvent(at, input, account, writer)),
    )
    const recent = Date.parse(state.as_of) - RECENT_MS
    for (const historical of [true, false]) {
        const batch = events.filter(({timestamp}) => Date.parse(timestamp) < recent === historical)
        if (batch.length === 0) continue
        const sent = await posthog.capture(apiToken, batch, historical)
        if (!sent.ok) return {kind: "failed", failure: sent.failure, progress}
    }
    await known.save(ready)
    const counts = counted(progress.counts, {events: events.length})
    return moved(progress, {stage: progress.sendFor, counts})
}

/** Confirms that deals which the page lacks are gone, and stores their last event; then goes on to the next page. */
export const confirmGone: SyncUnit = async (state, context) => {
    const {stored} = context
    const {attio} = context.deals
    const {outcomes: progress} = state
    const {next, goneRead, counts} = progress
    const isOver = goneRead >= progress.gone || counts.confirmed >= MOST_CONFIRMED
    if (attio === null || isOver) {
        if (next === null) return {kind: "done", progress}
        return moved(progress, {stage: "page", after: next})
    }
    const gone = await stored.gone()
    const ready: ReadyDeal[] = []
    let read = goneRead
    const upTo = Math.min(gone.length, goneRead + CONFIRMED_IN_A_UNIT)
    while (read < upTo) {
        const wave = gone.slice(read, Math.min(upTo, read + CONFIRMED_AT_ONCE))
        const answers = await Promise.all(wave.map(({id}) => attio.record("deals", id)))
        for (const [i, answer] of answers.entries()) {
            const deal = wave[i]
            if (deal === undefined || answer.ok) continue
            if (answer.failure.kind !== "not_found")
                return {kind: "failed", failure: answer.failure, progress}
            const {id: dealId, createdAt, account} = deal
            const facts = {dealId, createdAt: new Date(Date.parse(createdAt)).toISOString(), account}
            const row = goneRow(facts, state.as_of, Date.parse(state.as_of))
            ready.push({dealId, createdAt, known: null, rows: [row]})
        }
        read += wave.length
    }
    const moving = {
        goneRead: read,
        counts: counted(counts, {deleted: ready.length, confirmed: read - goneRead}),
    }
    if (ready.length === 0) return moved(progress, moving)
    await stored.putReady(ready)
    return moved(progress, {...moving, stage: "send", sendFor: "gone"})
}
