import * as Plot from "@observablehq/plot"

import type {Funnel} from "../shapes"
import {h} from "./dom"
import {formatNumber} from "./format"
import {shareOf, type Step, stepsOf} from "./funnel-steps"
import {paintFor} from "./paint"

/** Height of a bar, and width of a letter at 13 px; px. */
const BAR = 24
const LETTER = 7.6

/** Draws the steps: a bar for those who came, a dashed outline for those who dropped off before. */
export function funnelChart(funnel: Funnel, title: string, width: number): Element {
    const steps = stepsOf(funnel)
    const paint = paintFor(2)
    const label = ({name, count, before, dropped}: Step): string =>
        before === null
            ? `${name}: ${formatNumber(count)}`
            : `${name}: ${shareOf(count, before)} of the step before, ${formatNumber(dropped ?? 0)} dropped off`
    const room = Math.max(240, width - 20)
    const lines = Math.max(1, ...steps.map((step) => Math.ceil((label(step).length * LETTER) / room)))
    const step = BAR + 16 + 17 * lines
    const figure = Plot.plot({
        width: Math.max(260, width),
        height: 12 + step * steps.length,
        marginLeft: 6,
        marginRight: 14,
        marginTop: 8 + step - BAR,
        marginBottom: 6,
        style: {background: "transparent", color: "inherit", fontSize: "13px"},
        x: {axis: null, domain: [0, Math.max(1, ...steps.map(({count}) => count))]},
        y: {axis: null, domain: steps.map(({name}) => name), paddingInner: 1 - BAR / step, paddingOuter: 0},
        marks: [
            Plot.barX(steps, {y: "name", x1: "count", x2: (step: Step) => step.before ?? step.count, fill: "none", stroke: "currentColor", strokeDasharray: "3 3"}),
            Plot.barX(steps, {y: "name", x: "count", fill: paint.colour(0)}),
            Plot.text(steps, {y: "name", x: 0, text: label, textAnchor: "start", lineAnchor: "bottom", dy: -BAR / 2 - 6, lineWidth: room / 14.5}),
        ],
    })
    for (const part of figure.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label")
    figure.setAttribute("role", "img")
    figure.setAttribute("aria-label", `${title}. ${steps.map(label).join("; ")}.`)
    return h("figure", {}, figure)
} // prettier-ignore
