import {cellOf, isSameCell, plainCell} from "./cells"
import {cellChanges} from "./changes"
import {BETON_FIELDS, mappingOf, sharedSlugs, unknownFields} from "./fields"

const person = {created_by_actor: {type: "workspace-member", id: "m"}}
const token = {created_by_actor: {type: "api-token", id: "t"}}
const info = (slug: string, type: "text" | "number" | "date" | "timestamp" | "currency") => ({slug, type, isMultiselect: false}) // prettier-ignore
const ATTRIBUTES = {
    pql_score: info("pql_score", "number"),
    pql_why_now: info("pql_why_now", "text"),
    pql_quiet_since: info("pql_quiet_since", "date"),
}

it.each([
    ["text", info("x", "text"), ["a", "b"], [{value: "a, b"}]],
    ["number", info("x", "number"), "42.5", [{value: 42.5}]],
    ["no number", info("x", "number"), "many", null],
    ["not finite", info("x", "number"), NaN, null],
    ["money", info("x", "currency"), 1234.567, [{currency_value: 1234.57}]],
    ["a day", info("x", "date"), "2026-10-05T06:00:00.000Z", [{value: "2026-10-05"}]],
    ["an instant", info("x", "timestamp"), "2026-10-05T06:00:00Z", [{value: "2026-10-05T06:00:00.000Z"}]],
    ["no day", info("x", "date"), "soon", null],
    ["nothing clears", info("x", "text"), null, []],
    ["an empty list clears", info("x", "text"), [], []],
] as const)("writes %s", (_, attribute, value, cells) => {
    expect(cellOf(value, attribute)).toEqual(cells)
})

it("reads what the API answers, odd forms included", () => {
    expect(plainCell([{status: {title: "Won"}}])).toBe("Won")
    expect(plainCell([{option: {title: "a"}}, {option: {title: "b"}}])).toEqual(["a", "b"])
    expect(plainCell([{currency_value: 5}])).toBe(5)
    expect(plainCell([])).toBeNull()
    const same = isSameCell(
        [{value: "2026-10-05T00:00:00.000000000Z"}],
        [{value: "2026-10-05"}],
        info("x", "date"),
    )
    expect(same).toBe(true)
})

describe("what a run changes", () => {
    const change = (current: object) =>
        cellChanges(
            current as never,
            {score: 80, why_now: "New.", quiet_since: null},
            mappingOf({link: null}),
            ATTRIBUTES,
        )
    it("leaves alone what is equal, replaces what a token wrote, and fills what is empty", () => {
        const found = change({pql_score: [{value: 80, ...token}], pql_why_now: [{value: "Old.", ...token}]})
        expect(found).toEqual({
            write: {pql_why_now: [{value: "New."}]},
            unchanged: ["score", "quiet_since"],
            kept: [],
            unfit: [],
        })
        expect(change({}).write).toEqual({pql_score: [{value: 80}], pql_why_now: [{value: "New."}]})
    })
    it("keeps what a person wrote; an actor without a name is none", () => {
        const found = change({
            pql_score: [{value: 5, ...person}],
            pql_why_now: [{value: "x", created_by_actor: null}],
        })
        expect(found.kept).toEqual([{field: "score", slug: "pql_score"}])
        expect(Object.keys(found.write)).toEqual(["pql_why_now"])
    })
    it("a person's value that says the same is no edit to speak of", () => {
        expect(change({pql_score: [{value: 80, ...person}]}).kept).toEqual([])
    })
})

it("a mapping names known fields, and no attribute twice", () => {
    expect(unknownFields({score: "x", scroe: "y"})).toEqual(["scroe"])
    expect(sharedSlugs(mappingOf({}))).toEqual([])
    expect(sharedSlugs(mappingOf({why_now: "note", top_signal: "note"}))).toEqual([
        {slug: "note", fields: ["top_signal", "why_now"]},
    ])
    expect(new Set(BETON_FIELDS.map(({slug}) => slug)).size).toBe(BETON_FIELDS.length)
})
