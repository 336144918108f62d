import {csvName, csvOf} from "./csv"

/** The lines of a file without its mark. */
const lines = (columns: string[], rows: unknown[][]) => {
    const text = csvOf({columns, rows}, "Europe/Berlin")
    expect(text.startsWith("\ufeff")).toBe(true)
    expect(text.endsWith("\r\n")).toBe(true)
    return text.slice(1, -2).split("\r\n")
}

test("quotes what needs it, and leaves numbers as they are", () => {
    expect(lines(["a", 'b "x"', "c,d"], [["x,y", 'say "hi"', -1234.5]])).toEqual([
        'a,"b ""x""","c,d"',
        '"x,y","say ""hi""",-1234.5',
    ])
    expect(csvOf({columns: ["a"], rows: [["two\nlines"]]}, "UTC")).toBe('\ufeffa\r\n"two\nlines"\r\n')
})

test.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1+1",
    "\u00a0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
])("%p runs in no spreadsheet, as a cell, in a list or as a heading", (text) => {
    const [head = "", cell = ""] = csvOf({columns: [text], rows: [[text], [[text, "x"]], [[["x"], text]]]}, "UTC")
        .slice(1)
        .split(/\r\n(?!x)/)
    for (const field of [head, cell]) expect(field.replace(/^"/, "").startsWith("'")).toBe(true)
    const list = csvOf({columns: ["a"], rows: [[[text, "x"]]]}, "UTC").slice("\ufeffa\r\n".length)
    expect(list.replace(/^"/, "").startsWith("'")).toBe(true)
}) // prettier-ignore

test("harmless text stays as it is", () => {
    expect(lines(["a"], [["a=b"], ["1-2"], ["x@y.example"], [""], [null], [true]])).toEqual([
        "a",
        "a=b",
        "1-2",
        "x@y.example",
        "",
        "",
        "yes",
    ])
})

test("columns of times name the zone; days need none", () => {
    const rows = [["2026-10-05T08:00:00+02:00", "2026-10-05T00:00:00+02:00", "2026-10-05"]]
    expect(lines(["at", "day", "date"], rows)).toEqual([
        "at (Europe/Berlin),day,date",
        "2026-10-05 08:00,2026-10-05,2026-10-05",
    ])
})

test.each([
    ["PQL signals fired in this period", "pql-signals-fired-in-this-period.csv"],
    ["Größe ÷ Menge", "größe-menge.csv"],
    ["???", "tile.csv"],
    ["x".repeat(80), `${"x".repeat(60)}.csv`],
])("the file of %p is %p", (title, name) => expect(csvName(title)).toBe(name))
