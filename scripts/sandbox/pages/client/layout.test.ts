import type {TileInfo} from "../shapes"
import {rowHeights} from "./grid"
import {axisOf} from "./labels"

describe("labels below a chart", () => {
    const days = Array.from({length: 90}, (_, i) => `2026-${String(1 + Math.floor(i / 30)).padStart(2, "0")}-${String(1 + (i % 30)).padStart(2, "0")}`) // prettier-ignore

    test("lie side by side where they fit", () =>
        expect(axisOf(["a", "b", "c"], 300)).toEqual({ticks: ["a", "b", "c"], tickRotate: 0, bottom: 28}))

    test("are slanted where they do not, with room below", () => {
        const axis = axisOf(["Feature adoption", "Support engagement", "Usage spike"], 300)
        expect([axis.tickRotate, axis.ticks.length]).toEqual([-35, 3])
        expect(axis.bottom).toBeGreaterThan(80)
    })

    test("are fewer where even that does not fit; the last one stays", () => {
        const {ticks} = axisOf(days, 300)
        expect(ticks.length).toBeLessThanOrEqual(300 / 22)
        expect(ticks.length).toBeGreaterThan(8)
        expect(ticks.at(-1)).toBe(days.at(-1))
    })

    test("none at all are no error", () => expect(axisOf([], 300).ticks).toEqual([]))
})

test("rows with texts only are as high as the text", () => {
    const tile = (y: number, h: number, isText: boolean, x = 0): TileInfo => ({
        id: y,
        box: {x, y, w: 6, h},
        text: isText ? "x" : null,
        insight: isText ? null : {id: 1, title: "", about: "", query: null},
        own_dates: false,
    })
    const least = "minmax(2.6rem, auto)"
    expect(rowHeights([tile(0, 2, true), tile(2, 1, false), tile(2, 2, true, 6)])).toBe(
        `auto auto ${least} auto`,
    )
    expect(rowHeights([{...tile(0, 1, true), box: null}])).toBe("")
})
