import {createPublicKey, verify as verifyBytes} from "node:crypto"

import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {RUN_COMPLETED} from "@beton/shared/events/run-completed"
import {SIGNAL_FIRED} from "@beton/shared/events/signal-fired"
import {keyPairOf, sign, verify} from "@beton/shared/events/signing"
import * as fc from "fast-check"

import {AS_OF, KEYS} from "../app/support/project"
import {type Arrived, type OnTheWay, openCase} from "./support/case"
import {expectClean} from "./support/checks"
import {fuzz} from "./support/fuzz"
import {type Outcome, outcomeOf, runOf, untilDone} from "./support/outcome"
import {type BaseWorld, WORLDS} from "./support/worlds"

/** The two texts of an event that claims to be Beton's. */
interface Claim {
    readonly payload: string
    readonly signature: string
}

const STRANGER = keyPairOf(new Uint8Array(32).fill(77))
const claimOf = ({beton_payload: payload, beton_sig: signature}: ReturnType<typeof sign>): Claim => ({
    payload,
    signature,
})
const encoded = (value: unknown): string => toBase64Url(utf8Bytes(JSON.stringify(value) ?? ""))

const CONTENT = {
    schema_version: 1,
    beton_id: "x",
    run_id: "x",
    score: 90,
    partial: false,
    signal_types: ["billing_intent", "limit_approaching", "team_growth"],
    new_signal_types: ["billing_intent", "limit_approaching", "team_growth"],
    definition_version: {},
    evidence: {},
    why_now: "",
    routed: true,
    route_reason: "",
    replayed: false,
}
const statement = {kind: SIGNAL_FIRED, project: "7", account: "zeta", as_of: "2026-10-04T06:00:00.000Z"}
const GENUINE = claimOf(sign({...statement, content: CONTENT}, KEYS))
const accounts = fc.constantFrom("acme", "zeta", "constructor", "", "💥")
const json = fc.jsonValue({maxDepth: 3})
const base64 = fc.uint8Array({maxLength: 80}).map((bytes) => toBase64Url(bytes))

/** A claim with one character of it changed. */
function altered({payload, signature}: Claim, at: number): Claim {
    const all = `${payload}.${signature}`
    const place = at % all.length
    const other = all[place] === "A" ? "B" : "A"
    const [first = "", second = ""] =
        `${all.slice(0, place)}${all[place] === "." ? "." : other}${all.slice(place + 1)}`.split(".")
    return {payload: first, signature: all[place] === "." ? `${second}A` : second}
}

/** Claims that nobody may believe, whoever made them. */
const claims: fc.Arbitrary<Claim> = fc.oneof(
    fc.record({
        payload: fc.oneof(fc.string({unit: "binary"}), base64, json.map(encoded), fc.constant("")),
        signature: fc.oneof(fc.string(), base64, fc.constant(GENUINE.signature), fc.constant("")),
    }),
    // The right form, the right key's name, and a signature of somebody else.
    fc
        .tuple(accounts, json)
        .map(([account, content]) =>
            claimOf(sign({...statement, account, content}, {...STRANGER, kid: KEYS.kid})),
        ),
    accounts.map((account) => claimOf(sign({...statement, account, content: CONTENT}, STRANGER))),
    fc.nat({max: 100_000}).map((at) => altered(GENUINE, at)),
    fc
        .nat({max: 100_000})
        .map((length) => ({...GENUINE, payload: GENUINE.payload.slice(0, length % GENUINE.payload.length)})),
    fc.constant({...GENUINE, payload: `${GENUINE.payload}${GENUINE.payload}`}),
    // Signed with the right key, for something else.
    fc
        .constantFrom("8", "07", "")
        .map((project) => claimOf(sign({...statement, project, content: CONTENT}, KEYS))),
    fc
        .constantFrom("other", "beton_signal_fired ")
        .map((kind) => claimOf(sign({...statement, kind, content: CONTENT}, KEYS))),
    json.map((content) => claimOf(sign({...statement, content}, KEYS))),
    fc.string().map((asOf) => claimOf(sign({...statement, as_of: `x${asOf}`, content: CONTENT}, KEYS))),
    fc
        .constantFrom(20_000, 200_000)
        .map((depth) => ({payload: toBase64Url(utf8Bytes("[".repeat(depth))), signature: GENUINE.signature})),
)

const forgedRuns = fc.oneof(
    claims,
    json.map((content) =>
        claimOf(sign({...statement, kind: RUN_COMPLETED, account: "", as_of: AS_OF, content}, KEYS)),
    ),
)

interface Forged {
    readonly own: readonly Claim[]
    readonly others: readonly Claim[]
    readonly runs: readonly Claim[]
    readonly counted: readonly [number, number]
}

/** The answers with the forged rows in them. */
function withForged({own, others, runs, counted}: Forged): OnTheWay {
    return (request, serve) => {
        const good = serve()
        switch (request.name) {
            case "fired_history": {
                const {query} = JSON.parse(request.body) as {query: {values: {own: boolean}}}
                const list = query.values.own ? own : others
                return changed(good, (rows) => [
                    ...rows,
                    ...list.map(({payload, signature}, i) => [`zz/${i}`, payload, signature, 1]),
                ])
            }
            case "recent_runs":
                return changed(good, (rows) => [
                    ...runs.map(({payload, signature}, i) => [`run-${i}`, payload, signature]),
                    ...rows,
                ])
            case "foreign_firings":
                return changed(good, () => [[...counted]])
            default:
                return good
        }
    }
}

function changed(good: Arrived, change: (rows: unknown[][]) => unknown[][]): Arrived {
    const body = JSON.parse(good.text) as {results: unknown[][]}
    return {...good, text: JSON.stringify({...body, results: change(body.results)})}
}

const references = new Map<BaseWorld, Promise<Outcome & {counts: Record<string, number>}>>()

async function run(
    world: BaseWorld,
    onTheWay?: OnTheWay,
): Promise<Outcome & {counts: Record<string, number>}> {
    const self = openCase(world)
    if (onTheWay !== undefined) self.onTheWay = onTheWay
    await untilDone(self)
    await expectClean(self)
    return {...outcomeOf(world, self), counts: {...(await runOf(self))?.distrusted}}
}

const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, n) => total + n, 0)

async function forge(world: BaseWorld, forged: Forged): Promise<void> {
    const reference = references.get(world) ?? run(world)
    references.set(world, reference)
    const good = await reference
    const found = await run(world, withForged(forged))
    expect(found.firings).toEqual(good.firings)
    expect(found.deals).toEqual(good.deals)
    expect(found.crmWrites).toEqual(good.crmWrites)
    // Where a former key is believed the others' firings are read, else they are only counted.
    const reads = world.name === "lived-in"
    const more = forged.own.length + (reads ? forged.others.length : forged.counted[0] + forged.counted[1])
    expect(sum(found.counts)).toBe(sum(good.counts) + more)
}

const OUR_KEY = createPublicKey({key: {kty: "OKP", crv: "Ed25519", x: KEYS.publicKey}, format: "jwk"})

/** Whether Node's own Ed25519 finds our signature under a payload. */
function isOurs({beton_payload: payload, beton_sig: signature}: Readonly<Record<string, unknown>>): boolean {
    if (typeof payload !== "string" || typeof signature !== "string") return false
    return verifyBytes(null, Buffer.from(payload), OUR_KEY, Buffer.from(signature, "base64url"))
}

const REASONS = ["unsigned", "unknown_key", "altered", "malformed", "foreign_project", "other_kind"]

/** Events that anybody can send: never believed, never a crash, always counted. */
export function eventPayloads(cases: {readonly verified: number; readonly runs: number}): void {
    const {holds} = fuzz("event payloads")
    const anything = fc.oneof(
        fc.anything(),
        fc.string({unit: "binary"}),
        base64,
        fc.constant(GENUINE.payload),
        fc.constant(GENUINE.signature),
    )
    const keys = fc.array(fc.oneof(fc.constant(KEYS.publicKey), fc.string(), base64), {maxLength: 3})
    holds(
        "verify() believes nothing of it",
        cases.verified,
        fc.tuple(
            fc.oneof(
                fc.record({beton_payload: anything, beton_sig: anything}, {requiredKeys: []}),
                claims.map(({payload, signature}) => ({beton_payload: payload, beton_sig: signature})),
            ),
            keys,
        ),
        async ([signed, publicKeys]) => {
            const trust = verify(signed, {publicKeys, project: "7", kind: SIGNAL_FIRED})
            if (!trust.ok) return expect(REASONS).toContain(trust.reason)
            // Signed with the right key for this project and kind, says another library: who reads it checks the content.
            expect(publicKeys).toContain(KEYS.publicKey)
            expect(isOurs(signed)).toBe(true)
            expect(trust.envelope).toMatchObject({project: "7", kind: SIGNAL_FIRED})
        },
    )
    holds(
        "a run reads forged firings and summaries, and does what it would have done",
        cases.runs,
        fc.record({
            world: fc.constantFrom(...WORLDS.map(({name}) => name)),
            own: fc.array(claims, {maxLength: 4}),
            others: fc.array(claims, {maxLength: 4}),
            runs: fc.array(forgedRuns, {maxLength: 3}),
            counted: fc.tuple(fc.nat({max: 1_000_000}), fc.nat({max: 1_000_000})),
        }),
        async ({world, ...forged}) => {
            const base = WORLDS.find(({name}) => name === world)
            if (base === undefined) throw new Error("No such world.")
            await forge(base, forged)
        },
    )
}
