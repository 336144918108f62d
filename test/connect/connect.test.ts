import {existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {parseConfig} from "@beton/posthog-app/config/config"
import type {RunReport} from "@beton/posthog-app/steps/dry-report"
import {keyPairOf} from "@beton/shared/events/signing"

import {UsageError} from "../../scripts/cli/errors"
import type {ConnectActions} from "../../scripts/connect/actions"
import type {Ask} from "../../scripts/connect/ask"
import {connect, type ConnectOptions} from "../../scripts/connect/connect"
import {leaksIn} from "../app/support/leaks"
import {POSTHOG_SCOPES, testProject} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire, type Wire} from "../app/support/wire"
import {askPerson, person, unattended} from "./scripted"
import {wiredHost, writesOf} from "./support"

const SEED = new Uint8Array(32).fill(7)

let world: StoryWorld
let crmSince: number
let dir: string
let file: string
beforeAll(async () => {
    world = await storyWorld("micro")
    crmSince = await world.crm.mark()
})
afterAll(async () => expect(await writesOf(world.project, world.crm, crmSince)).toBe(0))
beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-connect-"))
    file = path.join(dir, "beton.config.json")
})
afterEach(() => rmSync(dir, {recursive: true, force: true}))

const setUp = (ask: Ask, more: Partial<ConnectOptions> = {}, wire: Wire = openWire()) =>
    connect({
        ask,
        host: wiredHost(wire),
        file,
        attioUrl: world.crm.url,
        seed: () => SEED,
        actions: null,
        ...more,
    })
const written = () => JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>
const answers = (more: Record<string, string> = {}) => ({
    address: world.project.url,
    key: world.project.key,
    project: String(world.project.id),
    ...more,
})

describe("unattended, on the story", () => {
    it("proposes the company group, its domain, the subscription and the story's own properties", async () => {
        const said: string[] = []
        const wire = openWire()
        const connected = await setUp(unattended(answers({attio: world.crm.token}), {said}), {}, wire)
        expect(said.join("\n")).toBe(
            `PostHog accepts the key "Beton".
Project "Production" (${world.project.id}), time zone Europe/Berlin.

Counting what could stand for an account …
What is an account in your product? group:company
  12 accounts in 30 days: 98 % of 1,950 events and 100 % of 76 people.
Which property holds the company's web domain? domain
  12 of 12 groups have a web domain there (100 %).

Counting events that could mark a conversion or feed a signal …
Which event marks a won customer? subscription_started
  1 account, 1 time in 180 days.

What the signals can read:
  Usage spike, Feature adoption and Team growth: the activity of accounts.
  Billing intent: plan_upgrade_clicked (7 times, 5 accounts), checkout_started (6 times, 3 accounts) in 180 days.
  Support engagement: intercom_message_sent (141 times, 10 accounts), intercom_conversation_started (51 times, 10 accounts) in 180 days.
  Pricing interest: pages with "/plans" (24 views), "pricing" (18 views) in 30 days.
  Close to plan limit: api_calls_used of api_calls_limit (reported 207 and 143 times).
  Trial expiring: trial_ends_at (reported 3 times).
"Close to plan limit" goes by other names here than usual. Set them as found? yes
Attio API token: Attio accepts the token of the workspace "sandbox".
Attio deals: The deals object is on.
Your team in Attio writes from lumenboard.example. Never send accounts of that domain to the CRM? yes

${file} will say:
  PostHog           ${world.project.url}, project ${world.project.id}
  Account           group:company
  Domain property   domain
  Conversion event  subscription_started
  Threshold         60 of 100
  Daily run         06:00 UTC
  CRM               Attio
  Routing           off, until you switch it on
  Signing key       a new one
It holds keys: only you can read it, and it belongs in no repository.
Write ${file}? yes
${file} is written.
Connect check: Nothing to fix; 1 note.
note  Routing: Off until you switch it on. Runs say what they would send; read such a dry run, then set Routing to on.`,
        )
        expect(written()).toEqual({
            posthog_host: world.project.url,
            posthog_key: world.project.key,
            posthog_project: String(world.project.id),
            account: "group:company",
            domain_property: "domain",
            outcome_event: "subscription_started",
            attio_token: world.crm.token,
            routing_confirmed: "off",
            signing_key: keyPairOf(SEED).privateKey,
            settings: {
                attio_url: world.crm.url,
                internal_domains: ["lumenboard.example"],
                signals: {
                    limit_approaching: {usage_property: "api_calls_used", limit_property: "api_calls_limit"},
                },
            },
        })
        expect(parseConfig(written()).ok).toBe(true)
        expect(statSync(file).mode & 0o777).toBe(0o600)
        const secrets = {
            "PostHog key": world.project.key,
            "Attio token": world.crm.token,
            "signing key": keyPairOf(SEED).privateKey,
        }
        const shown = {
            said: said.join("\n"),
            result: JSON.stringify(connected),
            urls: wire.sent.map(({url}) => url).join("\n"),
        }
        expect(leaksIn(shown, secrets)).toEqual([])
        // Set-up looks, and looks little: its own queries and those of the check.
        expect(wire.sent.filter(({url}) => url.endsWith("/query/")).length).toBeLessThanOrEqual(20)
    })

    it("takes what is given, without a CRM", async () => {
        await setUp(unattended(answers({account: "email", outcome: "none", sources: "no"})), {
            signingKey: keyPairOf(new Uint8Array(32).fill(8)).privateKey,
        })
        expect(written()).toMatchObject({
            account: "email",
            domain_property: "account",
            outcome_event: "",
            attio_token: "",
            settings: {attio_url: world.crm.url},
            signing_key: keyPairOf(new Uint8Array(32).fill(8)).privateKey,
        })
        expect(written().settings).not.toHaveProperty("signals")
    })

    const refused: [string, () => Promise<Record<string, string>>, string][] = [
        ["a key that PostHog does not know", async () => ({key: "phx_unknown"}),
            "--key: PostHog does not accept the personal API key. Check the key, and that it belongs to this region's address."],
        ["a project key", async () => ({key: "phc_public"}),
            "--key: PostHog personal API key is a project key (phc_), which can only send events. Paste a personal API key (phx_)."],
        ["a key without two scopes", async () => ({key: await world.project.admin.createPersonalKey({scopes: POSTHOG_SCOPES.slice(0, 3)})}),
            "--key: The personal API key lacks the scope event_definition:read. Add it to the key in PostHog.\nThe personal API key lacks the scope property_definition:read. Add it to the key in PostHog."],
        ["an address nobody answers at", async () => ({address: "http://127.0.0.1:1"}),
            "--address: PostHog could not be reached. Check the address http://127.0.0.1:1."],
        ["an address that is none", async () => ({address: "posthog"}),
            '--address posthog: PostHog address must be an address like https://us.posthog.com, without a path; it is "posthog".'],
        ["a group type that is not there", async () => ({account: "group:team"}),
            '--account: What an account is: the project has no group type "team". It has: company.'],
        ["an account that is no expression", async () => ({account: "company"}),
            '--account company: What an account is must be group:<group type>, person:<person property> or email; it is "company".'],
        ["a token that Attio does not know", async () => ({attio: "nonsense"}),
            "--attio: Attio API token: It is no longer valid. Create a new one in Attio and paste it."],
    ] // prettier-ignore

    it.each(refused)("%s ends it with a sentence, and nothing is written", async (_what, change, message) => {
        const more = await change()
        await expect(setUp(unattended({...answers(), ...more}))).rejects.toEqual(new UsageError(message))
        expect(existsSync(file)).toBe(false)
    })

    it("a project that the key does not see is named with those it sees", async () => {
        const other = await testProject({name: "Staging"})
        const scoped = await world.project.admin.createPersonalKey({
            scopes: POSTHOG_SCOPES,
            scopedTeams: [other.id],
        })
        await expect(setUp(unattended(answers({key: scoped})))).rejects.toThrow(
            `--project ${world.project.id}: the key sees no such project. It sees ${other.id} (Staging).`,
        )
    })

    it("without a key says where it is expected", async () => {
        const ask = unattended({address: world.project.url}, {hints: {key: "BETON_POSTHOG_KEY"}})
        await expect(setUp(ask)).rejects.toEqual(
            new UsageError(
                '"Personal API key:" cannot be asked here, because this is no terminal. Set BETON_POSTHOG_KEY.',
            ),
        )
    })

    it("without --yes says which option would answer", async () => {
        const ask = unattended(answers(), {yes: false, hints: {account: "--account"}})
        await expect(setUp(ask)).rejects.toThrow(
            '"What is an account in your product?" cannot be asked here, because this is no terminal. Set --account, or use --yes to take what is proposed.',
        )
    })
})

describe("a person", () => {
    it("mends an address and a key, and chooses something else than proposed", async () => {
        const scopes = POSTHOG_SCOPES.filter((scope) => scope !== "group:read")
        const lacking = await world.project.admin.createPersonalKey({scopes})
        const key = await world.project.admin.createPersonalKey({
            scopes: POSTHOG_SCOPES,
            scopedTeams: [world.project.id],
        })
        const who = person([
            {at: "Where is your PostHog?", answer: "own"},
            {at: "Its address:", answer: "posthog.acme.example/login"},
            {at: "Its address:", answer: "http://127.0.0.1:1"},
            {at: "Personal API key:", answer: "phc_wrong_kind"},
            {at: "Personal API key:", answer: lacking},
            {at: "Where is your PostHog?", answer: "own"},
            {at: "Its address:", answer: world.project.url},
            {at: "Scopes can be added", answer: "same"},
            {at: "Scopes can be added", answer: "other"},
            {at: "Personal API key:", answer: "phx_unknown"},
            {at: "Personal API key:", answer: key},
            {at: "What is an account", answer: "other"},
            {at: "Name of the person property:", answer: "company"},
            {at: "Which event marks", answer: "other"},
            {at: "Name of the event:", answer: "stripe_invoice_paid"},
            {at: "Attio API token", answer: "nonsense"},
            {at: "Attio API token", answer: ""},
            {at: `Write ${file}?`, answer: false},
        ])
        const connected = await setUp(askPerson(who))
        who.done()
        const seen = who.seen.join("\n")
        expect(connected.written).toBe(false)
        expect(existsSync(file)).toBe(false)
        expect(connected.settings).toMatchObject({
            account: "person:company",
            domain_property: "account",
            outcome_event: "stripe_invoice_paid",
        })
        for (const sentence of [
            "! PostHog address must be an address like https://us.posthog.com, without a path",
            "! PostHog personal API key is a project key (phc_)",
            "PostHog could not be reached. Check the address http://127.0.0.1:1.",
            `Make one at ${world.project.url}/settings/user-api-keys`,
            "The personal API key lacks the scope group:read. Add it to the key in PostHog.",
            "PostHog does not accept the personal API key.",
            "It is no longer valid. Create a new one in Attio and paste it.",
            "Nothing was written.",
        ])
            expect(seen).toContain(sentence)
        // One project, so nothing to choose.
        expect(seen).not.toContain("Which project?")
        for (const secret of [lacking, key, "phc_wrong_kind"]) expect(seen).not.toContain(secret)
    })

    it("is asked before the key goes to the other region", async () => {
        const wire = openWire()
        wire.before = async ({url}) =>
            url.startsWith("https://us.posthog.com")
                ? {
                      status: 401,
                      text: '{"type": "authentication_error", "code": "authentication_failed", "detail": "Invalid personal API key."}',
                  }
                : {status: 503, text: "<html>Unavailable</html>"}
        const who = person([
            {at: "Where is your PostHog?", answer: "https://us.posthog.com"},
            {at: "Personal API key:", answer: "phx_from_the_eu"},
            {at: "What now?", answer: "other"},
        ])
        await expect(setUp(askPerson(who), {}, wire)).rejects.toThrow('Asked "Where is your PostHog?"')
        expect(who.seen.join("\n")).toContain("a key made at https://eu.posthog.com is unknown here")
        expect(wire.sent.map(({url}) => new URL(url).host)).toEqual(["us.posthog.com", "eu.posthog.com"])
    })

    it("keeps the signing key, the keys and the further settings of a file that is replaced", async () => {
        const old = keyPairOf(new Uint8Array(32).fill(1)).privateKey
        const before = {
            posthog_host: world.project.url,
            posthog_key: world.project.key,
            posthog_project: String(world.project.id),
            account: "group:company",
            threshold: "70",
            attio_token: world.crm.token,
            routing_confirmed: "on",
            signing_key: old,
            settings: JSON.stringify({
                attio_url: world.crm.url,
                min_coverage: 0.5,
                signals: {usage_spike: {base: 10}},
            }),
        }
        writeFileSync(file, JSON.stringify(before))
        const who = person([
            {at: "exists. Replace its answers?", answer: true},
            {at: "Where is your PostHog?", answer: "own"},
            {at: "Its address:", answer: world.project.url},
            {at: "Personal API key (empty: the one in the file):", answer: ""},
            {at: "Which project?", answer: String(world.project.id)},
            {at: "What is an account", answer: "group:company"},
            {at: "Which property", answer: "domain"},
            {at: "Which event", answer: "none"},
            {at: "Set them as found?", answer: true},
            {at: "Attio API token (empty: the one in the file):", answer: ""},
            {at: "Your team in Attio writes from lumenboard.example", answer: false},
            {at: "Write", answer: true},
        ])
        await setUp(askPerson(who))
        who.done()
        expect(written()).toEqual({
            ...before,
            domain_property: "domain",
            outcome_event: "",
            settings: {
                attio_url: world.crm.url,
                min_coverage: 0.5,
                signals: {
                    usage_spike: {base: 10},
                    limit_approaching: {usage_property: "api_calls_used", limit_property: "api_calls_limit"},
                },
            },
        })
    })
})

describe("an existing file", () => {
    it("is never replaced without being asked for, and another account switches routing off", async () => {
        const form = {...world.form, routing_confirmed: "on", account: "email"}
        writeFileSync(file, JSON.stringify(form))
        const ask = (more = {}) =>
            unattended(answers({attio: world.crm.token, ...more}), {hints: {overwrite: "--overwrite"}})
        await expect(setUp(ask())).rejects.toEqual(
            new UsageError(
                `${file} exists. Replace its answers? Its signing key and further settings are kept. Say so with --overwrite.`,
            ),
        )
        await expect(setUp(ask({overwrite: "no"}))).rejects.toThrow("the file exists and stays as it is")
        expect(written()).toEqual(form)
        await setUp(ask({overwrite: "yes"}))
        expect(written()).toMatchObject({
            account: "group:company",
            routing_confirmed: "off",
            signing_key: world.form.signing_key,
        })
    })

    it("of somebody else is left alone", async () => {
        for (const text of ["not JSON", '{"name": "my-app"}', "[]"]) {
            writeFileSync(file, text)
            await expect(setUp(unattended(answers({overwrite: "yes"})))).rejects.toThrow(
                `--config ${file}: the file is no configuration of Beton. Choose another name.`,
            )
            expect(readFileSync(file, "utf8")).toBe(text)
        }
        await expect(setUp(unattended(answers()), {file: dir})).rejects.toThrow(
            "this is a folder. Name a file.",
        )
    })

    it("cannot be written into a folder that is not there", async () => {
        const nowhere = path.join(dir, "none", "beton.config.json")
        await expect(setUp(unattended(answers()), {file: nowhere})).rejects.toThrow(
            `${nowhere} cannot be written (ENOENT). Choose another place with --config.`,
        )
    })
})

describe("backfill and dry run", () => {
    const report = (change: Partial<RunReport>): RunReport => ({
        kind: "now",
        dry: true,
        run_id: "r",
        as_of: "2026-10-05T06:00:00.000Z",
        events: 0,
        found: 0,
        from: "2026-07-07T06:00:00.000Z",
        to: "2026-10-05T06:00:00.000Z",
        fired: {},
        accounts_active: 5,
        signals: [],
        routing: {state: "dry_run", reason: "", candidates: 0, create: 2, update: 0, annotate: 1, unchanged: 0, skipped: {}, failed: 0, fit: [], thresholds: [], advice: [], missing: [], accounts: []},
        queries: 9,
        problems: [],
        ...change,
    }) // prettier-ignore
    const actions = (firings: number, called: string[]): ConnectActions => ({
        previewBackfill: async (of) => (called.push(`preview ${of}`), report({kind: "backfill", events: firings, found: firings})),
        backfill: async (of) => (called.push(`backfill ${of}`), report({kind: "backfill", dry: false, events: firings, found: firings})),
        dryRun: async (of) => (called.push(`dry run ${of}`), report({events: 5, found: 5})),
    }) // prettier-ignore
    const offered = async (firings: number, more: Record<string, string>) => {
        const called: string[] = []
        const said: string[] = []
        const connected = await setUp(unattended(answers(more), {said}), {actions: actions(firings, called)})
        return {called, said: said.join("\n"), connected}
    }

    it("are offered with their number and cost, and taken with --yes", async () => {
        const {called, said, connected} = await offered(312, {})
        expect(called).toEqual([`preview ${file}`, `backfill ${file}`, `dry run ${file}`])
        expect(said).toContain(
            "312 firings from 2026-07-07 to 2026-10-05 would be written as events, marked as replayed",
        )
        expect(said).toContain(
            "Finding them took 9 queries. Each firing counts as one event of your PostHog plan",
        )
        expect(said).toContain("Write them? yes")
        expect(said).toContain("312 firings from 2026-07-07 to 2026-10-05 were written")
        expect(said).toContain("Beton would create 2 deals, refresh 0 and annotate 1 of another source.")
        expect([connected.backfill?.events, connected.dryRun?.events]).toEqual([312, 5])
    })

    it("can be declined, and a backfill of nothing is not offered", async () => {
        expect((await offered(312, {backfill: "no"})).called).toEqual([`preview ${file}`, `dry run ${file}`])
        rmSync(file)
        const nothing = await offered(0, {})
        expect(nothing.called).toEqual([`preview ${file}`, `dry run ${file}`])
        expect(nothing.said).toContain("No signal fired, so there is nothing to fill in.")
    })

    it("wait until what the check found is fixed", async () => {
        const called: string[] = []
        const wire = openWire()
        wire.before = async ({url}) => (url.endsWith("/batch/") ? {status: 404, text: ""} : undefined)
        const connected = await setUp(unattended(answers()), {actions: actions(1, called)}, wire)
        expect(connected.checks.filter(({state}) => state === "fail").map(({id}) => id)).toEqual([
            "ingestion",
        ])
        expect(called).toEqual([])
    })
})
