import {SIGNALS} from "@beton/shared/signals/index"
import {createElement} from "react"

import {subject} from "../support/explain/subject"
import {allTexts, findAll} from "./doubles/tagged"
import {App} from "./support/app"
import {answerFrom, backtested, completed, fired, NOW, outside, PAIRING_TEXT, person, personRow, rowOf} from "./support/world" // prettier-ignore

let app: App
beforeEach(() => {
    app = new App(() => NOW)
    app.pair(PAIRING_TEXT)
})

interface Block {
    readonly id: string
    readonly block: {readonly Configurator: unknown}
}

const configurator = (id: string) => {
    const blocks = (app.surfaces["workflow-block"] ?? []) as unknown as Block[]
    return app.client.draw(createElement(blocks.find((one) => one.id === id)?.block.Configurator as never))
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
        app = new App(() => NOW)
        app.pair(PAIRING_TEXT)
        app.outside = answerFrom(outside({rows, people: [person("p1", "Ann Lee", "ann@acme.com")]}))
        app.client.answer = () => ({company: {name: "Acme"}})
        void app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "companies"})
        await new Promise((resolve) => setTimeout(resolve, 0))
        const drawn = (await app.client.dialogs[0]?.draw()) ?? []
        expectPlain(allTexts(drawn))
        expect(findAll(drawn, "Section").map(({props}) => props.title)).toEqual(["Why now", "Pricing interest (new)", "Team growth", "Whom to call", "Before that"])
    }
}) // prettier-ignore

it("an account without a signal", async () => {
    app.outside = answerFrom(outside({rows: []}))
    app.client.answer = () => ({deal: {name: null}})
    void app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "deals"})
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(app.client.dialogs[0]?.title).toBe("Evidence")
    const texts = allTexts((await app.client.dialogs[0]?.draw()) ?? [])
    expectPlain(texts)
    expect(texts).toContain(
        "No signal of this account in the last 90 days. Nothing to do until one is active.",
    )
})

it("a record that is gone is a toast, no dialog", async () => {
    app.client.answer = () => ({deal: null})
    await app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "deals"})
    expect([app.client.dialogs.length, app.client.toasts[0]?.title]).toEqual([
        0,
        "This record could not be read",
    ])
})

it("the settings page", async () => {
    expectPlain(allTexts(await app.client.draw(app.surfaces["workspace-settings"]?.[0]?.Page?.())))
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

    it("its signals are those of the definitions, found by their names", async () => {
        const [input] = findAll(await configurator("signal-fired"), "ComboboxInput")
        const options = input?.props.options as {search(query: string): Promise<{value: string; label: string}[]>; getOption(value: string): Promise<object>} // prettier-ignore
        expect(await options.search("")).toEqual(SIGNALS.map(({id, title}) => ({value: id, label: title})))
        expect(await options.search("pric")).toEqual([{value: "pricing_intent", label: "Pricing interest"}])
        expect(await options.getOption("team_growth")).toEqual({label: "Team growth"})
        expect(await options.getOption("seat_hoarding")).toEqual({label: "Seat hoarding"})
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
