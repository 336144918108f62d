import fc from "fast-check"
import {createElement} from "react"

import {findAll, innerText} from "./doubles/tagged"
import {eachPaired} from "./support/paired"

const text = (value: string) => ({__typename: "TextValue", text: value})
const number = (value: number) => ({__typename: "NumberValue", number: value})
const select = (...titles: string[]) => ({__typename: "MultiSelectValue", options: titles.map((title) => ({title}))}) // prettier-ignore

const FIELDS = {
    ...{account: text("7:acme"), score: number(78), scoreChange: null, signals: text("pricing_intent")},
    ...{
        lastSignalAt: text("2026-10-05T06:00:00Z"),
        whyNow: text("Visited pricing pages."),
        trackRecord: null,
    },
    ...{state: text("Hot"), quietSince: null, checkedAt: text("2026-10-05T06:00:00Z"), disposition: null},
}
const NOTHING = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, null]))
const COMPANY = {name: "Acme", domains: ["acme.com"], last_interaction: null, associated_deals: [], ...FIELDS}
const ITS_COMPANY = {name: "Acme", domains: ["acme.com"], last_interaction: null, account: null}
const DEAL = {name: "Acme deal", owner: null, stage: null, key: null, company: ITS_COMPANY, ...FIELDS}

const at = eachPaired()

/** Band, headline and lines of the card. */
async function card(record: object, object = "companies"): Promise<string[]> {
    at.app.client.answer = () => ({record})
    const {Widget} = at.app.surfaces["record-widget"]?.[0] ?? {}
    const drawn = await at.app.client.draw(createElement(Widget as never, {recordId: "r1", object} as never))
    const [root] = findAll(drawn, "Widget.TextWidget")
    return (root?.children ?? []).map((child) => innerText([child])).slice(1)
}

it.each([
    ["above the scale", number(150)],
    ["below it", number(-5)],
    ["a large number of something else", number(1e30)],
    ["a text that is no number", text("78/100")],
    ["an attribute of another type", {__typename: "CheckboxValue"}],
])("a score %s is none: the field is somebody else's", async (_what, score) => {
    expect(await card({...COMPANY, score})).toEqual(["Not linked", "No score on this record", "Beton knows this account, but its score is not here: look at the field mapping in Settings."]) // prettier-ignore
})

it("numbers are rounded as people read them", async () => {
    const lines = await card({...COMPANY, score: number(59.7), scoreChange: number(0.1 + 0.2), state: text("Below threshold")}) // prettier-ignore
    expect(lines[1]).toBe("Score 59.7 of 100, up 0.3")
    expect(lines[2]).toBe("1 point below the 60 that go to sales: usually one more signal would do.")
})

describe("a state or a reason in an attribute with several values", () => {
    it("is read", async () => {
        expect((await card({...COMPANY, state: select("Hot")}))[0]).toBe("Hot")
    })
    it("says that somebody found it not useful", async () => {
        expect(await card({...COMPANY, disposition: select("Bad timing", "Other")})).toContain("Marked as not useful: bad timing, other. Clear that field to take it back.") // prettier-ignore
    })
})

it.each([
    ["2026-10-05", "Checked today."],
    ["2026-10-04", "Checked 1 day ago."],
    ["2026-09-30", "Written 5 days ago: Beton writes when something changes, else once a week."],
    ["2026-09-20", "Written 15 days ago: Beton may have stopped. Ask an admin to check the connection in Settings."],
    ["2026-10-06", "When this was checked is not known: the date on this record lies ahead."],
    ["2099-10-05T06:00:00Z", "When this was checked is not known: the date on this record lies ahead."],
    ["2026-10-05T08:20:00Z", "Checked just now, data to 08:20 UTC."],
    ["2026-10-05T06:00:00", "Checked 2 h ago, data to 06:00 UTC."],
    ["soon", "When this was checked is not known: Beton does not fill that field here."],
])("checked at %s", async (checkedAt, line) => {
    expect(await card({...COMPANY, checkedAt: text(checkedAt)})).toContain(line)
}) // prettier-ignore

it("a last signal of today, in an attribute without hours, and one that lies ahead", async () => {
    const quiet = {...COMPANY, state: text("Quiet"), signals: null}
    const line = async (lastSignalAt: string) => (await card({...quiet, lastSignalAt: text(lastSignalAt)}))[2]
    expect(await line("2026-10-05")).toBe(
        "Quiet: no signal is active, nothing to do. The last signal was today.",
    )
    at.app.client.reload()
    expect(await line("2099-01-01T00:00:00Z")).toBe("Quiet: no signal is active, nothing to do. The last signal was on 1 Jan 2099.") // prettier-ignore
})

it("a contact that lies ahead is none yet", async () => {
    const lines = await card({...COMPANY, last_interaction: {interacted_at: "2099-10-05T06:00:00Z"}})
    expect(lines.join()).not.toMatch(/in touch|2099/)
})

it("a page of text is cut to a line, between characters", async () => {
    const lines = await card({...COMPANY, whyNow: text("🙂".repeat(3000)), state: text("x".repeat(999)), trackRecord: text("<b>数</b> ".repeat(999))}) // prettier-ignore
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(240)
    expect(lines).toContain(`${"🙂".repeat(239)}…`)
})

it("a sentence that stands twice in a field is said once", async () => {
    const lines = await card({...COMPANY, whyNow: text("Uses 91 % of the plan. Uses 91 % of the plan.")})
    expect(lines.filter((line) => line === "Uses 91 % of the plan.")).toHaveLength(1)
})

it("a team's own signal is called as in the pairing", async () => {
    const lines = await card({...COMPANY, whyNow: null, signals: text("custom_invited_team, seat_hoarding")})
    expect(lines).toContain("2 signals: Invited the team, Seat hoarding.")
})

it.each<[string, object | null, string[]]>([
    ["without a company", null, ["No product account found", "This deal has no company, so Beton cannot tell which account of the product it is about.", "Add the company to the deal."]],
    ["of a company that Beton knows", {...ITS_COMPANY, account: text("7:acme")}, ["No score on this record", "Beton knows the company of this deal, but has not written to the deal: open the company to see what it found."]],
    ["of a company without Beton's fields", ITS_COMPANY, ["No product account found", "Beton has not written about acme.com: nobody there uses the product, it has no signal yet, or the domain differs.", "If they use the product, check that this is their domain."]],
])("a deal %s", async (_what, company, lines) => {
    expect(await card({...DEAL, ...NOTHING, company}, "deals")).toEqual(["Not linked", ...lines])
}) // prettier-ignore

it("whatever stands in a record's fields, the card is at most nine short lines without a word of machines", async () => {
    const word = fc.oneof(fc.string({unit: "grapheme", maxLength: 20}), fc.constantFrom("Hot", "Quiet", "Customer", "Below threshold", "Control group until 2026-99-99", "2026-13-45", "1e999", "pricing_intent,", "Closed. Won. 3!", "<i>x</i>", "__proto__", "constructor", "toString"))
    const instants = fc.date({noInvalidDate: false}).map((date) => (Number.isNaN(date.getTime()) ? "x" : date.toISOString()))
    const cell = fc.oneof(
        fc.constant(null),
        fc.oneof(word, instants).map(text),
        fc.double({noNaN: true, noDefaultInfinity: true}).map(number),
        fc.integer({min: 0, max: 100}).map(number),
        fc.array(word, {maxLength: 4}).map((titles) => select(...titles)),
        fc.constantFrom({__typename: "SelectValue", option: null}, {__typename: "CheckboxValue"}, {__typename: "TextValue", text: null}, {__typename: "NumberValue", number: null}),
    )
    const fields = fc.record(Object.fromEntries(Object.keys(FIELDS).map((name) => [name, cell])))
    const deals = fc.array(fc.record({owner: fc.constantFrom(null, {__typename: "User", name: null}, {__typename: "App"}), stage: fc.option(fc.record({title: word})), key: cell}), {maxLength: 3})
    const contact = fc.option(fc.record({interacted_at: fc.oneof(word, instants)}))
    const company = fc.record({name: fc.option(word), domains: fc.array(word, {maxLength: 3}), last_interaction: contact, associated_deals: deals})
    await fc.assert(
        fc.asyncProperty(fields, company, fc.boolean(), async (some, of, isScored) => {
            at.app.client.reload()
            const lines = await card({...of, ...some, ...(isScored ? {score: number(70)} : {})})
            expect(lines.length).toBeGreaterThanOrEqual(3)
            expect(lines.length).toBeLessThanOrEqual(8)
            expect(lines[1]).not.toBe("This record could not be read")
            for (const line of lines) {
                expect(Array.from(line).length).toBeLessThanOrEqual(300)
                expect(line).not.toMatch(/\b(NaN|undefined|null|Invalid|Infinity)\b|\[object|function/)
                expect(line.trim()).not.toBe("")
            }
        }),
        {numRuns: 400},
    )
}, 60_000) // prettier-ignore
