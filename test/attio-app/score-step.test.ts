import {webDomain} from "@beton/shared/company"
import {encodePairing} from "@beton/shared/pairing"

import {eachPaired} from "./support/paired"
import {json, PAIRING, record} from "./support/world"

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

const at = eachPaired()
beforeEach(() => {
    at.app.outside = ({url}) =>
        url.endsWith("/records/query")
            ? json({data: [record("c1", VALUES)]})
            : json({data: record("c1", VALUES)})
})
const execute = (config: object) => at.app.block("get-pql-score", "execute", [config, {}])

it.each([
    {company: COMPANY},
    {company: COMPANY, domain: null},
    {company: null, domain: "acme.com"},
    {domain: "acme.com"},
    {domain: "https://www.Acme.com/pricing"},
])("%j: score, state, signals, chance and reasons of the record", async (config) => {
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
    expect(at.app.sent.every(({url}) => url.startsWith("https://api.attio.com/"))).toBe(true)
})

it.each([
    [" HTTPS://www.Acme.com/x?y ", "acme.com"],
    ["ACME.COM.", "acme.com"],
    ["www2.acme.com:8080", "acme.com"],
    ["//acme.com/pricing", "acme.com"],
    ["ann@Acme.com", "acme.com"],
    ["app.acme.co.uk", "app.acme.co.uk"],
    ["Bücher.de", "xn--bcher-kva.de"],
    ["https://www.bücher.de/#x", "xn--bcher-kva.de"],
    ["xn--bcher-kva.de", "xn--bcher-kva.de"],
    ["例え.jp", "xn--r8jz45g.jp"],
    ["acme", null],
    ["localhost:3000", null],
    ["127.0.0.1", null],
    ["[::1]", null],
    ["acme .com", null],
    ["\ud800.com", null],
    ["  ", null],
])("the domain %j is looked up as %j, as it is everywhere else", async (domain, expected) => {
    const answer = await execute({domain})
    const asked = at.app.sent.map(({body}) => (JSON.parse(body) as {filter: {domains: string}}).filter.domains)
    expect(asked).toEqual(expected === null ? [] : [expected])
    if (expected === null) expect(answer).toEqual({type: "error", errorMessage: "Choose a company, or write its domain like acme.com.", retryable: false})
    else expect(webDomain(domain)).toMatchObject({ok: true, value: {domain: expected}})
}) // prettier-ignore

it.each<[string, object, () => Response, object]>([
    ["no such company", {domain: "acme.com"}, () => json({data: []}), {type: "outcome", id: "not_scored", data: {reason: "No company with this domain is in Attio."}}],
    ["a company without a score", {company: COMPANY}, () => json({data: record("c1", {pql_score: []})}), {type: "outcome", id: "not_scored", data: {reason: "Beton has not written a score on this company."}}],
    ["a figure of another scale", {company: COMPANY}, () => json({data: record("c1", {pql_score: [{value: 150}]})}), {type: "outcome", id: "not_scored", data: {reason: "Beton has not written a score on this company."}}],
    ["a negative figure", {company: COMPANY}, () => json({data: record("c1", {pql_score: [{value: -1}]})}), {type: "outcome", id: "not_scored", data: {reason: "Beton has not written a score on this company."}}],
    ["neither", {}, () => json({}), {type: "error", errorMessage: "Choose a company, or write its domain like acme.com.", retryable: false}],
    ["no domain", {domain: "acme"}, () => json({}), {type: "error", errorMessage: "Choose a company, or write its domain like acme.com.", retryable: false}],
    ["another kind of record", {company: {recordId: "p", object: "people"}}, () => json({}), {type: "error", errorMessage: "Choose a company: other records have no score.", retryable: false}],
    ["a record that is gone", {company: COMPANY}, () => json({status_code: 404, code: "not_found"}, 404), {type: "outcome", id: "not_scored", data: {reason: "This company is not in Attio any more."}}],
    ["a token that ended", {company: COMPANY}, () => json({status_code: 401, code: "unauthorized"}, 401), {type: "error", errorMessage: expect.stringMatching(/^[A-Z][^{}]+\.$/) as string, retryable: false}],
    ["an answer of another form", {company: COMPANY}, () => json({hello: 1}), {type: "error", errorMessage: "Attio's answer has an unknown form. Try again later.", retryable: false}],
])("%s", async (_what, config, answer, expected) => {
    at.app.outside = answer
    expect(await execute(config)).toEqual(expected)
}) // prettier-ignore

it("a busy Attio is asked again after the time it names, then the workflow may try again", async () => {
    at.app.outside = () => json({status_code: 429}, 429, {"Retry-After": "3600"})
    expect(await execute({company: COMPANY})).toEqual({type: "error", errorMessage: "Attio asks to slow down.", retryable: true}) // prettier-ignore
    expect(at.app.sent).toHaveLength(1)
})

it("PostHog is not asked, so that it is down changes nothing", async () => {
    const usual = at.app.outside
    at.app.outside = (sent) => {
        if (!sent.url.startsWith("https://api.attio.com/")) throw new TypeError("fetch failed")
        return usual(sent)
    }
    expect(await execute({domain: "acme.com"})).toMatchObject({
        type: "outcome",
        id: "scored",
        data: {score: 72},
    })
})

it.each<[string, () => Response]>([
    ["fails", () => json({}, 500)],
    ["cannot be reached", () => { throw new TypeError("connect ECONNREFUSED 10.0.0.1 app-token") }],
])("an Attio that %s is one sentence, and the workflow may try again", async (_what, answer) => {
    at.app.outside = answer
    const {errorMessage, ...rest} = (await execute({company: COMPANY})) as {errorMessage: string}
    expect(rest).toEqual({type: "error", retryable: true})
    expect(errorMessage).toMatch(/^[A-Z][^{}]+\.$/)
    expect(errorMessage + at.app.logged.join()).not.toMatch(/10\.0|app-token|\b500\b/)
}, 30_000) // prettier-ignore

it("without a pairing Beton's own fields are read", async () => {
    at.app.pair(null)
    expect(await execute({company: COMPANY})).toMatchObject({
        type: "outcome",
        id: "scored",
        data: {score: 72},
    })
})

it("a team's own fields are read where the pairing says so", async () => {
    at.app.pair(encodePairing({...PAIRING, fields: {deals: {}, companies: {score: "health", state: null}}}))
    at.app.outside = () => json({data: record("c1", {...VALUES, health: [{value: 41}]})})
    expect(await execute({company: COMPANY})).toMatchObject({id: "scored", data: {score: 41, state: ""}})
})
