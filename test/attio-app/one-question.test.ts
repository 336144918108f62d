import {encodePairing, type Pairing} from "@beton/shared/pairing"

import {loadEvidence} from "./support/load-evidence"
import {openEvidence} from "./support/open-dialog"
import {eachPaired} from "./support/paired"
import {answerFrom, fired, json, outside, PAIRING, person, personRow, rowOf} from "./support/world"

const at = eachPaired()

/** Requests to PostHog, by path. */
const asked = () => at.app.sent.map(({url}) => new URL(url)).filter(({host}) => host.endsWith("posthog.com")).map(({pathname}) => pathname) // prettier-ignore
const kinds = () => at.app.sent.filter(({url}) => url.endsWith("/query/") && url.includes("posthog")).map(({body}) => Object.keys((JSON.parse(body) as {query: {values: object}}).query.values).filter((name) => name.startsWith("kind_"))) // prettier-ignore
const QUERY = "/api/projects/7/query/"
const LOOK_UP = "/api/projects/7/groups_types/"

/** What a pairing text of an older version says. */
const OLDER: Pairing = {...PAIRING, groupTypeIndex: null, signals: []}
const WORLD = {
    rows: [rowOf(fired()), personRow("ann@acme.com")],
    people: [person("p1", "Ann Lee", "ann@acme.com")],
}
const load = () => loadEvidence(at.app, WORLD)

it.each<[string, Pairing]>([
    ["groups", PAIRING],
    ["groups, in an older pairing", OLDER],
    ["a person property", {...PAIRING, account: {type: "person_property", property: "org"}}],
    ["the e-mail domain", {...PAIRING, account: {type: "email_domain"}}],
])("the first dialog of all asks PostHog exactly once: %s", async (_what, pairing) => {
    at.app.pair(encodePairing(pairing))
    at.app.outside = answerFrom(outside(WORLD))
    const dialog = await openEvidence(at.app)
    await dialog.draw()
    expect(asked()).toEqual([QUERY])
    // And again with a new app over a store that has forgotten everything.
    at.app.server.kvMap.clear()
    await load()
    expect(asked()).toEqual([QUERY, QUERY])
})

describe("an older pairing does not say which group type an account is", () => {
    beforeEach(() => at.app.pair(encodePairing(OLDER)))
    const added = () => at.app.event("connection-added", {connection: {value: `phx_${"a".repeat(40)}`}})

    it("what was signed is shown, nobody to call is, and the sentence says what to do", async () => {
        const {ok, value} = await load()
        expect([ok, value.evidence.newest?.score, value.evidence.link, value.people]).toEqual([true, 65, null, []]) // prettier-ignore
        expect(value.peopleNote).toMatch(/An admin runs the connection check .*, or pastes the line of `beton pairing` again\.$/) // prettier-ignore
        expect(kinds()).toEqual([["kind_fired", "kind_backtest", "kind_run"]])
        at.now += 60_000
        expect((await load()).value.note).toBe("As of 1 minute ago.")
        expect(asked()).toEqual([QUERY])
    })

    it("the connection check finds it out for good", async () => {
        at.app.outside = answerFrom(outside({before: ({url}) => (url.endsWith("/@current/") ? json({scopes: ["query:read", "group:read"]}) : undefined)})) // prettier-ignore
        await at.app.serverFunction("beton/settings/check-connection.server")
        expect(asked()).toContain(LOOK_UP)
        at.app.sent.length = 0
        at.now += 400 * 86_400_000
        const {value} = await load()
        expect(value.people.map(({name}) => name)).toEqual(["Ann Lee"])
        expect(value.evidence.link).toBe("https://us.posthog.com/project/7/groups/0/acme")
        expect(asked()).toEqual([QUERY])
    })

    it("so does a new connection", async () => {
        at.app.outside = answerFrom(outside())
        await added()
        await added()
        expect(asked()).toEqual([LOOK_UP])
        expect((await load()).value.people).toHaveLength(1)
        expect(asked()).toEqual([LOOK_UP, QUERY])
    })

    it.each<[string, () => Response]>([
        ["PostHog is down", () => json({}, 500)],
        ["the key may not look", () => json({}, 403)],
        ["there is no such group type", () => json([])],
        ["the answer has another form", () => json({results: 5})],
    ])(
        "a new connection is saved though %s, and the log holds no key",
        async (_what, answer) => {
            at.app.outside = answer
            await expect(added()).resolves.toBeUndefined()
            expect(at.app.logged).toHaveLength(1)
            expect(at.app.logged.join()).not.toMatch(/phx_|\d{3}/)
            expect([...at.app.server.kvMap.keys()]).toEqual([])
        },
        30_000,
    )

    it("a new connection asks nothing before anything is paired, and nothing that the pairing says", async () => {
        at.app.pair(null)
        await added()
        at.app.pair(encodePairing(PAIRING))
        await added()
        expect(asked()).toEqual([])
    })
})
