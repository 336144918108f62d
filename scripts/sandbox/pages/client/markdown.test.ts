import {blocksOf, inlineOf} from "./markdown"

const text = (words: string) => ({as: "text", text: words})

test("headings, lists and paragraphs", () => {
    expect(blocksOf("# One\n\n### Two\n\n- a\n* b\n\nthree\nfour\n\n\n#five")).toEqual([
        {as: "h2", parts: [text("One")]},
        {as: "h3", parts: [text("Two")]},
        {as: "ul", items: [[text("a")], [text("b")]]},
        {as: "p", parts: [text("three four")]},
        {as: "p", parts: [text("#five")]},
    ])
})

test("bold, italics, code, links", () => {
    expect(inlineOf("**a _b_** `c*d*` [e](https://example.com/f)!")).toEqual([
        {as: "strong", parts: [text("a "), {as: "em", parts: [text("b")]}]},
        text(" "),
        {as: "code", text: "c*d*"},
        text(" "),
        {as: "link", text: "e", href: "https://example.com/f"},
        text("!"),
    ])
})

test("escapes are what they escape, and names with _ stay whole", () => {
    expect(inlineOf("\\*\\*not bold\\*\\* \\[x\\]")).toEqual([text("**not bold** [x]")])
    expect(inlineOf("set outcomes.qualified_stages and value.cost_per_year")).toEqual([
        text("set outcomes.qualified_stages and value.cost_per_year"),
    ])
})

test.each([
    "[x](javascript:alert(1))",
    "[x](data:text/html,x)",
    "[x](//example.com)",
    "<img src=x onerror=alert(1)>",
    "<script>x</script>",
])("%p stays text", (source) => expect(inlineOf(source)).toEqual([text(source)]))
