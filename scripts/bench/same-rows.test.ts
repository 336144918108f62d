import {ALL_SIGNALS, type Found} from "./detect"
import {type Detected, GRIDS} from "./rounds"
import {compareRows} from "./same-rows"

const COST = {ms: 1, cpuMs: 1}

function detected(rows: Found["rows"]): Detected {
    const found = {columns: ["account", "day", "n"], rows, pages: 1, ms: 1, slowestPageMs: 1}
    return {found: new Map(ALL_SIGNALS.map((signal) => [signal, found])), costs: new Map(), total: COST}
}

const [first = 0, second = 0] = GRIDS.sampled.map((grid) => grid.days[0] ?? 0)
const replay = detected([
    ["a", first, 1],
    ["a", first + 1, 7],
    ["a", second, 2],
    ["b", first, 3],
])

function equal(singles: [number, Found["rows"]][]): boolean[] {
    const runs = new Map(singles.map(([position, rows]) => [position, detected(rows)]))
    return [...new Set(compareRows(replay, runs).map((comparison) => comparison.equal))]
}

describe("the replay against single days", () => {
    const firstDay: Found["rows"] = [
        ["a", first, 1],
        ["b", first, 3],
    ]

    it("takes the sampled days out of the replay, in the order of accounts", () => {
        expect(
            equal([
                [0, firstDay],
                [1, [["a", second, 2]]],
            ]),
        ).toEqual([true])
    })

    it.each<[string, [number, Found["rows"]][]]>([
        [
            "a cell differs",
            [
                [0, firstDay],
                [1, [["a", second, 9]]],
            ],
        ],
        [
            "a row is missing",
            [
                [0, firstDay],
                [1, []],
            ],
        ],
        ["a day was not run", [[0, firstDay]]],
        [
            "a single day answers for another day too",
            [
                [0, [...firstDay, ["b", first + 1, 3]]],
                [1, [["a", second, 2]]],
            ],
        ],
    ])("are different when %s", (_, singles) => {
        expect(equal(singles)).toEqual([false])
    })
})
