import type {CaptureEvent} from "@beton/shared/events/capture-event"
import {dealUpdatedEvent, type DealUpdatedInput} from "@beton/shared/events/deal-updated"
import type {Writer} from "@beton/shared/events/signal-fired"

import {AS_OF} from "../../app/support/project"
import type {Entry} from "./deal-figures"

const HOUR = 3_600_000
const NOW = Date.parse(AS_OF)
/** ISO instant so many hours before now. */
const ago = (hours: number): string => new Date(NOW - hours * HOUR - 123).toISOString()

/** An entry with the event that reports it. */
export interface MadeEntry extends Entry {
    readonly event: CaptureEvent
}

/** An entry of a deal that nobody has touched, open and without a value, created 10 days ago; `at` is when it began. */
export function madeEntry(deal: string, at: string, more: Partial<DealUpdatedInput>, writer: Writer): MadeEntry {
    const input: DealUpdatedInput = {
        ...{revision: NOW, deal_id: deal, deal_url: "", company_id: "", account_key: "", lead_source: "pql", lead_source_value: "pql"},
        ...{stage_id: "open", stage_title: "Open", deal_status: "open", is_current: true, deal_outcome: "", deal_value: null, currency: ""},
        ...{created_at: ago(240), qualified_at: null, won_at: null, lost_at: null, reopened: 0, history_reliable: true},
        ...{sourced_by: "beton", disposition: "", owner_id: "", first_touch_at: null, first_touch_kind: "", deleted: false},
        ...more,
    }
    const event = dealUpdatedEvent(at, input, null, writer)
    const content = {schema_version: 1 as const, beton_id: event.uuid, ...input}
    return {timestamp: at, content, event}
} // prettier-ignore

const OWNERS = ["m-ann", "m-bob", ""]
const REASONS = ["", "", "existing_customer", "bad_timing", "wrong_company"] as const
const TOUCHES = [2, 30, 100, null] as const
const VALUES = [1200.5, null, 800, 15_000, 0] as const

/**
 * Deals of every kind that the story's CRM lacks: opened by Beton or influenced by it, in two currencies or without a
 * value, touched early, late or never, young and old, open, qualified, won, lost, won before they were made.
 */
export function madeDeals(writer: Writer): MadeEntry[] {
    return Array.from({length: 90}, (_, i): MadeEntry => {
        const hours = 12 + ((i * 37) % 97) * 24
        const [touch, value] = [TOUCHES[i % 4] ?? null, VALUES[i % 5] ?? null]
        const touched = touch === null || touch > hours ? null : ago(hours - touch)
        const status = (["won", "open", "lost", "qualified", "won", "open", "won"] as const)[i % 7] ?? "open"
        // Some within the horizon of 30 days, some after it, one in thirteen entered after it was won.
        const closed = ago(i % 13 === 12 ? hours + 20 : Math.max(1, hours - 24 * (3 + (i % 50))))
        const at = status === "open" ? ago(hours) : closed
        return madeEntry(`made-${i}`, at, {
            ...{created_at: ago(hours), sourced_by: i % 3 === 2 ? "influenced" : "beton", lead_source: i % 10 === 9 ? "partner's" : "pql"},
            ...{deal_status: status, stage_id: status, deal_outcome: status === "open" ? "" : status},
            ...{won_at: status === "won" ? closed : null, lost_at: status === "lost" ? closed : null},
            qualified_at: status === "won" || status === "qualified" || i % 6 === 2 ? closed : null,
            ...{deal_value: value, currency: value === null ? "" : i % 4 === 1 ? "EUR" : "USD"},
            ...{owner_id: OWNERS[i % 3] ?? "", disposition: REASONS[i % 5] ?? ""},
            ...(i % 3 === 2 ? {} : {first_touch_at: touched, first_touch_kind: touched === null ? "" : "task"}),
        }, writer)
    })
} // prettier-ignore

/** Histories that readers get wrong who do not take the newest revision of each entry: all of them count in some tile. */
export function awkwardHistories(writer: Writer): MadeEntry[] {
    const [created, moved] = [ago(2400), ago(1200)]
    const common = {created_at: created, sourced_by: "beton", currency: "USD", first_touch_at: ago(2390)} as const
    const made = (deal: string, at: string, more: Partial<DealUpdatedInput>) => madeEntry(deal, at, {...common, ...more}, writer)
    const lost = {deal_status: "lost", stage_id: "lost", deal_outcome: "lost", lost_at: moved} as const
    const won = {deal_status: "won", stage_id: "won", deal_outcome: "won", won_at: moved, qualified_at: moved} as const
    return [
        // Its first entry was current once; the newer revision says that it no longer is.
        made("moved", created, {revision: NOW - 9, deal_value: 100}),
        made("moved", created, {revision: NOW, is_current: false, deal_value: 700, ...{won_at: moved}}),
        made("moved", moved, {revision: NOW, deal_value: 700, ...won}),
        // The older revision came last.
        made("late", moved, {revision: NOW, deal_value: 400, ...lost}),
        made("late", moved, {revision: NOW - 9, deal_value: 999, ...won, stage_id: "lost"}),
        // Its value was taken away, its stage stayed.
        made("emptied", created, {revision: NOW - 9, deal_value: 5000}),
        made("emptied", created, {revision: NOW, deal_value: null, currency: ""}),
        // Gone, and gone but back.
        made("gone", created, {revision: NOW - 9, deal_value: 9000}),
        made("gone", ago(5), {revision: NOW, deal_status: "deleted", deleted: true}),
        made("back", created, {revision: NOW - 9, deal_value: 10}),
        made("back", ago(5), {revision: NOW - 5, deal_status: "deleted", deleted: true}),
        made("back", created, {revision: NOW, deal_value: 60}),
        // Untouched for longer than anything is looked at.
        made("ancient", ago(24 * 1200), {deal_value: 123_456, created_at: ago(24 * 1200)}),
        // Closed months before any other: the months between are gaps.
        made("early", ago(24 * 320), {deal_value: 55, created_at: ago(24 * 330), first_touch_at: ago(24 * 329), ...lost, lost_at: ago(24 * 320)}),
        // Made before the last 365 days: of use only where the horizon is long.
        made("slow", ago(24 * 400), {deal_value: 44, created_at: ago(24 * 500), first_touch_at: ago(24 * 499), ...won, won_at: ago(24 * 400)}),
        // Open for two years: in the pipeline, in no comparison.
        made("old", ago(24 * 700), {deal_value: 31, created_at: ago(24 * 700)}),
    ]
} // prettier-ignore
