import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {sha256} from "@noble/hashes/sha2.js"

/** Short hashes of what Beton wrote: name, description, SQL source and display apart from each other. */
export interface Written {
    readonly version: number
    readonly name: string
    readonly about: string
    readonly source: string
    readonly display: string
}

/** The parts of a tile that a user may edit one by one. */
export const PARTS = ["name", "about", "source", "display"] as const

/** See `PARTS`. */
export type Part = (typeof PARTS)[number]

const SLUG = "[a-z0-9][a-z0-9-]*"
const HASH = "[\\w-]{8}"
const INSIGHT_LINE = new RegExp(
    `^Managed by Beton\\. Key: beton/(${SLUG})/(${SLUG}) v(\\d+) (${HASH}) (${HASH}) (${HASH}) (${HASH})$`,
    "m",
)
const DASHBOARD_LINE = new RegExp(
    `^Managed by Beton\\. Key: beton/(${SLUG})\\.(?: Tiles: ([a-z0-9 -]*)\\.)?(?: Others: ([a-z0-9 -]*)\\.)?$`,
    "m",
)
const TEXT_LINE = new RegExp(`^Beton: beton/(${SLUG})/(${SLUG}) (${HASH})$`, "m")

/** Enough to notice a change, short enough for a line that people see. */
export function hash8(value: unknown): string {
    return toBase64Url(sha256(utf8Bytes(JSON.stringify(value)))).slice(0, 8)
}

/** The part of an insight's description by which it is known again when the storage is lost (C4). */
export function insightLine(dashboard: string, tile: string, written: Written): string {
    const {version, name, about, source, display} = written
    return `Managed by Beton. Key: beton/${dashboard}/${tile} v${version} ${name} ${about} ${source} ${display}`
}

/** What the key line of an insight says; null without one. */
export function insightKey(description: string): {dashboard: string; tile: string; written: Written} | null {
    const found = INSIGHT_LINE.exec(description)
    if (found === null) return null
    const [, dashboard = "", tile = "", version = "", name = "", about = "", source = "", display = ""] =
        found
    return {dashboard, tile, written: {version: Number(version), name, about, source, display}}
}

/** What the key line of one tile's insight says; null without one, and for the line of another tile, such as a copied one. */
export function writtenOf(description: string, dashboard: string, tile: string): Written | null {
    const key = insightKey(description)
    return key?.dashboard === dashboard && key.tile === tile ? key.written : null
}

/** Whether two writings are the same in every part. */
export function isSame(a: Written | null, b: Written | null): boolean {
    return a !== null && b !== null && a.version === b.version && PARTS.every((part) => a[part] === b[part])
}

/** What the key line of a dashboard says. */
export interface DashboardKey {
    readonly dashboard: string
    /** Ids of all tiles that were ever placed on it. */
    readonly placed: readonly string[]
    /** Ids of the other dashboards that were there: one of them that is missing was deleted. */
    readonly others: readonly string[]
}

/** The same for a dashboard. */
export function dashboardLine({dashboard, placed, others}: DashboardKey): string {
    const listed = (label: string, ids: readonly string[]): string =>
        ids.length === 0 ? "" : ` ${label}: ${[...ids].sort().join(" ")}.`
    return `Managed by Beton. Key: beton/${dashboard}.${listed("Tiles", placed)}${listed("Others", others)}`
}

/** What the key line of a dashboard says; null without one. */
export function dashboardKey(description: string): DashboardKey | null {
    const found = DASHBOARD_LINE.exec(description)
    if (found === null) return null
    const [, dashboard = "", tiles = "", others = ""] = found
    const ids = (text: string): string[] => text.split(" ").filter((id) => id !== "")
    return {dashboard, placed: ids(tiles), others: ids(others)}
}

/** A text card with its key line, which holds a hash of the text above it. */
export function cardBody(dashboard: string, card: string, text: string): string {
    return `${text.trim()}\n\nBeton: beton/${dashboard}/${card} ${hash8(text.trim())}`
}

/** Whose card it is, and whether somebody edited it; null for a card of somebody else. */
export function cardKey(body: string): {dashboard: string; card: string; edited: boolean} | null {
    const found = TEXT_LINE.exec(body)
    if (found === null) return null
    const [, dashboard = "", card = "", hash = ""] = found
    return {dashboard, card, edited: hash8(withoutLine(body, TEXT_LINE)) !== hash}
}

/** A description without Beton's line. */
export function aboutOf(description: string): string {
    return withoutLine(withoutLine(description, INSIGHT_LINE), DASHBOARD_LINE)
}

/** A description of this text that ends with the line. */
export function withLine(about: string, line: string): string {
    return about === "" ? line : `${about}\n\n${line}`
}

/** Every such line goes: one that somebody doubled would otherwise count as their own words. */
function withoutLine(text: string, line: RegExp): string {
    return text.replace(new RegExp(`\\s*${line.source}`, "gm"), "").trim()
}
