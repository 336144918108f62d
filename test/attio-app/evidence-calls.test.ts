import {encodePairing} from "@beton/shared/pairing" // prettier-ignore

import {loadEvidence, queriesOf} from "./support/load-evidence" // prettier-ignore
import {eachPaired} from "./support/paired"
import {ACCOUNT, fired, FOREIGN, json, type Outside, PAIRING, person, personRow, rowOf} from "./support/world" // prettier-ignore

const at = eachPaired()

const load = (world?: Partial<Outside>, input?: Readonly<Record<string, unknown>>) =>
    loadEvidence(at.app, world, input)
const asked = () => queriesOf(at.app)

describe("calls", () => {
    it("one query a view; a few minutes later only for people, then for all again", async () => {
        const people = (body: string) => Object.keys((JSON.parse(body) as {query: {values: object}}).query.values).filter((name) => name.startsWith("kind_")) // prettier-ignore
        await load()
        expect(asked()).toHaveLength(1)
        at.now += 240_000
        const second = await load({rows: [rowOf(fired({score: 1}))]})
        expect(second.value.note).toBe("As of 4 minutes ago.")
        expect(second.value.evidence.newest?.score).toBe(65)
        at.now += 120_000
        expect((await load({rows: [rowOf(fired({score: 1}))]})).value.evidence.newest?.score).toBe(1)
        expect(asked().map(({body}) => people(body).length)).toEqual([4, 1, 4])
    })

    it("while PostHog is down, what was seen a few minutes ago stays; only people are missing", async () => {
        await load({rows: [rowOf(fired()), personRow("ann@acme.com")], people: [person("p1", "Ann Lee", "ann@acme.com")]}) // prettier-ignore
        at.now += 60_000
        const {ok, value} = await load({before: ({url}) => (url.includes("/query/") && url.includes("posthog") ? json({}, 401) : undefined)}) // prettier-ignore
        expect([ok, value.evidence.newest?.score, value.note, value.people]).toEqual([true, 65, "As of 1 minute ago.", []]) // prettier-ignore
        expect(value.peopleNote).toMatch(/does not accept the personal API key/)
    })

    it("what another key or pairing was shown is not shown to this one", async () => {
        await load()
        at.app.server.connection = {id: "connection-2", value: "phx_other", connection_key: "posthog"}
        expect((await load({rows: []})).value.evidence.newest).toBeNull()
        at.app.pair(encodePairing({...PAIRING, publicKeys: [FOREIGN.publicKey]}))
        expect((await load()).value.evidence.newest).toBeNull()
    })

    it.each([
        ["person:org", {type: "person_property", property: "org"}],
        ["email", {type: "email_domain"}],
    ] as const)("accounts by %s need no look-up and have no page in PostHog", async (_what, account) => {
        at.app.pair(encodePairing({...PAIRING, account}))
        expect((await load()).value.evidence).toMatchObject({account: ACCOUNT, link: null})
        expect(at.app.sent.map(({url}) => new URL(url).pathname)).toEqual(["/v2/objects/companies/records/r1", "/api/projects/7/query/"]) // prettier-ignore
    })

    it("the key goes to the paired PostHog, the token to Attio, and neither anywhere else", async () => {
        await load()
        for (const {url, headers} of at.app.sent)
            expect([new URL(url).origin, headers.Authorization]).toEqual(
                url.includes("attio")
                    ? ["https://api.attio.com", "Bearer app-token"]
                    : ["https://us.posthog.com", "Bearer phx_connectionkey0123456789abcdef"],
            )
    })

    it.each([
        ["revoked key", 401, /does not accept the personal API key/],
        ["missing scope", 403, /has no access to this project/],
        ["unknown project", 404, /Check the project id/],
        ["used-up plan", 402, /plan's limit/],
        ["slow query", 504, /longer than PostHog allows/],
    ])("%s: one sentence, no status, no JSON", async (_what, status, expected) => {
        const answer = await load({before: ({url}) => (url.includes("/query/") && url.includes("posthog") ? json({detail: "x"}, status) : undefined)}) // prettier-ignore
        expect(answer.ok).toBe(false)
        expect(answer.message).toMatch(expected)
        expect(answer.message).not.toMatch(/\d{3}|[{}[\]]/)
    })

    it.each<Readonly<Record<string, unknown>>>([
        {},
        {recordId: 5},
        {recordId: "r1"},
        {recordId: "../x", object: "deals"},
        {recordId: "r1", object: "people"},
    ])("input %j is refused before anything is asked", async (input) => {
        expect(await load({}, input)).toMatchObject({ok: false})
        expect(at.app.sent).toEqual([])
    })

    it("without a connection the host's own error comes through; without a pairing a sentence does", async () => {
        at.app.server.connection = null
        await expect(load()).rejects.toMatchObject({code: "no-workspace-connection"})
        at.app.server.connection = {id: "c", value: "phx_x", connection_key: "posthog"}
        at.app.pair(null)
        expect((await load()).message).toMatch(/^No pairing text is set\. Run `beton pairing`/)
    })

    it.each(["http://us.posthog.com", "http://10.0.0.5:8000"])("the key is not sent to %s", async (host) => {
        at.app.pair(encodePairing({...PAIRING, host}))
        const answer = await load()
        expect(answer).toMatchObject({
            ok: false,
            message: expect.stringContaining("must start with https://") as string,
        })
        expect(at.app.sent.filter(({url}) => url.startsWith(host))).toEqual([])
    })

    it("settings that no question can hold are a sentence", async () => {
        at.app.pair(encodePairing({...PAIRING, emailProperty: "e`mail"}))
        expect((await load()).message).toMatch(/^PostHog cannot be asked with these settings\./)
    })

    it("a store that does not answer costs a query and a few seconds, never the answer", async () => {
        at.app.server.kvDelay = () => 60_000
        const started = Date.now()
        expect(await load()).toMatchObject({ok: true})
        expect(Date.now() - started).toBeLessThan(10_000)
    }, 30_000)

    it("a store that is down costs nothing but a query", async () => {
        at.app.server.kvFails = "writes"
        expect(await load()).toMatchObject({ok: true})
    })
})
