import type {Writer} from "@beton/shared/events/signal-fired"

import {type MadeEntry, madeEntry} from "./made-deals"
import {type Dice, nearMidnights} from "./random-world"

const DAY = 86_400_000
const iso = (at: number): string => new Date(at).toISOString()

/**
 * Random deals of 500 days: of sources with awkward names, in three currencies and none, with values from below 0 to
 * billions, won before they were made, touched at the very edges of a day and of three.
 */
export function randomDeals(random: Dice, now: number, n: number, writer: Writer): MadeEntry[] {
    const {next, upTo, pick} = random
    return Array.from({length: n}, (_, i) => {
        const created = nearMidnights(random, now - upTo(500 * DAY) - DAY)
        const closed = Math.min(now - 1000, nearMidnights(random, created + upTo(90 * DAY) - 5 * DAY))
        const touched = Math.min(now - 1000, created + pick([0, DAY - 1, DAY, 3 * DAY - 1, 3 * DAY, 6 * DAY]))
        const status = pick(["open", "qualified", "won", "lost", "won", "lost"] as const)
        const value = pick([null, 0, -500, 1200.5, 3.3e11, 15, 0.01])
        return madeEntry(`deal ${i}`, iso(status === "open" ? created : closed), {
            ...{created_at: iso(created), deal_status: status, stage_id: status, history_reliable: next() < 0.9},
            ...{won_at: status === "won" ? iso(closed) : null, lost_at: status === "lost" ? iso(closed) : null},
            ...{deal_value: value, currency: value === null ? "" : pick(["USD", "EUR", "JPY", ""])},
            lead_source: pick(["pql", "inbound", "it's 100 %", 'Ünï\n"q"\\', "unknown"]),
            sourced_by: pick(["beton", "influenced", "other"] as const),
            first_touch_at: next() < 0.3 ? null : iso(touched),
            ...{owner_id: pick(["a", "b", ""]), disposition: pick(["", "other", "bad_timing"] as const)},
        }, writer)
    })
} // prettier-ignore
