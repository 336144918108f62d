import {compareOutput} from "./compare"

const TOLERANCE = {rel: 1e-8, abs: 1e-12}
const holds = (expected: unknown, got: unknown, tolerance = TOLERANCE): boolean =>
    compareOutput({value: expected}, {value: got}, tolerance).differences.length === 0

describe("comparison with reference values", () => {
    it.each([
        [1, 1 + 0.9e-8, true],
        [1, 1 + 1.1e-8, false],
        [1e6, 1e6 + 0.009, true],
        [0, 0.9e-12, true],
        [0, 1.1e-12, false],
        [-3, 3, false],
        [0, -0, true],
        [1, NaN, false],
        [1, null, false],
        [1, "1", true],
        [1, true, false],
    ])("numbers: %p against %p: %p", (expected, got, outcome) => expect(holds(expected, got)).toBe(outcome))

    it.each([
        [null, null, true],
        [null, undefined, false],
        [null, NaN, false],
        [null, 0, false],
        ["Infinity", Infinity, true],
        ["Infinity", -Infinity, false],
        ["Infinity", 1e308, false],
        ["-Infinity", -Infinity, true],
        ["ok", "ok", true],
        ["ok", "degenerate", false],
        [true, true, true],
        [true, 1, false],
        [[1, 2], [1, 2], true],
        [[1, 2], [1, 2, 3], false],
        [[1, 2], [1], false],
        [[1, [2]], [1, [3]], false],
        [[], null, false],
        [{a: {b: 1}}, {a: {b: 1, c: 2}}, true],
        [{a: {b: 1}}, {a: {}}, false],
        [{a: 1}, [1], false],
    ])("other values: %j against %p: %p", (expected, got, outcome) =>
        expect(holds(expected, got)).toBe(outcome),
    )

    it.each([
        ["3.077697858e-435", "3.0776978581e-435", true],
        ["3.077697858e-435", "3.0776979e-435", false],
        ["3.077697858e-435", "3.077697858e-436", false],
        ["3.077697858e-435", 0, false],
        ["2.736606320e-9986", "2.73660632e-9986", true],
        ["-2.5e-400", "2.5e-400", false],
    ])("decimal strings keep their digits: %s against %p: %p", (expected, got, outcome) =>
        expect(holds(expected, got, {rel: 1e-8, abs: 1e-300})).toBe(outcome),
    )

    it("names the field and measures the error in tolerances", () => {
        const {differences, largestError} = compareOutput(
            {surv: [1, 0.5], n: 3, status: "ok"},
            {surv: [1, 0.5 + 1e-8], n: 3},
            TOLERANCE,
        )
        expect(differences).toEqual([
            {field: "surv[1]", expected: "0.5", got: "0.50000001"},
            {field: "status", expected: '"ok"', got: "nothing"},
        ])
        expect(largestError).toBeCloseTo(2, 6)
    })

    it("takes nothing from the prototype for a field", () =>
        expect(compareOutput({toString: "x"}, {}, TOLERANCE).differences).toHaveLength(1))
})
