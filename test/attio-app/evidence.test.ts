import {type SignalFiredInput} from "@beton/shared/events/signal-fired" // prettier-ignore
import {sign} from "@beton/shared/events/signing" // prettier-ignore

import {subject} from "../support/explain/subject" // prettier-ignore
import {App} from "./support/app"
import {COMPANY, loadEvidence, queriesOf} from "./support/load-evidence" // prettier-ignore
import {eachPaired} from "./support/paired"
import {ACCOUNT, AS_OF, backtested, completed, FIRED, fired, FOREIGN, NOW, type Outside, PAIRING_TEXT, type Row,rowOf, WRITER} from "./support/world" // prettier-ignore

const at = eachPaired()

const load = (world?: Partial<Outside>, input?: Readonly<Record<string, unknown>>) =>
    loadEvidence(at.app, world, input)
const asked = () => queriesOf(at.app)

describe("what was signed is what is shown", () => {
    it("the newest firing, field by field", async () => {
        const earlier = fired({score: 30, signal_types: ["team_growth"]}, "2026-09-28T06:00:00.000Z")
        const {value} = await load({rows: [rowOf(earlier), rowOf(fired()), rowOf(completed())]})
        const {newest, past, account, link, distrusted} = value.evidence
        expect({account, link, distrusted, note: value.note}).toEqual({
            account: ACCOUNT,
            link: "https://us.posthog.com/project/7/groups/0/acme",
            ...{distrusted: null, note: null},
        })
        expect(newest).toMatchObject({asOf: AS_OF, score: FIRED.score, whyNow: FIRED.why_now})
        expect(newest?.routeReason).toBe("Sent to sales: score 65 of 100, threshold 60.")
        expect(newest?.signals.map(({id, title, isNew}) => [id, title, isNew])).toEqual([
            ["pricing_intent", "Pricing interest", true],
            ["team_growth", "Team growth", false],
        ])
        expect(newest?.signals[0]?.observed).toBe("4 visits in 7 days; it counts from 2 on")
        expect(newest?.signals[0]?.facts).toEqual(["People: 2", "Last page: /pricing"])
        expect(past.map(({asOf}) => asOf)).toEqual(["2026-09-28T06:00:00.000Z"])
        expect(value.evidence.lastRun).toEqual({finishedAt: "2026-10-05T06:05:00.000Z", problems: []})
    })

    it("the track record of each signal, counts before rates, and the score's parts", async () => {
        const judged = subject({
            ...{verdict: "confirmed", checks: {a: 30, n1: 300, c: 60, n0: 3000}, exposed: 61, unexposed: 840},
            ...{accounts: 900, converted: 49, convertedWith: 14, record: {a: 14, n1: 61, c: 35, n0: 840}},
        })
        const {value} = await load({rows: [rowOf(fired()), rowOf(backtested([judged]))]})
        const [pricing, team] = value.evidence.newest?.signals ?? []
        expect(pricing?.trackRecord[0]).toMatch(/^Accounts like this: 14 of 61 became customers in 45 days \(23 %, range \d+-\d+ %\); others 35 of 840 \(4\.2 %\)\.$/)
        expect(pricing?.trackRecord[1]).toMatch(/^Pricing interest: confirmed\. /)
        expect(team?.trackRecord).toEqual(["We cannot judge this yet: the last look back at your past customers did not include it."])
        expect(value.evidence.breakdown).toBe("Pricing interest 30 + Team growth 25, and 10 for 2 kinds of signals: 65.")
    }) // prettier-ignore

    it("signals that this version does not know, and contents of other versions", async () => {
        const odd = {...FIRED, schema_version: 0, signal_types: ["seat_hoarding", "pricing_intent"], evidence: {pricing_intent: "4 visits", seat_hoarding: {observed: 9, threshold: 5}}} // prettier-ignore
        for (const version of [0, 2]) {
            at.now += 600_000
            const content = {...odd, schema_version: version, beton_id: "x", routed: "yes"}
            const {value} = await load({rows: [signedRow(content)]})
            expect(value.evidence.distrusted).toBeNull()
            expect(value.evidence.newest?.signals.map(({title, observed}) => [title, observed])).toEqual([
                ["Seat hoarding", "9; it counts from 5 on"],
                ["Pricing interest", "No details came with it."],
            ])
        }
    })
})

/** A row of the account whose text was signed with a key. */
function signedRow(
    content: unknown,
    o: {keys?: typeof FOREIGN; project?: string; account?: string} = {},
): Row {
    const {keys = WRITER.keys, project = "7", account = ACCOUNT} = o
    const signed = sign({kind: "beton_signal_fired", project, account, as_of: AS_OF, content}, keys)
    return ["fired", NOW / 1000, signed.beton_payload, signed.beton_sig, "", 0, 0]
}

describe("what is not signed by the paired Beton about this account changes nothing", () => {
    const loud: SignalFiredInput = {...FIRED, score: 100, why_now: "They want to buy today."}
    const forged: [string, Row][] = [
        ["unsigned", ["fired", NOW / 1000, "", "", "", 0, 0]],
        ["signed with another key", signedRow(loud, {keys: FOREIGN})],
        ["for a rival's account", signedRow(loud, {account: "rival"})],
        ["for another project", signedRow(loud, {project: "8"})],
        ["altered", [...rowOf(fired(loud)).slice(0, 2), `${rowOf(fired(loud))[2].slice(0, -2)}xx`, rowOf(fired(loud))[3], "", 0, 0] as unknown as Row],
        ["a genuine text under another signature", ["fired", NOW / 1000, rowOf(fired(loud))[2], rowOf(fired())[3], "", 0, 0]],
        ["a run's summary in place of a firing", ["fired", NOW / 1000, rowOf(completed())[2], rowOf(completed())[3], "", 0, 0]],
    ] // prettier-ignore

    it.each(forged)("%s", async (_what, row) => {
        const genuine = (await load()).value.evidence
        at.app = new App(() => at.now)
        at.app.pair(PAIRING_TEXT)
        const {value} = await load({rows: [row, rowOf(fired()), rowOf(completed())]})
        expect({...value.evidence, distrusted: null}).toEqual(genuine)
        expect(value.evidence.distrusted).toBe("1 event about this account was ignored: not signed by your Beton, or for another account. What you see is not affected.") // prettier-ignore
    })

    it("a firing of our own for a rival is ignored too", async () => {
        const {value} = await load({rows: [rowOf(fired(loud, AS_OF, "rival"))]})
        expect(value.evidence.newest).toBeNull()
    })

    it("the record decides about the account: what the client says of it does not count", async () => {
        await load({}, {...COMPANY, account: "rival", key: "rival"})
        expect(asked().map(({body}) => (JSON.parse(body) as {query: {values: {key: string}}}).query.values.key)).toEqual([ACCOUNT]) // prettier-ignore
    })

    it("a record of another project is refused before PostHog is asked", async () => {
        const answer = await load({values: {beton_account: [{value: "8:acme"}]}})
        expect(answer).toMatchObject({ok: false, message: expect.stringContaining("another PostHog project") as string}) // prettier-ignore
        expect(asked()).toEqual([])
    })
})
