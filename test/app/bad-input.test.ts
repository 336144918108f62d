import {appHost} from "./support/app-host"
import {openCrm} from "./support/crm"
import {
    formFor,
    onlyRun,
    onlySignals,
    POSTHOG_SCOPES,
    type TestProject,
    testProject,
    verifiedFirings,
    WAKE,
} from "./support/project"
import {checkoutAccounts, insertEvents, insertGroups} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

const BILLING = {signals: onlySignals({billing_intent: {}})}
let project: TestProject
beforeAll(async () => {
    project = await testProject()
    await checkoutAccounts(project, ["acme", "beta"])
})

/** What set-up says about a form, as the host shows it. */
const setupError = async (form: Record<string, unknown>): Promise<string> => {
    const host = appHost({config: form, clock: {now: WAKE}, wire: openWire()})
    await host.setup()
    return host.errors.map(({message}) => message).join("\n")
}
/** Last line of a day's log. */
const dayOf = async (form: Record<string, unknown>) => {
    const host = appHost({config: form, clock: {now: WAKE}, wire: openWire()})
    await host.day()
    expect(host.errors).toEqual([])
    return host.logs.at(-1)
}

/** The line of a run that stopped. */
const stopped = (reason: string) => ({
    level: "error",
    text: `Run of 2026-10-05T06:00:00.000Z stopped. ${reason}`,
})

describe("the settings form", () => {
    it.each([
        [
            {posthog_key: ""},
            {},
            "PostHog personal API key is empty. Create a personal API key in PostHog (Settings, Personal API keys) and paste it.",
        ],
        [
            {posthog_key: "phc_abc"},
            {},
            "PostHog personal API key is a project key (phc_), which can only send events. Paste a personal API key (phx_).",
        ],
        [{posthog_key: "secret"}, {}, "PostHog personal API key must start with phx_."],
        [{threshold: "abc"}, {}, 'Routing threshold must be a whole number from 0 to 100; it is "abc".'],
        [{posthog_project: "my project"}, {}, "PostHog project id must be the project's number, e.g. 12345."],
        [
            {},
            {treshold: 50},
            'More settings (JSON) has an unknown entry: "treshold". Remove it or correct its spelling.',
        ],
        [
            {},
            {signals: {pricing_intent: {minvisits: 3}}},
            'More settings (JSON) has an unknown entry in "signals.pricing_intent": "minvisits". Remove it or correct its spelling.',
        ],
        [
            {},
            {signals: {pricing: {}}},
            'More settings (JSON) has an unknown entry in "signals": "pricing". Remove it or correct its spelling.',
        ],
        [
            {},
            {signals: {pricing_intent: {min_visits: "3"}}},
            'More settings (JSON) "signals.pricing_intent.min_visits": invalid input: expected number, received string.',
        ],
        [
            {routing_confirmed: "on"},
            {},
            "Attio API token is empty but routing is on. Paste an Attio token or switch routing off.",
        ],
    ])("%j %j", async (fields, settings, message) => {
        expect(await setupError(formFor(project, fields, settings))).toBe(message)
    })

    it("broken JSON", async () => {
        expect(await setupError({...formFor(project), settings: '{"routing": {"stage": "Lead",}}'})).toBe(
            "More settings (JSON) is not valid JSON (line 1, column 30). Check commas, quotes and brackets.",
        )
    })

    it("accepts a right one", async () => expect(await setupError(formFor(project))).toBe(""))

    it("a host that starts jobs with a wrong form writes the sentence into its log and does nothing", async () => {
        expect(await dayOf(formFor(project, {threshold: "abc"}))).toEqual({
            level: "error",
            text: 'Routing threshold must be a whole number from 0 to 100; it is "abc".',
        })
    })
})

describe("what only PostHog knows", () => {
    it("a wrong key", async () => {
        expect(await dayOf(formFor(project, {posthog_key: "phx_wrong"}))).toEqual(
            stopped(
                "PostHog project: PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address.",
            ),
        )
    })

    it.each(["query:read", "project:read"])("a key without %s", async (scope) => {
        const key = await project.admin.createPersonalKey({
            scopes: POSTHOG_SCOPES.filter((one) => one !== scope),
        })
        const where = scope === "query:read" ? "PostHog query" : "PostHog project"
        expect(await dayOf(formFor(project, {posthog_key: key}))).toEqual(
            stopped(`${where}: The personal API key lacks the scope ${scope}. Add it to the key in PostHog.`),
        )
    })

    it("a key of other projects", async () => {
        const other = await testProject()
        const key = await project.admin.createPersonalKey({scopes: POSTHOG_SCOPES, scopedTeams: [other.id]})
        expect(await dayOf(formFor(project, {posthog_key: key}))).toEqual(
            stopped(
                "PostHog project: The personal API key has no access to this project. Check the project id and the key's projects.",
            ),
        )
    })

    it("a project that does not exist", async () => {
        expect(await dayOf(formFor(project, {posthog_project: "99999999"}))).toEqual(
            stopped("PostHog project: PostHog does not know this project or object. Check the project id."),
        )
    })

    it("an unknown group type", async () => {
        expect(await dayOf(formFor(project, {account: "group:workspace"}))).toEqual(
            stopped('What an account is: the project has no group type "workspace". It has: company.'),
        )
    })

    it("a project without group types", async () => {
        const bare = await testProject({groupTypes: []})
        expect(await dayOf(formFor(bare))).toEqual(
            stopped(
                'What an account is: the project has no group type "company". It has none: set the field to person:<property> or email.',
            ),
        )
    })

    it("a property name that no query can hold", async () => {
        const reason =
            'Data sources: "e`mail" cannot be used as a property name in a query: use letters, digits, spaces and _ $ . : / @ ! - (at most 200).'
        expect(
            await dayOf(formFor(project, {account: "email"}, {...BILLING, email_property: "e`mail"})),
        ).toEqual(stopped(reason))
    })

    it("a domain property that no group has is a note, and the run goes on", async () => {
        const own = await testProject()
        await checkoutAccounts(own, ["acme", "beta"])
        await dayOf(formFor(own, {domain_property: "web_site"}, BILLING))
        expect((await onlyRun(own)).problems).toEqual([
            'Domain property: none of the 2 company groups has the property "web_site", so no account can be matched with a company. Choose the property that holds the web domain.',
        ])
        expect(await verifiedFirings(own)).toHaveLength(2)
    })

    it("a missing source is waiting for data, by name", async () => {
        const own = await testProject()
        await insertEvents(own, [{event: "used", account: "acme"}])
        await insertGroups(own, {acme: {domain: "acme.example"}})
        await dayOf(formFor(own))
        const states = Object.fromEntries(
            (await onlyRun(own)).signals.map(({type, state, reason}) => [type, [state, reason]]),
        )
        expect(states).toMatchObject({
            usage_spike: ["ok", ""],
            pricing_intent: ["waiting_for_data", "The event $pageview did not occur in the last 180 days."],
            limit_approaching: [
                "waiting_for_data",
                "No account has ever reported the properties usage, usage_limit ($groupidentify).",
            ],
            trial_expiring: [
                "waiting_for_data",
                "No account has ever reported the property trial_ends_at ($groupidentify).",
            ],
            support_engagement: [
                "waiting_for_data",
                "None of the events intercom_conversation_started, intercom_message_sent, support_ticket_created occurred in the last 180 days.",
            ],
        })
    })
})

describe("what only Attio knows", () => {
    it("a disabled deals object: the run completes, its events are written, routing says why it is off", async () => {
        const own = await testProject()
        await checkoutAccounts(own, ["acme", "beta"])
        const crm = await openCrm({dealsEnabled: false})
        const form = formFor(
            own,
            {attio_token: crm.token, routing_confirmed: "on"},
            {...BILLING, attio_url: crm.url},
        )
        await dayOf(form)
        const sentence =
            'Attio: the deals object is switched off. A workspace admin can switch it on in Attio under Settings, Objects, Deals; or set routing.target to "company" or "task".'
        expect(await onlyRun(own)).toMatchObject({
            problems: [sentence],
            routing: {state: "off", reason: sentence, would_route: 2, created: 0},
        })
        expect(await verifiedFirings(own)).toHaveLength(2)
        expect(await crm.writes()).toBe(0)
    })

    it("a revoked token: the run waits for a valid one; after the deadline the same", async () => {
        const own = await testProject()
        await checkoutAccounts(own, ["acme"])
        const crm = await openCrm()
        await crm.admin.revokeToken(crm.token)
        const sentence = "Attio API token: it is no longer valid. Create a new one in Attio and paste it."
        const config = formFor(
            own,
            {attio_token: crm.token, routing_confirmed: "on"},
            {...BILLING, attio_url: crm.url},
        )
        const clock = {now: WAKE}
        const host = appHost({config, clock, wire: openWire()})
        await host.day()
        expect(host.logs.at(-1)).toEqual(stopped(sentence))
        for (; clock.now <= WAKE + 7 * 3_600_000; clock.now += 3_600_000) await host.day()
        expect(host.errors).toEqual([])
        expect(await onlyRun(own)).toMatchObject({
            problems: [sentence],
            routing: {state: "off", reason: sentence},
        })
    })
})
