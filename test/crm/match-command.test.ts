import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"
import type {MatchReport} from "@beton/shared/crm/match-report"

import {runCli} from "../../scripts/cli/run"
import {appHost} from "../app/support/app-host"
import {openCrm, type TestCrm} from "../app/support/crm"
import {formFor, onlySignals, type TestProject, testProject, WAKE} from "../app/support/project"
import {insertEvents, insertGroups} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"

jest.setTimeout(60_000)

/** Key → properties, and how many accounts of which fate. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    mapped: {domain: "wrong.org"},
    exact: {domain: "https://www.exact.io/about"},
    sub: {domain: "app.sub.io"},
    alias: {domain: "old-alias.com"},
    named: {name: "Zentrix GmbH"},
    bare: {},
    mail: {domain: "gmail.com"},
    own: {domain: "vendor.example"},
    twice: {name: "Doppel AG"},
    stranger: {domain: "stranger.org"},
    "jo@customer.com": {domain: "nobody-knows.org"},
}
const SETTINGS = {
    account_map: {mapped: "mapped.com"},
    domain_aliases: {"old-alias.com": "alias.com"},
    internal_domains: ["vendor.example"],
    outcomes: {from: "off"},
    signals: onlySignals({billing_intent: {}}),
}

let project: TestProject
let crm: TestCrm
let dir: string
beforeAll(async () => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
    dir = mkdtempSync(path.join(tmpdir(), "beton-match-"))
    project = await testProject()
    crm = await openCrm()
    const checkout = (account: string) => ({event: "checkout_started", account, person: `p-${account}`})
    await insertEvents(project, Object.keys(GROUPS).map(checkout))
    await insertGroups(project, GROUPS)
    const companies: Record<string, unknown>[] = [
        ...["mapped.com", "exact.io", "sub.io", "alias.com"].map((domain) => ({
            name: domain,
            domains: [domain],
        })),
        ...["Zentrix", "Doppel", "DOPPEL, ag"].map((name) => ({name})),
    ]
    const records = companies.map((values) => ({values}))
    await crm.admin.seedRecords(crm.workspaceId, "companies", records)
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))
beforeEach(() => void jest.spyOn(Date, "now").mockImplementation(movingClock()))
afterEach(() => jest.restoreAllMocks())

/** A clock that goes on from an hour after the run. */
function movingClock(): () => number {
    const started = performance.now()
    return () => Math.floor(WAKE + 3_600_000 + performance.now() - started)
}

const form = (settings: object = {}, more: object = {}) =>
    formFor(project, {attio_token: crm.token, ...more}, {attio_url: crm.url, ...SETTINGS, ...settings})

async function match(given: object, ...more: string[]) {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(given))
    const out: string[] = []
    const err: string[] = []
    const since = await crm.mark()
    const code = await runCli(["match", "--config", file, ...more], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    const requests = await crm.admin.requests({workspaceId: crm.workspaceId, since})
    return {code, out: out.join(""), err: err.join(""), requests}
}

it("before the first run there is nothing to match, and that is said", async () => {
    const {code, err} = await match(form())
    expect([code, err]).toEqual([
        1,
        expect.stringMatching(/^There is no run yet .* Start one with beton run/),
    ])
})

describe("after a run", () => {
    beforeAll(async () => {
        const host = appHost({config: form(), clock: {now: WAKE}, wire: openWire()})
        await host.day()
        expect(host.errors).toEqual([])
    })

    it("says how many are found by what, and why the others are not, in plain words", async () => {
        const {code, out, requests} = await match(form())
        expect(code).toBe(0)
        expect(out).toBe(`11 accounts known to the run of 2026-10-05 06:00 UTC.

In the CRM: 5 (45 %)
  by your own mapping: 1 (9.1 %)
  by the domain: 1 (9.1 %)
  by an alias of the domain: 1 (9.1 %)
  by the registered domain: 1 (9.1 %)
  by exactly the same name: 1 (9.1 %)

Not found: 6
  the CRM has no such company: 2 (18 %)
    Add the companies to the CRM, or let Beton do it when one is routed (routing.unresolved: "create_company"). Where the CRM knows one under another domain, name both in domain_aliases.
  several companies in the CRM fit equally well: 1 (9.1 %)
    Merge the duplicates in the CRM, or map the account to the domain that only one of them has (account_map).
  the domain is a free-mail provider's: 1 (9.1 %)
    It names no company. Have the product send the company's own domain, or map the accounts that matter (account_map).
  the domain is your own: 1 (9.1 %)
    Nothing to do: your own accounts are never routed. If a customer's domain is listed by mistake, take it out of internal_domains.
  the account has no domain: 1 (9.1 %)
    Have the product send a web domain in the property that domain_property names, use an external id (routing.external_id_attribute), or map the account (account_map).

Accounts that are not found
  bare: the account has no domain
  …@customer.com: the CRM has no such company
  mail: the domain is a free-mail provider's
  own: the domain is your own
  stranger: the CRM has no such company
  twice: several companies in the CRM fit equally well
`)
        expect(requests.filter(({kind}) => kind === "write")).toEqual([])
        expect(requests.length).toBeLessThanOrEqual(2 * Object.keys(GROUPS).length)
    })

    it("--json says the same, by account key and without anybody's address", async () => {
        const {code, out} = await match(form(), "--json")
        expect(code).toBe(0)
        const report = JSON.parse(out) as MatchReport & {scored: number}
        expect(report).toMatchObject({accounts: 11, scored: 11, matched: {accounts: 5}})
        expect(report.unresolved).toContainEqual({account: "twice", why: "ambiguous"})
        expect(out).not.toMatch(/jo@|exact\.io|Zentrix/)
    })

    it("--limit bounds the reads and says what is left out", async () => {
        const {code, out, requests} = await match(form(), "--limit", "3")
        expect(code).toBe(0)
        expect(out).toMatch(
            /^3 of 11 accounts known to the run of .*, the highest scores first \(--limit takes more\)\./,
        )
        expect(requests.length).toBeLessThanOrEqual(6)
        for (const wrong of ["0", "1.5", "x", "5001"])
            expect(await match(form(), "--limit", wrong)).toMatchObject({
                code: 2,
                err: expect.stringContaining("--limit must be a whole number from 1 to 5000."),
            })
    })

    it("a missing attribute for the external id is one sentence, and no account is looked up", async () => {
        const {code, err, requests} = await match(form({routing: {external_id_attribute: "account_id"}}))
        expect(code).toBe(1)
        expect(err.match(/Companies have no attribute/g)).toHaveLength(1)
        expect(err).toContain(
            '"account_id". Create it in Attio (text), or correct or empty routing.external_id_attribute.',
        )
        expect(requests).toHaveLength(1)
    })

    it("a busy moment of the CRM is waited for", async () => {
        await crm.admin.setFaults([{effect: {kind: "rate-limit", retryAfter: 1}, count: 1}], crm.workspaceId)
        const {code, out} = await match(form())
        expect([code, out]).toEqual([0, expect.stringContaining("In the CRM: 5 (45 %)")])
    })

    it("without a token, with a dead one, and with another signing key: each is said with its fix", async () => {
        expect(await match(form({}, {attio_token: ""}))).toMatchObject({
            code: 2,
            err: expect.stringContaining("No Attio token is set (attio_token)"),
        })
        const other = await match(form({}, {signing_key: Buffer.alloc(32, 7).toString("base64url")}))
        expect(other).toMatchObject({code: 1, err: expect.stringContaining("former_public_keys")})
        await crm.admin.revokeToken(crm.token)
        const dead = await match(form())
        expect(dead.code).toBe(1)
        expect(dead.err).toContain(
            "Attio does not accept the API token. Create a new one in Attio and paste it.",
        )
        expect(dead.err).not.toContain(crm.token)
    })
})
