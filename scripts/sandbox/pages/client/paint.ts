import {svg} from "./dom"

/** How many `--series-…` colours page.css has, after Okabe and Ito: told apart with any colour vision. */
const COLOURS = 8
/** Lines on a square of 8 by 8. Seven of them with eight colours: no pair comes twice before the 57th series. */
const TEXTURES = [
    "",
    "M-2,2l4,-4M0,8l8,-8M6,10l4,-4",
    "M2,2h1v1h-1zM6,6h1v1h-1z",
    "M0,4h8",
    "M4,0v8",
    "M0,0l8,8M0,8l8,-8",
    "M-2,6l4,4M0,0l8,8M6,-2l4,4",
] as const
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "12 4"] as const

/** How the series of one chart look: colour and texture, so that colour is never the only difference. */
export interface Paint {
    /** `fill` of an area or a bar. */
    fill(n: number): string
    colour(n: number): string
    /** `stroke-dasharray` of a line; empty = none. */
    dash(n: number): string
    /** The patterns that `fill` names: they must be in the document. */
    readonly defs: SVGDefsElement
}

let charts = 0

/** Makes the looks of `count` series. One series needs no texture. */
export function paintFor(count: number): Paint {
    charts += 1
    const chart = charts
    const colour = (n: number): string => `var(--series-${n % COLOURS})`
    const patterns = Array.from({length: count}, (_, n) => {
        return svg(
            "pattern",
            {id: `paint-${chart}-${n}`, width: 8, height: 8, patternUnits: "userSpaceOnUse"},
            svg("rect", {width: 8, height: 8, fill: colour(n)}),
            svg("path", {
                d: TEXTURES[n % TEXTURES.length] ?? "",
                stroke: "var(--series-ink)",
                fill: "var(--series-ink)",
                "stroke-width": 1.2,
            }),
        )
    })
    return {
        fill: (n) => (count > 1 ? `url(#paint-${chart}-${n})` : colour(0)),
        colour,
        dash: (n) => DASHES[n % DASHES.length] ?? "",
        defs: svg("defs", {}, ...patterns),
    }
}
