import {sign} from "@beton/shared/events/signing"
import {encodePairing} from "@beton/shared/pairing"
import fc from "fast-check"

import {subject} from "../support/explain/subject"
import {type Evidence, loadEvidence} from "./support/load-evidence"
import {eachPaired} from "./support/paired"
import {ACCOUNT, AS_OF, backtested, completed, CUSTOM, FIRED, fired, FOREIGN, KEYS, PAIRING, type Row, rowOf, WRITER} from "./support/world" // prettier-ignore

jest.setTimeout(120_000)

const at = eachPaired()

/** The evidence of rows, with nothing kept from before. */
async function evidenceOf(rows: readonly Row[]): Promise<Evidence["value"]["evidence"]> {
    at.app.server.kvMap.clear()
    return (await loadEvidence(at.app, {rows})).value.evidence
}

const record = {a: 14, n1: 61, c: 35, n0: 840}
const judged = subject({verdict: "confirmed", checks: {a: 30, n1: 300, c: 60, n0: 3000}, exposed: 61, unexposed: 840, accounts: 900, converted: 49, convertedWith: 14, record}) // prettier-ignore
const others = {...WRITER, keys: FOREIGN}

it("each figure and text of the newest firing is the signed one", async () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ]{0,30}$/)
    const id = fc.constantFrom("pricing_intent", "team_growth", "custom_seats", CUSTOM.id)
    const content = fc.record({
        ...{score: fc.integer({min: 0, max: 100}), partial: fc.boolean(), why_now: word, route_reason: word},
        ...{signal_types: fc.uniqueArray(id, {minLength: 1}), routed: fc.boolean(), observed: fc.nat(9999)},
    })
    await fc.assert(
        fc.asyncProperty(content, async ({observed, ...some}) => {
            const evidence = Object.fromEntries(some.signal_types.map((type, i) => [type, {observed: observed + i, threshold: 2, unit: "visits", window_days: 7, facts: {people: i}}])) // prettier-ignore
            const {newest, distrusted} = await evidenceOf([rowOf(fired({...some, evidence}))])
            expect(newest).toMatchObject({asOf: AS_OF, score: some.score, partial: some.partial, whyNow: some.why_now}) // prettier-ignore
            expect(newest?.routeReason).toBe(`${some.routed ? "Sent" : "Not sent"} to sales: ${some.route_reason}.`) // prettier-ignore
            expect(newest?.signals.map((one) => one.id)).toEqual(some.signal_types)
            newest?.signals.forEach((one, i) => {
                expect(one.observed.replace(/,/g, "")).toMatch(new RegExp(`^${observed + i} visit`))
                expect(one.facts).toEqual([`People: ${i}`])
            })
            expect(distrusted).toBeNull()
        }),
        {numRuns: 30},
    )
})

it("any character of the signed text or of the signature that is changed makes it nobody's", async () => {
    const [, , payload, signature] = rowOf(fired({score: 100}))
    const genuine = await evidenceOf([rowOf(fired({}, "2026-10-04T06:00:00.000Z"))])
    await fc.assert(
        fc.asyncProperty(fc.boolean(), fc.nat(), fc.constantFrom("A", "_", "-", "z", ""), async (inText, where, other) => {
            const text = inText ? payload : signature
            const i = where % text.length
            fc.pre(text[i] !== other)
            const changed = text.slice(0, i) + other + text.slice(i + 1)
            const row: Row = ["fired", 0, inText ? changed : payload, inText ? signature : changed, "", 0, 0]
            const {distrusted, ...rest} = await evidenceOf([row, rowOf(fired({}, "2026-10-04T06:00:00.000Z"))])
            expect({...rest, distrusted: null}).toEqual(genuine)
            expect(distrusted).toMatch(/^1 event about this account was ignored/)
        }),
        {numRuns: 60},
    )
}) // prettier-ignore

it("a backtest and a run's summary of somebody else change no word", async () => {
    const rows = [rowOf(fired()), rowOf(completed()), rowOf(backtested([judged]))]
    const genuine = await evidenceOf(rows)
    expect(genuine.newest?.signals[0]?.trackRecord[0]).toMatch(/^Accounts like this: 14 of 61/)
    const forged = [
        rowOf(completed({finished_at: "2026-10-05T07:00:00.000Z"}, others)),
        [
            "run",
            0,
            rowOf(completed({finished_at: "2026-10-05T07:59:00.000Z"}))[2],
            rowOf(completed())[3],
            "",
            0,
            0,
        ] as Row,
        rowOf(betterBacktest()),
    ]
    const {distrusted, ...rest} = await evidenceOf([...forged, ...rows])
    expect({...rest, distrusted: null}).toEqual(genuine)
    expect(distrusted).toMatch(/^3 events about this account were ignored/)
})

/** A later backtest that claims that every account with the signal became a customer. */
function betterBacktest() {
    const better = subject({verdict: "confirmed", checks: {a: 60, n1: 300, c: 60, n0: 3000}, exposed: 61, unexposed: 840, accounts: 900, converted: 96, convertedWith: 61, record: {...record, a: 61}}) // prettier-ignore
    const event = backtested([better])
    // Our own signature, over what was there before it was made better.
    const own = backtested([judged]).properties as Record<string, string>
    expect((event.properties as Record<string, string>).beton_sig).not.toBe(own.beton_sig)
    return {...event, properties: {...event.properties, beton_sig: own.beton_sig}}
}

it("what a former key signed is believed while the pairing names it", async () => {
    const former = rowOf(fired({}, AS_OF, ACCOUNT, others))
    expect((await evidenceOf([former])).newest).toBeNull()
    at.app.pair(encodePairing({...PAIRING, publicKeys: [KEYS.publicKey, FOREIGN.publicKey]}))
    expect((await evidenceOf([former])).newest?.score).toBe(FIRED.score)
})

it("an account of a control group is shown as not sent, with the signed reason", async () => {
    const held = fired({routed: false, route_reason: "control group until 12 Nov 2026"})
    expect((await evidenceOf([rowOf(held)])).newest?.routeReason).toBe("Not sent to sales: control group until 12 Nov 2026.") // prettier-ignore
})

it("a team's own signal has the title of the pairing; one that it does not know has its name", async () => {
    const types = [CUSTOM.id, "custom_seats"]
    const {newest, breakdown} = await evidenceOf([rowOf(fired({signal_types: types, evidence: {}}))])
    expect(newest?.signals.map(({title}) => title)).toEqual(["Invited the team", "Custom seats"])
    expect(breakdown).toBe("65 of 100 from 2 kinds of signals.")
    at.app.pair(encodePairing({...PAIRING, signals: []}))
    const older = await evidenceOf([rowOf(fired({signal_types: types, evidence: {}}))])
    expect(older.newest?.signals.map(({title}) => title)).toEqual(["Custom invited team", "Custom seats"])
})

/** A firing in whatever form, signed by us. */
function signed(content: object): Row {
    const {beton_payload: payload, beton_sig: signature} = sign({kind: "beton_signal_fired", project: "7", account: ACCOUNT, as_of: AS_OF, content}, KEYS) // prettier-ignore
    return ["fired", 0, payload, signature, "", 0, 0]
}

it("what we signed in a form that is not known is told as that, not as somebody else's", async () => {
    const newer = signed({...FIRED, score: {value: 65}})
    const unread = "1 event about this account was left out: your Beton signed it in a form that this app does not know. Update the Attio app." // prettier-ignore
    expect((await evidenceOf([newer])).distrusted).toBe(unread)
    const {distrusted} = await evidenceOf([newer, rowOf(fired({}, AS_OF, ACCOUNT, others))])
    expect(distrusted).toBe(`1 event about this account was ignored: not signed by your Beton, or for another account. What you see is not affected. ${unread}`) // prettier-ignore
})

it("more keys than this version knows change nothing, and a fact that says nothing is left out", async () => {
    const facts = {people: 2, last_page: "", pages: [], seats: "12"}
    const evidence = {
        ...FIRED.evidence,
        pricing_intent: {...FIRED.evidence.pricing_intent, facts, novel: {a: 1}},
    }
    const {newest} = await evidenceOf([signed({...FIRED, evidence, schema_version: 2, novel: [1]})])
    expect(newest?.signals[0]?.facts).toEqual(["People: 2", "Seats: 12"])
})
