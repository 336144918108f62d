import {writerOf} from "@beton/posthog-app/writer"
import {runCompletedEvent} from "@beton/shared/events/run-completed"
import {keyPairOf} from "@beton/shared/events/signing"

import {
    AS_OF,
    clientOf,
    configOf,
    formFor,
    onlySignals,
    type TestProject,
    testProject,
} from "../app/support/project"
import {insertEvents, insertGroups, type TinyEvent} from "../app/support/tiny-data"
import {checked, refusal, wireWith, writesOf} from "./support"

const HOUR_MS = 3_600_000
const CRM = {attio_token: "a-token"}
const events = (n: number, more: Partial<TinyEvent> = {}): TinyEvent[] =>
    Array.from({length: n}, (_, i) => ({event: "report_created", person: `p${i}`, ...more}))

describe("what an account is", () => {
    let project: TestProject
    beforeAll(async () => {
        project = await testProject({groupTypes: [{group_type: "project"}, {group_type: "company"}]})
        await insertEvents(project, events(4, {personProperties: {org: "acme.example"}}))
    })
    const account = async (setting: string, settings = {}) =>
        (await checked(formFor(project, {account: setting}, settings), {only: ["account"]})).account

    it("is found, or the fix names the group types that there are", async () => {
        expect(await account("group:company")).toBe('ok Group type "company".')
        expect(await account("group:Company")).toBe(
            'fail The project has no group type "Company". It has: project, company.',
        )
        expect(await account("person:org")).toBe('ok Person property "org".')
        expect(await account("email", {email_property: "mail"})).toBe(
            'ok E-mail domain of identified people (person property "mail").',
        )
    })

    it("in a project without groups is something else", async () => {
        const none = await testProject({groupTypes: []})
        expect((await checked(formFor(none), {only: ["account"]})).account).toBe(
            'fail The project has no group type "company". It has none: set the field to person:<property> or email.',
        )
    })

    it("by person property has to be the domain itself", async () => {
        const lines = (more: object) =>
            checked(formFor(project, {account: "person:org", ...more}), {only: ["domain"]})
        expect((await lines({})).domain).toBe(
            "ok The account key is the domain: 1 of 1 active account keys look like a web domain.",
        )
        await insertEvents(project, [
            {event: "report_created", person: "q1", personProperties: {org: "Beta Ltd"}},
            {event: "report_created", person: "q2", personProperties: {org: "Gamma Ltd"}},
        ])
        const message =
            "Only 1 of 3 active account keys look like a web domain, so few accounts can be matched with a company. Choose a person property that holds the company's web domain, or email."
        expect((await lines({})).domain).toBe(`warn ${message}`)
        expect((await lines(CRM)).domain).toBe(`fail ${message}`)
    })
})

describe("the domain property", () => {
    let project: TestProject
    beforeAll(async () => {
        project = await testProject()
        await insertEvents(project, [{event: "report_created", account: "g1"}])
    })
    const domain = async (more: Record<string, unknown> = CRM) =>
        (await checked(formFor(project, more), {only: ["domain"]})).domain

    it("of a project without groups is not missed yet", async () => {
        expect(await domain()).toBe("warn PostHog knows no company group yet: send $groupidentify events.")
    })

    it("that no group has is named, with one that looks like it", async () => {
        await insertGroups(project, {g1: {name: "One"}, g2: {name: "Two"}, g3: {}, g4: {}})
        const none =
            'None of the 4 company groups has the property "domain", so no account can be matched with a company. Choose the property that holds the web domain.'
        expect(await domain()).toBe(`fail ${none}`)
        expect(await domain({})).toBe(`warn ${none}`)
        await insertGroups(project, {
            g5: {website: "https://www.five.example/", seats: 3},
            g6: {website: "six.example"},
            g7: {website: "unknown"},
        })
        expect(await domain()).toBe(
            'fail None of the 7 company groups has the property "domain", so no account can be matched with a company. Choose the property that holds the web domain. "website" looks like one: 2 groups have a web domain there.',
        )
    })

    it("that few have is a note, that most have is ok", async () => {
        await insertGroups(project, {g8: {domain: "eight.example"}})
        expect(await domain()).toBe(
            'warn 1 of 8 company groups have the property "domain": the others cannot be matched with a company. "website" looks like one: 2 groups have a web domain there.',
        )
        expect(await domain({domain_property: "website"})).toMatch(/^warn 3 of 8 company groups/)
        await insertGroups(
            project,
            Object.fromEntries([1, 2, 3].map((n) => [`h${n}`, {website: `h${n}.example`}])),
        )
        expect(await domain({domain_property: "website"})).toBe(
            'ok 6 of 11 company groups have the property "website".',
        )
    })

    it("may be the key itself, if the keys are domains", async () => {
        expect(await domain({...CRM, domain_property: "account"})).toBe(
            'fail Only 0 of 1 active account keys look like a web domain, so few accounts can be matched with a company. Name the group property that holds the domain in "Domain property".',
        )
    })
})

describe("coverage", () => {
    const coverage = async (project: TestProject, more: Record<string, unknown> = {}, settings = {}) =>
        (await checked(formFor(project, more, settings), {only: ["coverage"]})).coverage

    it("below what routing needs is a failure with the number, where there is a CRM", async () => {
        const project = await testProject()
        await insertEvents(project, [...events(8), ...events(2, {account: "acme"})])
        const low =
            "20 % of events and 25 % of people of the last 30 days belong to an account; routing needs 30 % of events. Send the group with more events, choose another account expression, or lower min_coverage in More settings."
        expect(await coverage(project, CRM)).toBe(`fail ${low}`)
        expect(await coverage(project)).toBe(`warn ${low}`)
        expect(await coverage(project, CRM, {min_coverage: 0.2})).toBe(
            "ok 20 % of events and 25 % of people of the last 30 days belong to an account.",
        )
    })

    it("of a silent project is a note", async () => {
        expect(await coverage(await testProject(), CRM)).toBe(
            "warn No activity in the last 30 days: PostHog receives no events, or the project is another one.",
        )
    })

    it("that takes too long to count is no fault of the set-up", async () => {
        const wire = wireWith(({body}) =>
            body.includes("persons_with_account")
                ? refusal(504, "error", "Query has hit the max execution time")
                : undefined,
        )
        const lines = await checked(formFor(await testProject(), CRM), {only: ["coverage"], wire})
        expect(lines.coverage).toBe(
            "warn The query ran longer than PostHog allows. It could not be counted; runs use smaller slices.",
        )
    })
})

describe("sources", () => {
    it("are told signal by signal", async () => {
        const project = await testProject({
            systemTables: {data_warehouse_tables: [{name: "stripe.customer", deleted: false}]},
        })
        await insertEvents(project, [
            {event: "report_created", account: "acme"},
            {event: "upgrade_started", account: "acme"},
            {
                event: "$groupidentify",
                properties: {$group_type: "company", $group_key: "acme", $group_set: {usage: 1}},
            },
        ])
        const settings = {signals: {usage_spike: {enabled: false}}}
        const lines = await checked(formFor(project, {outcome_event: "subscription_started"}, settings))
        const where = (id: string) =>
            `If your product names it differently, set it in More settings under signals.${id}.`
        expect(lines).toMatchObject({
            data: "ok 3 of 7 signals that are on have data.",
            "signal:usage_spike": "skipped Switched off in More settings.",
            "signal:team_growth": "ok Ready: activity of accounts.",
            "signal:billing_intent": "ok Ready: upgrade_started occurs.",
            "signal:pricing_intent": `warn Waiting for data. The event $pageview did not occur in the last 180 days. ${where("pricing_intent")}`,
            "signal:support_engagement": `warn Waiting for data. None of the events intercom_conversation_started, intercom_message_sent, support_ticket_created occurred in the last 180 days. ${where("support_engagement")}`,
            "signal:limit_approaching": `warn Waiting for data. No account has ever reported the property usage_limit ($groupidentify). ${where("limit_approaching")}`,
            "signal:trial_expiring": `warn Waiting for data. No account has ever reported the property trial_ends_at ($groupidentify). ${where("trial_expiring")}`,
            warehouse:
                "warn The data warehouse has tables of stripe. Beton reads events only: send what matters as events to use it in a signal.",
            outcome:
                "warn subscription_started did not occur in the last 180 days. Check its spelling, or choose the event that marks a won customer.",
        })
        expect((await checked(formFor(project), {only: ["outcome"]})).outcome).toMatch(/^skipped None is set/)
        expect(
            (await checked(formFor(project, {outcome_event: "upgrade_started"}), {only: ["outcome"]}))
                .outcome,
        ).toBe("ok upgrade_started occurred 1 time in the last 180 days.")
        expect(await writesOf(project)).toBe(0)
    })

    it("that are all off are told once", async () => {
        const project = await testProject()
        const lines = await checked(formFor(project, {}, {signals: onlySignals({})}), {only: ["data"]})
        expect(lines.data).toBe("warn All signals are switched off in More settings.")
    })
})

describe("the signing keys", () => {
    const key = async (former: string[]) =>
        (
            await checked(formFor(await testProject(), {}, {former_public_keys: former}), {
                only: ["signing_key"],
            })
        ).signing_key
    const other = keyPairOf(new Uint8Array(32).fill(9)).publicKey

    it("former ones are well formed, or named by position", async () => {
        expect(await key([])).toMatch(/^ok Readable, named [\w-]{12}\.$/)
        expect(await key([other])).toMatch(/^ok Readable, named [\w-]{12}; 1 former key is still believed\.$/)
        expect(await key([other, "not a key"])).toBe(
            "fail Entry 2 of former_public_keys in More settings is not a public key. Paste the public key as `beton keygen` printed it.",
        )
        expect(await key([configOf(formFor(await testProject())).keys.publicKey])).toMatch(
            /^fail former_public_keys in More settings lists the current key/,
        )
    })
})

describe("the last run", () => {
    let project: TestProject
    beforeAll(async () => {
        project = await testProject()
    })
    const lastRun = async (settings = {}, more = {}) =>
        (await checked(formFor(project, more, settings), {only: ["last_run"]})).last_run
    const write = async (hoursAgo: number, form = formFor(project), change = {}) => {
        const at = new Date(Date.parse(AS_OF) - hoursAgo * HOUR_MS).toISOString()
        const event = runCompletedEvent(
            {
                schema_version: 1,
                run_id: "0c0ffee0-0000-5000-8000-000000000000",
                as_of: at,
                started_at: at,
                finished_at: at,
                partial: false,
                accounts_active: 5,
                accounts_emitted: 3,
                events_written: 3,
                signals: [],
                held: {},
                distrusted_events: {},
                routing: {
                    state: "off",
                    reason: "",
                    would_route: 0,
                    created: 0,
                    updated: 0,
                    skipped: {},
                    failed: 0,
                },
                coverage: {events: 1, persons: 1},
                queries: 14,
                problems: [],
                ...change,
            },
            writerOf(configOf(form)),
        )
        await clientOf(form).capture(project.apiToken, [event])
    }

    it("is not missed before the first one", async () => {
        expect(await lastRun()).toBe("ok No run yet.")
    })

    it("of somebody else counts for nothing", async () => {
        const foreign = {signing_key: keyPairOf(new Uint8Array(32).fill(5)).privateKey}
        await write(1, formFor(project, foreign))
        expect(await lastRun()).toBe(
            "warn No run yet that this signing key signed; 1 summary of others is ignored. If the signing key was replaced, add its public key to former_public_keys in More settings.",
        )
        const former = keyPairOf(new Uint8Array(32).fill(5)).publicKey
        expect(await lastRun({former_public_keys: [former]})).toBe(
            "ok The last run finished 1 hour ago: 3 accounts written, 14 queries.",
        )
    })

    it("is late after 26 hours", async () => {
        await write(40)
        expect(await lastRun()).toBe(
            "warn The last run finished 40 hours ago; one a day is expected. Check that the app or the runner is still started, and its log.",
        )
        await write(26)
        expect(await lastRun()).toBe("ok The last run finished 26 hours ago: 3 accounts written, 14 queries.")
    })

    it("without a signal says which and why", async () => {
        const signals = [
            {
                type: "usage_spike",
                state: "failed",
                reason: "PostHog refused the request: no such column.",
                active: 0,
                fired: 0,
            },
        ]
        await write(2, formFor(project), {partial: true, signals})
        expect(await lastRun()).toBe(
            "warn The last run finished 2 hours ago, without usage_spike (PostHog refused the request: no such column.)",
        )
    })
})
