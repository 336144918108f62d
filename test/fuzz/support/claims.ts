import {toBase64Url, utf8Bytes} from "@beton/shared/events/codec"
import {RUN_COMPLETED} from "@beton/shared/events/run-completed"
import {SIGNAL_FIRED} from "@beton/shared/events/signal-fired"
import {keyPairOf, sign} from "@beton/shared/events/signing"
import * as fc from "fast-check"

import {AS_OF, KEYS} from "../../app/support/project"

/** The two texts of an event that claims to be Beton's. */
export interface Claim {
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
/** A firing that we signed. */
export const GENUINE = claimOf(sign({...statement, content: CONTENT}, KEYS))
const accounts = fc.constantFrom("acme", "zeta", "constructor", "", "💥")
const json = fc.jsonValue({maxDepth: 3})
/** Bytes as base64url. */
export const base64 = fc.uint8Array({maxLength: 80}).map((bytes) => toBase64Url(bytes))

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
export const claims: fc.Arbitrary<Claim> = fc.oneof(
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

/** The same for the summary of a run. */
export const forgedRuns = fc.oneof(
    claims,
    json.map((content) =>
        claimOf(sign({...statement, kind: RUN_COMPLETED, account: "", as_of: AS_OF, content}, KEYS)),
    ),
)
