import {previewFigures, previewLines} from "./preview"

const rounds = [
    {bare: 100, card: 150, query: 10, asked: 15, evidence: 300},
    {bare: 200, card: 320, query: 20, asked: 30, evidence: 500},
    {bare: 100, card: 180, query: 10, asked: 15, evidence: 200},
]

it("ratios are taken within a round, so that a slow moment weighs on both sides", () => {
    expect(previewFigures(rounds).views.map(({ms, floors}) => [ms, floors])).toEqual([
        [100, null],
        [180, 1.6],
        [10, null],
        [15, 1.5],
        [300, 25],
    ])
})

it("says what was measured, or why nothing was", () => {
    const text = previewLines(previewFigures(rounds)).join("\n")
    expect(text).toMatch(/medians of 3 rounds/)
    expect(text).toMatch(/until the card shows +180 ms {2}1\.60 x/)
    expect(previewLines(null).join("\n")).toMatch(/not measured: there is no Chromium/)
})
