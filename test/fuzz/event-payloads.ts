import {createPublicKey, verify as verifyBytes} from "node:crypto"

import {SIGNAL_FIRED} from "@beton/shared/events/signal-fired"
import {verify} from "@beton/shared/events/signing"
import * as fc from "fast-check"

import {KEYS} from "../app/support/project"
import {type Arrived, type OnTheWay, openCase} from "./support/case"
import {expectClean} from "./support/checks"
import {base64, type Claim, claims, forgedRuns, GENUINE} from "./support/claims"
import {fuzz} from "./support/fuzz"
import {type Outcome, outcomeOf, runOf, untilDone} from "./support/outcome"
import {type BaseWorld, WORLDS} from "./support/worlds"

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
