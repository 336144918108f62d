import {accountText, decodePairing, encodePairing, type Pairing} from "./pairing"

const PAIRING: Pairing = {
    host: "https://us.posthog.com",
    project: "12345",
    publicKeys: ["O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"],
    writer: "w_zgmrhHtwK2ucno97XtNsuC",
    account: {type: "group", groupType: "company"},
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

it.each<[Pairing["account"], string]>([
    [{type: "group", groupType: "work space"}, "group:work space"],
    [{type: "person_property", property: "org"}, "person:org"],
    [{type: "email_domain"}, "email"],
])("%j", (account, words) => {
    expect(accountText(account)).toBe(words)
    expect(body({account})).toEqual({ok: true, pairing: {...PAIRING, account}})
})

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
