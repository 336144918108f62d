import {appHost} from "./support/app-host"
import {openCrm, type TestCrm, valueOf} from "./support/crm"
import {
    AS_OF,
    formFor,
    onlyRun,
    onlySignals,
    type TestProject,
    testProject,
    verifiedFirings,
    WAKE,
} from "./support/project"
import {checkoutAccounts, insertEvents} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm()
})

interface Changes {
    form?: Record<string, unknown>
    signals?: Record<string, object>
    settings?: Record<string, unknown>
}
/** Settings with only the billing signal on, unless told otherwise. */
const form = (o: Changes = {}) =>
    formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", ...o.form},
        {attio_url: crm.url, signals: onlySignals(o.signals ?? {billing_intent: {}}), ...o.settings},
    )
const day = async (o: Changes = {}) => {
    const host = appHost({config: form(o), clock: {now: WAKE}, wire: openWire()})
    await host.day()
    expect(host.errors).toEqual([])
    return host
}
const companies = (...keys: string[]) =>
    crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        keys.map((key) => ({values: {name: key.toUpperCase(), domains: [`${key}.example`]}})),
    )
const keysOfDeals = async () => (await crm.deals()).map((deal) => valueOf(deal, "beton_key")).sort()

it("a signal that always routes does so below the threshold, and the CRM says why", async () => {
    await checkoutAccounts(project, ["acme"])
    await insertEvents(
        project,
        ["c1", "c2", "c3"].map((conversation_id) => ({
            event: "support_ticket_created",
            account: "beta",
            properties: {conversation_id},
        })),
    )
    await companies("acme", "beta")
    await day({signals: {billing_intent: {}, support_engagement: {}}})
    const firings = await verifiedFirings(project)
    expect(
        firings.map(({account, content}) => [account, content.score, content.routed, content.route_reason]),
    ).toEqual(
        expect.arrayContaining([
            ["acme", 45, true, "always routed: Billing intent"],
            ["beta", 20, false, "score 20, threshold 60"],
        ]),
    )
    expect(await keysOfDeals()).toEqual([`${project.id}:acme:1`])
    expect(valueOf((await crm.deals())[0], "pql_why_now")).toMatch(/ Always sent to sales: Billing intent\.$/)
})

it("without always-route the threshold alone decides, and exactly it is enough", async () => {
    await checkoutAccounts(project, ["acme"])
    await companies("acme")
    await day({signals: {billing_intent: {always_route: false}}, form: {threshold: "46"}})
    expect(await crm.deals()).toEqual([])
    expect((await verifiedFirings(project)).map(({content}) => content.route_reason)).toEqual([
        "score 45, threshold 46",
    ])
    const again = await testProject()
    await checkoutAccounts(again, ["acme"])
    project = again
    await day({signals: {billing_intent: {always_route: false}}, form: {threshold: "45"}})
    expect(await keysOfDeals()).toEqual([`${again.id}:acme:1`])
})

it("routing off is a dry run: it counts and changes nothing in the CRM", async () => {
    await checkoutAccounts(project, ["acme", "beta", "gamma"])
    await companies("acme", "beta", "gamma")
    await day({form: {routing_confirmed: "off"}})
    expect(await crm.writes()).toBe(0)
    const reason = "Routing is off until you switch it on in the settings."
    expect((await onlyRun(project)).routing).toMatchObject({
        state: "dry_run",
        reason,
        would_route: 3,
        created: 0,
    })
    expect(
        (await verifiedFirings(project)).map(({content}) => [content.routed, content.route_reason]),
    ).toEqual(Array.from({length: 3}, () => [false, `always routed: Billing intent; ${reason}`]))
})

it("no token, no routing", async () => {
    await checkoutAccounts(project, ["acme"])
    await day({form: {attio_token: "", routing_confirmed: "off"}})
    expect((await onlyRun(project)).routing).toMatchObject({
        state: "off",
        reason: "No Attio token is set.",
        would_route: 1,
    })
})

it("below 30 % coverage routing stays off with the figure", async () => {
    await checkoutAccounts(project, ["acme", "beta"])
    await insertEvents(
        project,
        Array.from({length: 8}, (_, i) => ({event: "used", person: `n${i}`})),
    )
    await companies("acme", "beta")
    await day()
    const run = await onlyRun(project)
    expect(run.coverage.events).toBeCloseTo(0.2)
    expect(run.routing).toMatchObject({
        state: "off",
        reason: "Only 20 % of events belong to an account; routing needs 30 %.",
        would_route: 2,
    })
    expect(await crm.writes()).toBe(0)
})

it("exactly 30 % is enough", async () => {
    await checkoutAccounts(project, ["acme", "beta", "gamma"])
    await insertEvents(
        project,
        Array.from({length: 7}, (_, i) => ({event: "used", person: `n${i}`})),
    )
    await companies("acme")
    await day()
    expect((await onlyRun(project)).routing).toMatchObject({
        state: "on",
        created: 1,
        skipped: {"no company in the CRM has this domain": 2},
    })
})

it("the daily cap limits new deals, not updates", async () => {
    const keys = ["acme", "beta", "gamma", "delta"]
    await checkoutAccounts(project, keys)
    await companies(...keys)
    await day({settings: {routing: {daily_cap: 2}}})
    expect((await onlyRun(project)).routing).toMatchObject({
        created: 2,
        skipped: {"the daily cap is reached": 2},
    })
    expect(await crm.deals()).toHaveLength(2)
})

it("an account that the CRM refuses does not stop the others", async () => {
    const keys = ["acme", "beta", "gamma"]
    await checkoutAccounts(project, keys)
    await companies(...keys)
    const form = formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on"},
        {attio_url: crm.url, signals: onlySignals({billing_intent: {}})},
    )
    const wire = openWire()
    wire.before = async ({method, url, body}) =>
        method === "POST" && url.endsWith("/deals/records") && body.includes(":beta:")
            ? {
                  status: 400,
                  text: JSON.stringify({
                      status_code: 400,
                      type: "invalid_request_error",
                      code: "validation_type",
                      message: "Body payload validation error.",
                  }),
              }
            : undefined
    const host = appHost({config: form, clock: {now: WAKE}, wire})
    await host.day()
    expect(await keysOfDeals()).toEqual([`${project.id}:acme:1`, `${project.id}:gamma:1`])
    expect(await onlyRun(project)).toMatchObject({
        routing: {state: "on", created: 2, failed: 1},
        problems: ["Attio refused the request: Body payload validation error."],
    })
    expect(host.logs).toContainEqual({
        level: "warn",
        text: "Routing beta: Attio refused the request: Body payload validation error.",
    })
})

describe("the token revoked midway", () => {
    const sentence = "Attio does not accept the API token. Create a new one in Attio and paste it."
    const revokedAtSecondDeal = async () => {
        const keys = ["acme", "beta", "gamma"]
        await checkoutAccounts(project, keys)
        await companies(...keys)
        await crm.admin.setFaults(
            [{path: "/deals/records$", method: "POST", nth: 2, effect: {kind: "revoked-key"}}],
            crm.workspaceId,
        )
        const clock = {now: WAKE}
        const host = appHost({config: form(), clock, wire: openWire()})
        await host.day()
        expect(host.logs.at(-1)).toEqual({level: "error", text: `Run of ${AS_OF} stopped. ${sentence}`})
        expect(await crm.deals()).toHaveLength(1)
        return {host, clock}
    }

    it("stops routing with its sentence; once mended, the next heartbeat finishes as if nothing had been", async () => {
        const {host, clock} = await revokedAtSecondDeal()
        await crm.admin.setFaults([], crm.workspaceId)
        clock.now += 3_600_000
        await host.day()
        expect(host.errors).toEqual([])
        expect(await onlyRun(project)).toMatchObject({
            problems: [],
            routing: {state: "on", reason: "", created: 3, failed: 0},
        })
        expect(await crm.deals()).toHaveLength(3)
    })

    it("and never mended: after the deadline the run completes and says so; what was created stays", async () => {
        const {host, clock} = await revokedAtSecondDeal()
        for (let hours = 0; hours < 7; hours++) {
            clock.now += 3_600_000
            await host.day()
        }
        expect(host.errors).toEqual([])
        expect(await onlyRun(project)).toMatchObject({
            problems: [sentence],
            routing: {state: "off", reason: sentence, created: 1, failed: 1},
        })
        expect(await crm.deals()).toHaveLength(1)
    })
})

it("429 with an HTTP date and 5xx of the CRM are waited for", async () => {
    await checkoutAccounts(project, ["acme", "beta"])
    await companies("acme", "beta")
    await crm.admin.setFaults(
        [
            {
                path: "/companies/records/query$",
                nth: 1,
                count: 1,
                effect: {kind: "rate-limit", retryAfter: "http-date", seconds: 40},
            },
            {
                path: "/deals/records$",
                method: "POST",
                nth: 2,
                count: 1,
                effect: {kind: "status", status: 502, body: "html"},
            },
            // A second try follows a cut connection at once.
            {path: "/v2/self$", nth: 1, count: 2, effect: {kind: "cut"}},
        ],
        crm.workspaceId,
    )
    const host = await day()
    expect(await keysOfDeals()).toEqual([`${project.id}:acme:1`, `${project.id}:beta:1`])
    const warnings = host.logs.filter(({level}) => level === "warn").map(({text}) => text)
    expect(warnings[0]).toBe("route: Attio could not be reached. Trying again in 15 s.")
    expect(warnings[1]).toMatch(/^route: Attio asks to slow down\. Trying again in (4[0-4]) s\.$/)
    expect(warnings[2]).toBe("route: Attio is not available at the moment. Trying again in 15 s.")
    expect((await onlyRun(project)).routing.created).toBe(2)
})

it("two hosts that run the same day at once end with one set of events and one deal per account", async () => {
    const keys = ["acme", "beta", "gamma", "delta", "epsilon"]
    await checkoutAccounts(project, keys)
    await companies(...keys)
    await Promise.all([day(), day()])
    const firings = await verifiedFirings(project)
    expect(new Set(firings.map(({uuid}) => uuid)).size).toBe(keys.length)
    expect(new Set(firings.map(({content}) => content.beton_id)).size).toBe(keys.length)
    expect(await keysOfDeals()).toEqual(keys.map((key) => `${project.id}:${key}:1`).sort())
    await project.admin.mergeDuplicates(project.id)
    expect(await verifiedFirings(project)).toHaveLength(keys.length)
})
