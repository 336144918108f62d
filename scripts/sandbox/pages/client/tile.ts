import {chart} from "./chart"
import {type Child, fill, h} from "./dom"
import {csvOf, formatCell, formatInstant, formatNumber, linkOf} from "./format"
import {markdown} from "./markdown"
import {followsFilter, type Look, lookOf} from "./node"
import {headings, type Rows} from "./series"

/** A tile as the page's server gives it. */
export interface TileInfo {
    readonly id: number
    readonly box: {readonly x: number; readonly y: number; readonly w: number; readonly h: number} | null
    readonly text: string | null
    readonly insight: {
        readonly id: number
        readonly title: string
        readonly about: string
        readonly query: unknown
    } | null
}

/** Rows of a tile, or why there are none. */
export type Computed =
    | ({readonly ok: true; readonly computed_at: string} & Rows)
    | {readonly ok: false; readonly message: string}

/** A tile on the page; `show` is called with each new answer. */
export interface ShownTile {
    readonly element: HTMLElement
    readonly insight: number | null
    wait(): void
    show(computed: Computed, retry: () => void): void
}

/** Draws the frame of a tile; its rows come later. */
export function tileOf(tile: TileInfo, hasFilter: boolean): ShownTile {
    const {insight} = tile
    const place = tile.box === null ? "" : `--x:${tile.box.x + 1};--w:${tile.box.w};--y:${tile.box.y + 1};--h:${tile.box.h}`
    if (insight === null) {
        const element = h("section", {class: "tile card", "aria-label": "Note"}, markdown(tile.text ?? ""))
        return {element: placed(element, place), insight: null, wait: () => undefined, show: () => undefined}
    }
    const look = lookOf(insight.query)
    const body = h("div", {class: "body"})
    const foot = h("p", {class: "foot"})
    const heading = h("h3", {id: `tile-${tile.id}`}, insight.title)
    const fixed = hasFilter && !followsFilter(insight.query) ? " Not changed by the date filter." : ""
    const element = h(
        "section",
        {class: `tile ${look.as}`, "aria-labelledby": `tile-${tile.id}`, "data-insight": insight.id},
        heading,
        h("p", {class: "about"}, `${insight.about}${fixed}`),
        body,
        foot,
    )
    return {
        element: placed(element, place),
        insight: insight.id,
        wait: () => {
            element.setAttribute("aria-busy", "true")
            fill(body, h("p", {class: "quiet"}, "Computing…"))
            fill(foot)
        },
        show: (computed, retry) => {
            element.removeAttribute("aria-busy")
            if (!computed.ok) {
                const button = h("button", {type: "button", click: retry}, "Try again")
                fill(body, h("p", {class: "error", role: "alert"}, computed.message), button)
                fill(foot)
                return
            }
            fill(body, ...contents(look, computed, insight.title, element.clientWidth - 32))
            fill(foot, `Computed at ${formatInstant(computed.computed_at)} UTC `, download(insight.title, computed))
        },
    }
} // prettier-ignore

/** The style attribute is not allowed by the page's own policy; properties are. */
function placed(element: HTMLElement, place: string): HTMLElement {
    for (const part of place.split(";").filter((one) => one !== "")) {
        const [name = "", value = ""] = part.split(":")
        element.style.setProperty(name, value)
    }
    return element
}

function contents(look: Look, rows: Rows, title: string, width: number): Child[] {
    if (rows.rows.length === 0) return [h("p", {class: "quiet"}, "Nothing in this period.")]
    if (look.as === "number") return [number(look, rows)]
    const table = tableOf(look, rows, title)
    if (look.as === "table") return [table]
    return [chart(look, rows, title, width), h("details", {}, h("summary", {}, "Show as table"), table)]
}

function number(look: Look, {rows}: Rows): HTMLElement {
    const value = rows[0]?.[0]
    const formatting = look.columns[0]?.formatting ?? {}
    const text = typeof value === "number" ? formatNumber(value, formatting) : "no value"
    return h("p", {class: "bold-number"}, text)
}

function tableOf(look: Look, {columns, rows}: Rows, title: string): HTMLElement {
    const axes = headings(look, columns)
    const isNumber = axes.map(({column}) => {
        const at = columns.indexOf(column)
        return rows.every((row) => typeof row[at] === "number" || row[at] === null)
    })
    const head = axes.map(({label}, i) => h("th", {scope: "col", class: isNumber[i] ? "n" : null}, label))
    const lines = rows.map((row) =>
        h("tr", {}, ...axes.map(({column, formatting}, i) => cell(row[columns.indexOf(column)], formatting, isNumber[i] === true))),
    )
    const table = h("table", {}, h("caption", {class: "hidden"}, title), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...lines))
    return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": `Table: ${title}`}, table)
} // prettier-ignore

function cell(value: unknown, formatting: Parameters<typeof formatCell>[1], isNumber: boolean): HTMLElement {
    const href = linkOf(value)
    const text = formatCell(value, formatting)
    const content =
        href === null
            ? text
            : h("a", {href, target: "_blank", rel: "noopener noreferrer", title: href}, "Open")
    return h("td", {class: isNumber ? "n" : null}, content)
}

function download(title: string, {columns, rows}: Rows): HTMLElement {
    const save = (): void => {
        const file = URL.createObjectURL(new Blob([csvOf(columns, rows)], {type: "text/csv"}))
        const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60)
        h("a", {href: file, download: `${name}.csv`}).click()
        URL.revokeObjectURL(file)
    }
    return h("button", {type: "button", class: "plain", click: save}, "Download CSV")
} // prettier-ignore
