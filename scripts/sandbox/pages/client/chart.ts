import * as Plot from "@observablehq/plot"

import type {Rows} from "../shapes"
import {h} from "./dom"
import {formatNumber} from "./format"
import {axisOf} from "./labels"
import {legend, SYMBOLS} from "./legend"
import type {Look} from "./node"
import {type Paint, paintFor} from "./paint"
import {describeChart, type Point, seriesOf} from "./series"

const HEIGHT = 250
const LEFT = 56
/** Bars narrower than this carry no number, px. */
const NARROWEST_LABEL = 26

/** Draws the rows of a chart, with a legend where there are several series. */
export function chart(look: Look, rows: Rows, title: string, width: number): Element {
    const {points, names} = seriesOf(look, rows)
    const paint = paintFor(names.length)
    const isLine = look.as === "line"
    const figure = plotted(look, points, names, paint, Math.max(260, width))
    // The whole is one picture with one description; names of its parts would only be noise.
    for (const part of figure.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label")
    figure.setAttribute("role", "img")
    figure.setAttribute("aria-label", describeChart(title, points, names))
    figure.prepend(paint.defs)
    return h("figure", {}, names.length > 1 ? legend(names, paint, isLine) : null, figure)
}

function plotted(look: Look, points: readonly Point[], names: readonly string[], paint: Paint, width: number): Element {
    const several = names.length > 1
    const isGrouped = look.as === "bar" && several
    const isBand = look.as === "bar" || look.as === "stacked"
    const xs = [...new Set(points.map(({x}) => x))]
    const {ticks, tickRotate, bottom} = axisOf(xs, width - LEFT - 20)
    const formatting = look.y[0]?.formatting
    const number = (value: number): string => formatNumber(value, formatting)
    const at = ({series}: Point): number => Math.max(0, names.indexOf(series))
    const tips = {title: (point: Point) => `${point.x}\n${point.series}: ${number(point.value)}`, tip: true}
    const bars = {y: "value", fill: {value: (point: Point) => paint.fill(at(point)), scale: null}, z: "series", stroke: "currentColor", strokeWidth: several ? 0.6 : 0, ...tips}
    const axis = {label: null, tickRotate, ticks}
    const room = (width - LEFT - 20) / Math.max(1, xs.length * (isGrouped ? names.length : 1))
    const labels = room < NARROWEST_LABEL ? [] : isGrouped
        ? [Plot.text(points, {fx: "x", x: "series", y: "value", text: ({value}: Point) => number(value), dy: -7})]
        : isBand ? [Plot.text(totals(points), {x: "x", y: "value", text: ({value}: Point) => number(value), dy: -7})] : []
    const heights = look.as === "stacked" || look.as === "area" ? totals(points) : points
    const goals = look.goals.flatMap(({label, value}) => [
        Plot.ruleY([value], {strokeDasharray: "4 3"}),
        Plot.text([label], {frameAnchor: "top-right", y: value, text: (text: string) => text, dy: -6}),
    ])
    const common = {
        width,
        height: HEIGHT + bottom,
        marginTop: 26,
        marginBottom: bottom,
        marginLeft: LEFT,
        style: {background: "transparent", color: "inherit", fontSize: "12px", overflow: "visible"},
        y: {grid: true, zero: true, label: several ? null : (look.y[0]?.label ?? null), tickFormat: number, ticks: ticksOf(heights), ...(heights.every(({value: one}) => one === 0) ? {domain: [0, 1]} : {})},
    }
    if (isGrouped)
        return Plot.plot({
            ...common,
            fx: {...axis, domain: xs},
            x: {axis: null, domain: names, padding: 0.05},
            marks: [Plot.barY(points, {fx: "x", x: "series", ...bars}), Plot.ruleY([0]), ...labels, ...goals],
        })
    return Plot.plot({
        ...common,
        x: {...axis, type: isBand ? "band" : "point", domain: xs},
        ...(look.as === "line" ? {symbol: {domain: names, range: names.map((_, n) => SYMBOLS[n % SYMBOLS.length] ?? "circle")}} : {}),
        marks: [
            ...(look.as === "line" ? lines(points, names, paint, xs, tips)
                : look.as === "area" ? [Plot.areaY(points, {x: "x", ...bars})]
                : [Plot.barY(points, {x: "x", ...bars})]),
            Plot.ruleY([0]),
            ...labels,
            ...goals,
        ],
    })
} // prettier-ignore

/** Lines differ by colour, dashes and the symbols of their points; many points would hide the line. */
function lines(points: readonly Point[], names: readonly string[], paint: Paint, xs: readonly string[], tips: {readonly title: (point: Point) => string}): Plot.Markish[] {
    const step = Math.max(1, Math.round(xs.length / 24))
    const marked = new Set(xs.filter((_, i) => i % step === 0 || i === xs.length - 1))
    return names.flatMap((name, n) => {
        const own = points.filter(({series}) => series === name)
        const stroke = paint.colour(n)
        const dash = paint.dash(n)
        return [
            Plot.lineY(own, {x: "x", y: "value", stroke, strokeWidth: 2, ...(dash === "" ? {} : {strokeDasharray: dash})}),
            Plot.dot(own.filter(({x}) => marked.has(x)), {x: "x", y: "value", fill: stroke, symbol: "series", r: 4}),
            Plot.tip(own, Plot.pointer({x: "x", y: "value", title: tips.title})),
        ]
    })
} // prettier-ignore

/** What a stack of bars comes to. */
function totals(points: readonly Point[]): Point[] {
    const sums = new Map<string, number>()
    for (const {x, value} of points) sums.set(x, (sums.get(x) ?? 0) + value)
    return [...sums].map(([x, value]) => ({x, value, series: ""}))
}

/** Few counts are marked one by one: there are no half accounts. */
function ticksOf(points: readonly Point[]): number | number[] {
    const most = Math.max(1, ...points.map(({value}) => value))
    const isWhole = points.every(({value}) => Number.isInteger(value) && value >= 0)
    return isWhole && most < 6 ? Array.from({length: most + 1}, (_, i) => i) : 5
}
