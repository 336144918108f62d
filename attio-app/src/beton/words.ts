import {dateText} from "@beton/shared/explain/numbers"
import type {PairedSignal} from "@beton/shared/pairing"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Twice the longest line that Beton writes. */
const MOST_CHARACTERS = 240

/** "Usage spike" of `usage_spike`: for a signal that this version does not know. */
export function titleFromId(id: string): string {
    const words = id.replace(/[_\s-]+/g, " ").trim()
    return words === "" ? "Signal" : words.charAt(0).toUpperCase() + words.slice(1)
}

/** A signal's name; for one that the pairing does not name, made from its id. */
export function titleOf(id: string, known: readonly PairedSignal[]): string {
    return known.find((one) => one.id === id)?.title ?? titleFromId(id)
}

/** Whether a text is a day without a time of day, as date attributes hold it. */
export function isDay(text: string): boolean {
    return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

/** Unix ms of an instant; one without a zone is in UTC, as Beton writes it, wherever the reader is. NaN for any other text. */
export function instantOf(iso: string): number {
    return Date.parse(/T[\d:.]+$/.test(iso) ? `${iso}Z` : iso)
}

/**
 * How long ago, as people say it; an instant ahead of a clock that is a little slow is "just now". A day has no hours, and
 * what lies further ahead is told by its date.
 */
export function ageText(iso: string, now: number): string {
    const at = instantOf(iso)
    const ms = now - at
    if (Number.isNaN(ms)) return "at an unknown time"
    if (!isDay(iso) && ms < DAY_MS && ms > -HOUR_MS)
        return ms < HOUR_MS ? "just now" : `${Math.floor(ms / HOUR_MS)} h ago`
    const days = isDay(iso) ? Math.floor(now / DAY_MS) - at / DAY_MS : Math.floor(ms / DAY_MS)
    if (days === 0) return "today"
    if (days === 1) return "1 day ago"
    if (days < 0) return `on ${dateText(iso)}`
    return days <= 30 ? `${days} days ago` : `on ${dateText(iso)}`
}

/** "06:00 UTC" of an instant. */
export function timeText(iso: string): string {
    const date = new Date(instantOf(iso))
    return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(11, 16)} UTC`
}

/** Sentences of a text, one line each: ends at a full stop that a capital, a number or nothing follows. */
export function sentencesOf(text: string): string[] {
    return text.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{Nd}])/u).map((one) => one.trim()).filter((one) => one !== "")
} // prettier-ignore

/** A line that fits into a card: somebody may have written a page into a field. */
export function shortened(line: string): string {
    const characters = Array.from(line)
    return characters.length <= MOST_CHARACTERS
        ? line
        : `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…`
}

/** "1 signal", "3 signals". */
export function plural(n: number, one: string, many = `${one}s`): string {
    return `${n} ${n === 1 ? one : many}`
}
