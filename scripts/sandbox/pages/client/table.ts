import type {Rows} from "../shapes"
import {h} from "./dom"
import {formatColumn, linkOf} from "./format"
import type {Look} from "./node"
import {headings} from "./series"

/** Days and times are kept on one line. */
const TIME = /^\d{4}-\d\d-\d\d( \d\d:\d\d)?$/

/** Text of more letters is not squeezed into a narrow column. */
const LONG = 40

/** The rows as a table that scrolls by itself, with the keyboard too. */
export function tableOf(look: Look, {columns, rows}: Rows, title: string): HTMLElement {
    const shown = headings(look, columns).map(({column, label, formatting}) => {
        const at = columns.indexOf(column)
        const values = rows.map((row) => row[at])
        const isNumber = values.every((value) => typeof value === "number" || value === null)
        return {label, values, texts: formatColumn(values, formatting), isNumber}
    })
    const head = shown.map(({label, isNumber}) => h("th", {scope: "col", class: isNumber ? "n" : null}, label))
    const lines = rows.map((_, n) =>
        h("tr", {}, ...shown.map(({label, values, texts, isNumber}) => cell(values[n], texts[n] ?? "", label, isNumber))),
    )
    const table = h("table", {}, h("caption", {class: "hidden"}, title), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...lines))
    return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": `Table: ${title}`}, table)
} // prettier-ignore

function cell(value: unknown, text: string, label: string, isNumber: boolean): HTMLElement {
    const href = linkOf(value)
    const link = {target: "_blank", rel: "noopener noreferrer", "aria-label": `Open: ${label}`}
    const content = href === null ? text : h("a", {href, title: href, ...link}, "Open")
    const kind = isNumber ? "n" : TIME.test(text) ? "t" : text.length > LONG ? "w" : null
    return h("td", {class: kind}, content)
}
