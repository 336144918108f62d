import {App} from "./support/app"
import {json, NOW, PAIRING_TEXT, record} from "./support/world"

const VALUES = {
    pql_score: [{value: 72}],
    pql_state: [{value: "Hot"}],
    pql_signals: [{value: "limit_approaching, pricing_intent"}],
    pql_conversion_probability: [{value: 23.5}],
    pql_why_now: [{value: "Uses 91 % of the plan."}],
    pql_track_record: [],
    pql_checked_at: [{value: "2026-10-05T06:00:00.000000000Z"}],
}
const COMPANY = {recordId: "c1", object: "companies"}

let app: App
beforeEach(() => {
    app = new App(() => NOW)
    app.pair(PAIRING_TEXT)
    app.outside = ({url}) =>
        url.endsWith("/records/query")
            ? json({data: [record("c1", VALUES)]})
            : json({data: record("c1", VALUES)})
})
const execute = (config: object) => app.block("get-pql-score", "execute", [config, {}])

it.each([{company: COMPANY}, {domain: "acme.com"}, {domain: "https://www.Acme.com/pricing"}])(
    "%j: score, state, signals, chance and reasons of the record",
    async (config) => {
        expect(await execute(config)).toEqual({
            type: "outcome",
            id: "scored",
            data: {
                ...{score: 72, state: "Hot", signals: "limit_approaching, pricing_intent", probability: 23.5},
                ...{
                    whyNow: "Uses 91 % of the plan.",
                    trackRecord: "",
                    checkedAt: "2026-10-05T06:00:00.000000000Z",
                },
                company: {kind: "attioRecord", value: {recordId: "c1", object: "companies"}},
            },
        })
        expect(app.sent.every(({url}) => url.startsWith("https://api.attio.com/"))).toBe(true)
    },
)

it("the domain is looked up as it is, in lower case", async () => {
    await execute({domain: " HTTPS://www.Acme.com/x?y "})
    expect(app.sent.map(({body}) => (JSON.parse(body) as {filter: unknown}).filter)).toEqual([
        {domains: "acme.com"},
    ])
})

it.each<[string, object, () => Response, object]>([
    ["no such company", {domain: "acme.com"}, () => json({data: []}), {type: "outcome", id: "not_scored", data: {reason: "No company with this domain is in Attio."}}],
    ["a company without a score", {company: COMPANY}, () => json({data: record("c1", {pql_score: []})}), {type: "outcome", id: "not_scored", data: {reason: "Beton has not written a score on this company."}}],
    ["neither", {}, () => json({}), {type: "error", errorMessage: "Choose a company, or write its domain like acme.com.", retryable: false}],
    ["no domain", {domain: "acme"}, () => json({}), {type: "error", errorMessage: "Choose a company, or write its domain like acme.com.", retryable: false}],
    ["another kind of record", {company: {recordId: "p", object: "people"}}, () => json({}), {type: "error", errorMessage: "Choose a company: other records have no score.", retryable: false}],
    ["a record that is gone", {company: COMPANY}, () => json({status_code: 404, code: "not_found"}, 404), {type: "error", errorMessage: "Attio does not know this object or record.", retryable: false}],
])("%s", async (_what, config, answer, expected) => {
    app.outside = answer
    expect(await execute(config)).toEqual(expected)
}) // prettier-ignore

it("a busy Attio is asked again after the time it names, then the workflow may try again", async () => {
    app.outside = () => json({status_code: 429}, 429, {"Retry-After": "3600"})
    expect(await execute({company: COMPANY})).toEqual({type: "error", errorMessage: "Attio asks to slow down.", retryable: true}) // prettier-ignore
    expect(app.sent).toHaveLength(1)
})
