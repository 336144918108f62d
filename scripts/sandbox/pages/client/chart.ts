import * as Plot from "@observablehq/plot"

import {formatNumber} from "./format"
import type {Look} from "./node"
import {describeChart, type Rows, seriesOf} from "./series"

/** Okabe and Ito's palette: told apart with any colour vision. Lines carry symbols as well. */
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c8c00", "#666666"]
const HEIGHT = 260

/** Draws the rows of a chart. */
export function chart(look: Look, rows: Rows, title: string, width: number): Element {
    const {points, names} = seriesOf(look, rows)
    const several = names.length > 1
    const y = look.y[0]
    const xs = [...new Set(points.map(({x}) => x))]
    const common = {
        width: Math.max(260, width),
        height: HEIGHT + Math.min(60, 4 * Math.max(0, ...xs.map(({length}) => length))),
        marginBottom: 40 + Math.min(70, 5 * Math.max(0, ...xs.map(({length}) => length))),
        marginLeft: 56,
        style: {background: "transparent", color: "inherit", fontSize: "12px"},
        y: {grid: true, zero: true, label: several ? null : (y?.label ?? null), tickFormat: (value: number) => formatNumber(value)},
        color: {domain: names, range: COLOURS, legend: several},
    }
    const goals = look.goals.flatMap(({label, value}) => [
        Plot.ruleY([value], {strokeDasharray: "4 3"}),
        Plot.text([label], {frameAnchor: "top-right", y: value, text: (text: string) => text, dy: -6}),
    ])
    const axis = {label: null, tickRotate: xs.length > 6 ? -35 : 0}
    const value = (point: {value: number}): string => formatNumber(point.value, y?.formatting)
    const tips = {title: (point: {x: string; series: string; value: number}) => `${point.x}\n${point.series}: ${value(point)}`, tip: true}
    const figure =
        look.as === "bar" && several
            ? Plot.plot({
                  ...common,
                  fx: {...axis, domain: xs},
                  x: {axis: null, domain: names},
                  marks: [Plot.barY(points, {fx: "x", x: "series", y: "value", fill: "series", ...tips}), Plot.ruleY([0]), ...goals],
              })
            : Plot.plot({
                  ...common,
                  x: {...axis, type: look.as === "bar" || look.as === "stacked" ? "band" : "point", domain: xs},
                  ...(look.as === "line" ? {symbol: {domain: names}} : {}),
                  marks: [
                      ...(look.as === "line"
                          ? [
                                Plot.lineY(points, {x: "x", y: "value", stroke: "series", strokeWidth: 2}),
                                Plot.dot(points, {x: "x", y: "value", stroke: "series", symbol: "series", fill: "series", r: 3.5, ...tips}),
                            ]
                          : look.as === "area"
                            ? [Plot.areaY(points, {x: "x", y: "value", fill: "series", fillOpacity: 0.7, ...tips})]
                            : [Plot.barY(points, {x: "x", y: "value", fill: "series", ...tips})]),
                      Plot.ruleY([0]),
                      ...goals,
                  ],
              })
    // The whole is one picture with one description; names of its parts would only be noise.
    for (const part of figure.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label")
    figure.setAttribute("role", "img")
    figure.setAttribute("aria-label", describeChart(title, points, names))
    return figure
} // prettier-ignore
