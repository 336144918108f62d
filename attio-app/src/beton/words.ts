import {dateText} from "@beton/shared/explain/numbers"

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** "Usage spike" of `usage_spike`: for a signal that this version does not know. */
export function titleFromId(id: string): string {
    const words = id.replace(/[_\s-]+/g, " ").trim()
    return words === "" ? "Signal" : words.charAt(0).toUpperCase() + words.slice(1)
}

/** How long ago, as people say it; an instant ahead of a clock that is a little slow is "just now". */
export function ageText(iso: string, now: number): string {
    const ms = now - Date.parse(iso)
    if (Number.isNaN(ms)) return "at an unknown time"
    if (ms < HOUR_MS) return "just now"
    if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`
    const days = Math.floor(ms / DAY_MS)
    if (days === 1) return "1 day ago"
    return days <= 30 ? `${days} days ago` : `on ${dateText(iso)}`
}

/** "06:00 UTC" of an instant. */
export function timeText(iso: string): string {
    const date = new Date(iso)
    return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(11, 16)} UTC`
}

/** Sentences of a text, one line each: ends at a full stop that a capital, a number or nothing follows. */
export function sentencesOf(text: string): string[] {
    return text.split(/(?<=[.!?])\s+(?=[\p{Lu}\p{Nd}])/u).map((one) => one.trim()).filter((one) => one !== "")
} // prettier-ignore

/** "1 signal", "3 signals". */
export function plural(n: number, one: string, many = `${one}s`): string {
    return `${n} ${n === 1 ? one : many}`
}
