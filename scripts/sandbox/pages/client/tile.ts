import type {Box, Computed, TileInfo} from "../shapes"
import {chart} from "./chart"
import {csvName, csvOf} from "./csv"
import {type Child, fill, h} from "./dom"
import {formatInstant, formatNumber} from "./format"
import {funnelChart} from "./funnel"
import {funnelNote, funnelRows} from "./funnel-steps"
import {markdown} from "./markdown"
import {followsFilter, type Look, lookFor, lookOf} from "./node"
import {tableOf} from "./table"

/** A tile on the page; `show` is called with each new answer. */
export interface ShownTile {
    readonly element: HTMLElement
    /** null: nothing is computed for it. */
    readonly insight: number | null
    wait(): void
    show(computed: Computed, retry: () => void): void
}

type Answer = Extract<Computed, {ok: true}>
const OWN_PERIOD = "Keeps its own period."

/** Draws the frame of a tile; its rows come later. `hasFilter`: there is a date filter above. */
export function tileOf(tile: TileInfo, o: {readonly hasFilter: boolean; readonly zone: string}): ShownTile {
    const {insight} = tile
    if (insight === null) return note(tile)
    const {title, about, query} = insight
    const isFixed = o.hasFilter && (tile.own_dates || !followsFilter(query))
    const body = h("div", {class: "body"})
    const foot = h("p", {class: "foot"})
    const period = h("span", {class: "period"}, isFixed ? OWN_PERIOD : "")
    const heading = h("h2", {id: `tile-${tile.id}`, tabindex: -1}, title)
    const element = h(
        "section",
        {class: `tile ${lookOf(query).as}`, "aria-labelledby": `tile-${tile.id}`, "data-insight": insight.id},
        heading,
        h("p", {class: "about"}, about === "" ? null : `${about} `, period),
        body,
        foot,
    )
    place(element, tile.box)
    /** What is replaced must not take the reader's place on the page with it. */
    const keepFocus = (): void => {
        if (body.contains(document.activeElement)) heading.focus()
    }
    return {
        element,
        insight: insight.id,
        wait: () => {
            keepFocus()
            element.setAttribute("aria-busy", "true")
            fill(body, h("p", {class: "quiet"}, "Computing…"))
            fill(foot)
        },
        show: (computed, retry) => {
            element.removeAttribute("aria-busy")
            fill(foot)
            if (!computed.ok) {
                const again = h("button", {type: "button", "aria-label": `Try again: ${title}`, click: retry}, "Try again")
                fill(body, h("p", {class: "error", role: "alert"}, computed.message), again)
                return
            }
            fill(period, isFixed || computed.own_period ? OWN_PERIOD : "")
            const nothing = o.hasFilter && !isFixed ? "Nothing in this period." : "Nothing to show."
            fill(body, ...(computed.rows.length > 0 ? contents(lookFor(query, computed.columns), computed, title) : [h("p", {class: "quiet"}, nothing)]))
            const at = computed.computed_at === "" ? "" : `Computed at ${formatInstant(computed.computed_at)}. `
            const rows = lookOf(query).as === "table" && computed.rows.length > 5 ? `${computed.rows.length} rows. ` : ""
            fill(foot, rows, at, computed.rows.length > 0 ? download(title, computed, o.zone) : null)
        },
    }
} // prettier-ignore

function note(tile: TileInfo): ShownTile {
    const text = tile.text ?? "The sandbox does not show this kind of tile; PostHog does."
    const element = h("section", {class: "tile card", "aria-label": "Note"}, markdown(text))
    place(element, tile.box)
    return {element, insight: null, wait: () => undefined, show: () => undefined}
}

function place(element: HTMLElement, box: Box | null): void {
    if (box === null) return
    for (const [name, value] of Object.entries({x: box.x + 1, w: box.w, y: box.y + 1, h: box.h}))
        element.style.setProperty(`--${name}`, String(value))
}

function contents(look: Look, answer: Answer, title: string): Child[] {
    if (look.as === "number") return [number(look, answer)]
    const {funnel} = answer
    if (funnel !== null)
        return [
            drawing((width) => funnelChart(funnel, title, width)),
            tableOf({...look, as: "table"}, funnelRows(funnel), title),
            h("p", {class: "quiet"}, funnelNote(funnel)),
        ]
    const table = tableOf(look, answer, title)
    if (look.as === "table") return [table]
    return [
        drawing((width) => chart(look, answer, title, width)),
        h("details", {}, h("summary", {}, "Show as table"), table),
    ]
}

/** Draws anew whenever the tile gets another width. */
function drawing(draw: (width: number) => Element): HTMLElement {
    const place = h("div", {class: "drawing"})
    let drawn = 0
    new ResizeObserver(() => {
        const width = Math.floor(place.clientWidth)
        if (width === 0 || width === drawn) return
        drawn = width
        fill(place, draw(width))
    }).observe(place)
    return place
}

function number(look: Look, {rows}: Answer): HTMLElement {
    const value = rows[0]?.[0]
    const formatting = look.columns[0]?.formatting ?? {}
    const text = typeof value === "number" ? formatNumber(value, formatting) : "no value"
    return h("p", {class: "bold-number"}, text)
}

function download(title: string, answer: Answer, zone: string): HTMLElement {
    const rows = answer.funnel === null ? answer : funnelRows(answer.funnel)
    const save = (): void => {
        const file = URL.createObjectURL(new Blob([csvOf(rows, zone)], {type: "text/csv"}))
        h("a", {href: file, download: csvName(title)}).click()
        URL.revokeObjectURL(file)
    }
    return h("button", {type: "button", class: "plain", "aria-label": `Download CSV: ${title}`, click: save}, "Download CSV")
} // prettier-ignore
