import {h, svg} from "./dom"
import type {Paint} from "./paint"

/** The names of the series beside what they look like, in the order in which they are drawn. */
export function legend(names: readonly string[], paint: Paint, isLine: boolean): HTMLElement {
    return h(
        "ul",
        {class: "legend"},
        ...names.map((name, n) =>
            h("li", {}, isLine ? lineSample(n, paint) : swatch(n, paint), name === "" ? "(no name)" : name),
        ),
    )
}

function swatch(n: number, paint: Paint): SVGElement {
    return svg(
        "svg",
        {width: 22, height: 14, "aria-hidden": "true"},
        svg("rect", {x: 0.5, y: 0.5, width: 21, height: 13, fill: paint.fill(n), stroke: "currentColor"}),
    )
}

function lineSample(n: number, paint: Paint): SVGElement {
    const dash = paint.dash(n)
    const line = {x1: 0, x2: 34, y1: 7, y2: 7, stroke: paint.colour(n), "stroke-width": 2.5}
    return svg(
        "svg",
        {width: 34, height: 14, "aria-hidden": "true"},
        svg("line", {...line, "stroke-dasharray": dash === "" ? null : dash}),
        svg("path", {d: SYMBOL_PATHS[n % SYMBOL_PATHS.length] ?? "", fill: paint.colour(n), transform: "translate(17,7)"}),
    )
} // prettier-ignore

/** Names of Plot's symbols, in the order of the paths below. */
export const SYMBOLS = ["circle", "square2", "triangle", "diamond2", "cross"] as const
const SYMBOL_PATHS = [
    "M0,-4a4,4 0 1,0 0.1,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5l5,9h-10z",
    "M0,-5l5,5l-5,5l-5,-5z",
    "M-1.5,-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z",
] as const
