import fc from "fast-check"

import {accountText, decodePairing, encodePairing, type Pairing} from "./pairing"

const PAIRING: Pairing = {
    host: "https://us.posthog.com",
    project: "12345",
    publicKeys: ["O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"],
    writer: "w_zgmrhHtwK2ucno97XtNsuC",
    account: {type: "group", groupType: "company"},
    groupTypeIndex: 2,
    signals: [
        {id: "pricing_intent", title: "Pricing interest", audience: "prospect"},
        {id: "custom_invited", title: "Hat Gäste eingeladen", audience: "both"},
    ],
    emailProperty: "email",
    threshold: 60,
    routing: "on",
    dispositionAttribute: "pql_disposition",
    fields: {deals: {score: "health", state: null}, companies: {}},
}
const TEXT = encodePairing(PAIRING)
const body = (json: object) => {
    const text = encodePairing({...PAIRING, ...json} as Pairing)
    return decodePairing(text)
}

it("comes back as it was, also with what a message put into it", () => {
    expect(decodePairing(TEXT)).toEqual({ok: true, pairing: PAIRING})
    expect(decodePairing(` ${TEXT.slice(0, 40)}\n  ${TEXT.slice(40)}\r\n`)).toEqual({
        ok: true,
        pairing: PAIRING,
    })
})

it.each([
    `"${TEXT}"`,
    `\`${TEXT}\``,
    `“${TEXT}”`,
    `'${TEXT}'\n`,
    `\ufeff${TEXT.slice(0, 40)}\u200b${TEXT.slice(40)}\u2060`,
])("what a chat puts around a line does not count: %j", (text) =>
    expect(decodePairing(text)).toEqual({ok: true, pairing: PAIRING}),
)

it.each<[Pairing["account"], string]>([
    [{type: "group", groupType: "work space"}, "group:work space"],
    [{type: "person_property", property: "org"}, "person:org"],
    [{type: "email_domain"}, "email"],
])("%j", (account, words) => {
    expect(accountText(account)).toBe(words)
    const groupTypeIndex = account.type === "group" ? PAIRING.groupTypeIndex : null
    expect(body({account})).toEqual({ok: true, pairing: {...PAIRING, account, groupTypeIndex}})
})

it("one that an older version printed says neither the index of the group type nor the signals", () => {
    const older =
        "beton1.eyJob3N0IjoiaHR0cHM6Ly91cy5wb3N0aG9nLmNvbSIsInByb2plY3QiOiIxMjM0NSIsImtleXMiOlsiTzJvbnZNNjJwQzFpbzZqUUttOE5jMlV5RlhjZDRrT21Pc0JJb1l0WjJpayJdLCJ3cml0ZXIiOiJ3X3pnbXJoSHR3SzJ1Y25vOTdYdE5zdUMiLCJhY2NvdW50IjoiZ3JvdXA6Y29tcGFueSIsImVtYWlsIjoiZW1haWwiLCJ0aHJlc2hvbGQiOjYwLCJyb3V0aW5nIjoib24iLCJmZWVkYmFjayI6InBxbF9kaXNwb3NpdGlvbiIsImZpZWxkcyI6eyJkZWFscyI6eyJzY29yZSI6ImhlYWx0aCIsInN0YXRlIjpudWxsfSwiY29tcGFuaWVzIjp7fX19.242327fa"
    expect(decodePairing(older)).toEqual({ok: true, pairing: {...PAIRING, groupTypeIndex: null, signals: []}})
})

it.each<[string, object, Partial<Pairing>]>([
    ["an index that no group type has", {groupTypeIndex: 5}, {groupTypeIndex: null}],
    ["an index that is none", {groupTypeIndex: 1.5}, {groupTypeIndex: null}],
    ["a signal without a title", {signals: [{id: "x", title: "", audience: "both"}, ...PAIRING.signals]}, {}],
    ["a signal without an id", {signals: [{id: 5, title: "X", audience: "both"}, ...PAIRING.signals]}, {}],
    ["an audience that is not known", {signals: [{id: "x", title: "X", audience: "partners"}]}, {signals: [{id: "x", title: "X", audience: "both"}]}],
])("%s does not spoil the rest", (_what, json, read) => {
    expect(body(json)).toEqual({ok: true, pairing: {...PAIRING, ...read}})
}) // prettier-ignore

it("carries nothing but what it names", () => {
    const more = {...PAIRING, privateKey: "s3cret", posthogKey: "phx_secret"} as Pairing
    expect(encodePairing(more)).toBe(TEXT)
})

it.each<[string, string, RegExp]>([
    ["nothing", " \n", /^No pairing text is set\. Run `beton pairing`/],
    ["something else", "hello", /starts with beton1/],
    ["a key", `phx_${"a".repeat(40)}`, /This is a key.*treat it as leaked/],
    ["a token of Attio", "0a".repeat(32), /This is a key/],
    ["a newer version", TEXT.replace("beton1", "beton2"), /made by a newer Beton/],
    ["one that was cut off", TEXT.slice(0, -12), /cut off or changed/],
    ["one without its end", TEXT.split(".").slice(0, 2).join("."), /cut off or changed/],
    ["one with a changed letter", TEXT.replace("eyJ", "eyK"), /cut off or changed/],
    ["one pasted twice", TEXT + TEXT, /cut off or changed/],
])("%s is refused with the fix", (_what, text, message) => {
    const read = decodePairing(text)
    expect(read).toEqual({ok: false, message: expect.stringMatching(message) as string})
    // What was pasted is never repeated: it may be a key.
    if (!read.ok && text.trim().length > 8) expect(read.message).not.toContain(text.slice(0, 12))
})

it.each<[object, string]>([
    [{host: "us.posthog.com"}, "the address of PostHog"],
    [{host: "https://us.posthog.com@evil.test"}, "the address of PostHog"],
    [{project: "0x1"}, "the PostHog project"],
    [{publicKeys: []}, "a public key"],
    [{publicKeys: [PAIRING.publicKeys[0], "short"]}, "a public key"],
    [{writer: ""}, "the writer"],
    [{account: {type: "group", groupType: "\ud800"}}, "what an account is"],
    [{threshold: 101}, "the threshold"],
])("%j lacks %s", (json, what) => {
    expect(body(json)).toEqual({ok: false, message: `The pairing text lacks ${what}. Run \`beton pairing\` and paste the whole line.`}) // prettier-ignore
})

it("every single changed character is noticed", () => {
    for (let i = 0; i < TEXT.length; i++) {
        const other = TEXT[i] === "A" ? "B" : "A"
        expect(decodePairing(TEXT.slice(0, i) + other + TEXT.slice(i + 1)).ok).toBe(false)
    }
})

it("whatever is pasted is a pairing or one sentence", () => {
    const [prefix = "", whole = "", sum = ""] = TEXT.split(".")
    const part = fc.oneof(fc.string(), fc.string({unit: "binary"}), fc.base64String(), fc.constantFrom(prefix, whole, sum, "", ".", "beton9")) // prettier-ignore
    const pasted = fc.oneof(
        fc.string({unit: "binary"}),
        fc.array(part, {maxLength: 5}).map((parts) => parts.join(".")),
        fc.tuple(fc.nat(TEXT.length), fc.nat(20), fc.string()).map(([from, many, more]) => TEXT.slice(0, from) + more + TEXT.slice(from + many)), // prettier-ignore
    )
    fc.assert(
        fc.property(pasted, (text) => {
            const read = decodePairing(text)
            if (!read.ok) expect(read.message).toMatch(/^[A-Z][^{}<>]+\.$/)
            else expect(read.pairing).toEqual(PAIRING)
        }),
        {numRuns: 500},
    )
})

it("whatever stands in one that was made well is a pairing or one sentence", () => {
    const anything = fc.oneof(fc.jsonValue(), fc.string({unit: "binary"}), fc.constantFrom(null, "group:", "group:\ud800", -1, 5))
    const changed = fc.dictionary(fc.constantFrom("host", "project", "publicKeys", "writer", "account", "emailProperty", "threshold", "routing", "dispositionAttribute", "groupTypeIndex"), anything)
    const lists = fc.record({signals: fc.array(fc.record({id: anything, title: anything, audience: anything}))}, {requiredKeys: []})
    fc.assert(
        fc.property(changed, lists, (some, more) => {
            let text: string
            try {
                text = encodePairing({...PAIRING, ...some, ...more} as unknown as Pairing)
            } catch {
                // Not even its own side can write it.
                return
            }
            const read = decodePairing(text)
            if (read.ok) expect(decodePairing(encodePairing(read.pairing))).toEqual(read)
            else expect(read.message).toMatch(/^The pairing text (lacks|cannot).*\.$/)
        }),
        {numRuns: 500},
    )
}) // prettier-ignore
