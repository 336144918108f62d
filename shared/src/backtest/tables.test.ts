import fc from "fast-check"

import {addCounts, cellsOf, countAt, type CountRow, KEY, TABLES} from "./tables"

const anyRow: fc.Arbitrary<CountRow> = fc
    .record({
        kind: fc.constantFrom(...Object.values(TABLES)),
        cells: fc.array(
            fc.record({a: fc.integer({min: 0, max: 201}), b: fc.integer({min: 0, max: 99}), c: fc.integer({min: 0, max: 99}), n: fc.integer({min: 1, max: 1000})}), // prettier-ignore
            {maxLength: 20},
        ),
    })
    .map(({kind, cells}) => ({
        kind,
        keys: cells.map(({a, b, c}) => a * KEY.a + b * KEY.b + c),
        counts: cells.map(({n}) => n),
    }))

describe("addCounts", () => {
    it("does not depend on the order of slices, nor on how rows are divided among them", () => {
        fc.assert(
            fc.property(fc.array(anyRow, {maxLength: 12}), fc.infiniteStream(fc.nat()), (rows, order) => {
                const shuffled = rows.map((row) => ({row, at: order.next().value as number})).sort((x, y) => x.at - y.at) // prettier-ignore
                const halves = shuffled.flatMap(({row: {kind, keys, counts}}) => [
                    {kind, keys: keys.slice(0, 3), counts: counts.slice(0, 3)},
                    {kind, keys: keys.slice(3), counts: counts.slice(3)},
                ])
                expect(addCounts(halves)).toEqual(addCounts(rows))
            }),
        )
    })

    it("keeps the sum of all counts, and finds each again under its parts", () => {
        fc.assert(
            fc.property(anyRow, ({kind, keys, counts}) => {
                const tables = addCounts([{kind, keys, counts}])
                const name = (Object.keys(TABLES) as (keyof typeof TABLES)[]).find((own) => TABLES[own] === kind)!
                const cells = [...cellsOf(tables, name)]
                expect(cells.reduce((sum, {n}) => sum + n, 0)).toBe(counts.reduce((sum, n) => sum + n, 0))
                for (const {a, b, c, n} of cells) {
                    expect(countAt(tables, name, a, b, c)).toBe(n)
                    expect(keys).toContain(a * KEY.a + b * KEY.b + c)
                }
            }),
        )
    }) // prettier-ignore

    it("has every table, empty where nothing was counted, and 0 for what was not", () => {
        const tables = addCounts([])
        expect(Object.keys(tables).sort()).toEqual(Object.keys(TABLES).sort())
        expect(countAt(tables, "landmarks", 3, 1, 1)).toBe(0)
    })

    it("refuses a table that it does not know", () => {
        expect(() => addCounts([{kind: 99, keys: [1], counts: [1]}])).toThrow("unknown table (99)")
    })
})
