import {encodePairing} from "@beton/shared/pairing"
import {SIGNALS} from "@beton/shared/signals/index"
import {createElement} from "react"

import {subject} from "../support/explain/subject"
import {allTexts, findAll} from "./doubles/tagged"
import {App} from "./support/app"
import {openEvidence} from "./support/open-dialog"
import {eachPaired} from "./support/paired"
import {answerFrom, backtested, completed, CUSTOM, fired, NOW, outside, PAIRING, PAIRING_TEXT, person, personRow, rowOf} from "./support/world" // prettier-ignore

const at = eachPaired()

interface Block {
    readonly id: string
    readonly block: {readonly Configurator: unknown}
}

const configurator = (id: string) => {
    const blocks = (at.app.surfaces["workflow-block"] ?? []) as unknown as Block[]
    return at.app.client.draw(createElement(blocks.find((one) => one.id === id)?.block.Configurator as never))
}

/** What a person reads: plain words, numbers with their counts first, nothing of machines. */
function expectPlain(texts: readonly string[]): void {
    expect(texts.length).toBeGreaterThan(3)
    for (const text of texts) {
        expect(text).not.toMatch(
            /p-value|\bp [=<]|confiden|converted|will buy|significan|regress|hazard|quantile/i,
        )
        expect(text).not.toMatch(/\b(undefined|null|NaN|HTTP|JSON|Error:|\[object)\b|[{}]/)
        expect(text).not.toMatch(/!$|\s{2,}|\s[.,;]/)
        if (/\d %/.test(text) && /became/.test(text))
            expect(text.search(/\d+ of \d+/)).toBeLessThan(text.search(/\d %/))
    }
}

it("the evidence dialog", async () => {
    const judged = (id: string, title: string, verdict: "confirmed" | "unclear" | "too_little_data" | "fading") =>
        subject({
            ...{id, title, verdict, checks: {a: 30, n1: 300, c: 60, n0: 3000}, exposed: 61, unexposed: 840},
            ...{accounts: 900, converted: 49, convertedWith: 14, record: {a: 14, n1: 61, c: 35, n0: 840}, open: 3},
            ...{q: 0.04, effect: 1.4},
        })
    for (const verdict of ["confirmed", "unclear", "too_little_data", "fading"] as const) {
        const rows = [
            rowOf(fired({partial: true})),
            rowOf(fired({score: 30, replayed: true}, "2026-08-05T06:00:00.000Z")),
            rowOf(completed({problems: ["Team growth could not be counted: the query took too long."]})),
            rowOf(backtested([judged("pricing_intent", "Pricing interest", verdict), judged("team_growth", "Team growth", "unclear")])),
            personRow("ann@acme.com"),
            personRow("bob@acme.com"),
        ]
        at.app = new App(() => NOW)
        at.app.pair(PAIRING_TEXT)
        at.app.outside = answerFrom(outside({rows, people: [person("p1", "Ann Lee", "ann@acme.com")]}))
        const drawn = await (await openEvidence(at.app)).draw()
        expectPlain(allTexts(drawn))
        expect(findAll(drawn, "Section").map(({props}) => props.title)).toEqual(["Why now", "Whom to call", "Pricing interest (new)", "Team growth", "Before that"])
    }
}) // prettier-ignore

it("an account without a signal", async () => {
    at.app.outside = answerFrom(outside({rows: []}))
    const dialog = await openEvidence(at.app, null)
    expect(dialog.title).toBe("Evidence")
    const texts = allTexts(await dialog.draw())
    expectPlain(texts)
    expect(texts).toContain(
        "No signal of this account in the last 90 days. Nothing to do until one is active.",
    )
})

it("a record that is gone is a toast, no dialog", async () => {
    at.app.client.answer = () => ({deal: null})
    await at.app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "deals"})
    expect([at.app.client.dialogs.length, at.app.client.toasts[0]?.title]).toEqual([
        0,
        "This record could not be read",
    ])
})

it("a record that cannot be asked for is the same toast", async () => {
    at.app.client.answer = () => {
        throw new Error("GraphQL: timed out")
    }
    await at.app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "companies"})
    expect(at.app.client.toasts.map(({title}) => title)).toEqual(["This record could not be read"])
})

it("the settings page", async () => {
    expectPlain(allTexts(await at.app.client.draw(at.app.surfaces["workspace-settings"]?.[0]?.Page?.())))
})

describe("configurators", () => {
    it("the trigger: score, signals and audience; none of them takes variables", async () => {
        const drawn = await configurator("signal-fired")
        const inputs = [...findAll(drawn, "NumberInput"), ...findAll(drawn, "ComboboxInput")]
        expect(inputs.map(({props}) => [props.name, props.disableVariables])).toEqual([
            ["minScore", true],
            ["signalTypes", true],
            ["audience", true],
        ])
        expect(findAll(drawn, "Outcome").map(({props}) => props.id)).toEqual(["signal_fired"])
        expectPlain(allTexts(drawn))
    })

    const signalOptions = async () => {
        const [input] = findAll(await configurator("signal-fired"), "ComboboxInput")
        return input?.props.options as {search(query: string): Promise<{value: string; label: string}[]>; getOption(value: string): Promise<object>} // prettier-ignore
    }

    it("its signals are those that are switched on, a team's own among them, found by their names", async () => {
        const options = await signalOptions()
        expect(await options.search("")).toEqual([...SIGNALS, CUSTOM].map(({id, title}) => ({value: id, label: title}))) // prettier-ignore
        expect(await options.search("pricing interest")).toEqual([{value: "pricing_intent", label: "Pricing interest"}]) // prettier-ignore
        expect(await options.search("invited the Team")).toEqual([{value: CUSTOM.id, label: CUSTOM.title}])
        expect(await options.getOption("team_growth")).toEqual({label: "Team growth"})
        expect(await options.getOption(CUSTOM.id)).toEqual({label: "Invited the team"})
    })

    it("one that the pairing does not know can be typed, and keeps its name", async () => {
        const options = await signalOptions()
        expect(await options.search(" seat_hoarding ")).toEqual([{value: "seat_hoarding", label: "Other signal: seat_hoarding"}]) // prettier-ignore
        expect(await options.search("pric")).toEqual([
            {value: "pricing_intent", label: "Pricing interest"},
            {value: "pric", label: "Other signal: pric"},
        ])
        expect(await options.getOption("seat_hoarding")).toEqual({label: "Seat hoarding"})
        // Nothing is offered, and nothing breaks, where no or an older line is pasted.
        for (const text of [null, "hello", encodePairing({...PAIRING, signals: []})]) {
            at.app.pair(text)
            expect(await options.search("")).toEqual([])
            expect(await options.search("x")).toEqual([{value: "x", label: "Other signal: x"}])
            expect(await options.getOption("team_growth")).toEqual({label: "Team growth"})
        }
    })

    it("the step: a company or a domain, and both outcomes", async () => {
        const drawn = await configurator("get-pql-score")
        expect(findAll(drawn, "Outcome").map(({props}) => props.id)).toEqual(["scored", "not_scored"])
        expectPlain(allTexts(drawn))
    })

    it("an outcome carries the fields that its schema promises", async () => {
        const [outcome] = findAll(await configurator("get-pql-score"), "Outcome")
        expect(Object.keys(outcome?.props.schema as object).sort()).toEqual(["checkedAt", "company", "probability", "score", "signals", "state", "trackRecord", "whyNow"]) // prettier-ignore
    })
})
