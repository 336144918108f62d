import {customRange, periodsOf} from "./dates"

test.each([
    ["2026-08-01", "2026-08-10", {date_from: "2026-08-01", date_to: "2026-08-10"}],
    ["2026-08-01", "2026-08-01", {date_from: "2026-08-01", date_to: "2026-08-01"}],
    ["2026-08-01", "", {date_from: "2026-08-01", date_to: null}],
    ["2026-08-02", "2026-08-01", null],
    ["", "2026-08-01", null],
    ["", "", null],
    ["yesterday", "", null],
    ["2026-08-01", "later", null],
])("from %p to %p", (from, to, range) => expect(customRange(from, to)).toEqual(range))

test.each([
    ["-30d", null, "As saved (last 30 days)"],
    ["mStart", null, "As saved (this month)"],
    ["-45d", null, "As saved (last 45 days)"],
    ["2026-08-01", "2026-08-31T23:59:59", "As saved (2026-08-01 to 2026-08-31)"],
    ["-30d", "-7d", "As saved"],
    ["-1mStart", "-1mEnd", "As saved"],
    [null, null, "Each tile's own"],
])("what was saved, from %p to %p, is said first: %p", (from, to, label) => {
    const [first, ...others] = periodsOf({from, to})
    expect(first).toEqual({id: "own", label, range: null})
    expect(others.map(({range}) => range?.date_from)).toEqual(others.map(({id}) => id))
})
