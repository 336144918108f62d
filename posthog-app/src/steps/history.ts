import {SIGNAL_FIRED, signalFiredContentSchema} from "@beton/shared/events/signal-fired"
import {verify} from "@beton/shared/events/signing"
import {firedHistory} from "@beton/shared/queries/beton-events"

import {publicKeysOf} from "../config/config"
import {bump} from "./run-state"
import {next, onFailure, type Step} from "./step"

const DAY_MS = 86_400_000
/** A signature takes 2 to 10 ms to check: a page stays far below a step's 20 s. */
const PAGE_ROWS = 500

/** A firing that counts for cooldown. */
export interface PastFiring {
    readonly account: string
    readonly as_of: number
    readonly types: readonly string[]
}

/** Reads the firings of the longest cooldown before T and keeps the ones we signed (DESIGN §3 "Cooldown's truth"). */
export const history: Step = async (state, context) => {
    const {config, posthog, store} = context
    const asOf = Date.parse(state.as_of)
    const settings = Object.values(config.settings.signals as Record<string, {cooldown_days: number}>)
    // A week more than the longest cooldown: weekly signals also look at the ISO week.
    const days = Math.max(7, ...settings.map((signal) => signal.cooldown_days)) + 1
    const rows = await posthog.query(firedHistory, {
        from: new Date(asOf - days * DAY_MS).toISOString(),
        to: state.as_of,
        cursor: state.historyAfter,
        limit: PAGE_ROWS,
    })
    if (!rows.ok) return onFailure(state, rows.failure, "Earlier firings", context)
    let distrusted = state.distrusted
    const firings: PastFiring[] = []
    for (const row of rows.value) {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: SIGNAL_FIRED},
        )
        if (!trust.ok) {
            distrusted = bump(distrusted, trust.reason)
            continue
        }
        const content = signalFiredContentSchema.safeParse(trust.envelope.content)
        if (!content.success) {
            distrusted = bump(distrusted, "malformed")
            continue
        }
        firings.push({
            account: trust.envelope.account,
            as_of: Date.parse(trust.envelope.as_of),
            types: content.data.new_signal_types,
        })
    }
    await store.putPart("history", "fired", state.historyPages, firings)
    const last = rows.value[rows.value.length - 1]
    const more = rows.value.length >= PAGE_ROWS && last !== undefined
    return next(state, {
        queries: state.queries + 1,
        distrusted,
        historyPages: state.historyPages + 1,
        historyAfter: more ? last.key : state.historyAfter,
        phase: more ? "history" : "decide",
    })
}
