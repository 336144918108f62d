import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {readAuditLog} from "@beton/posthog-app/attio/audit-log"
import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {runCli} from "../../scripts/cli/run"
import {shownAccount, shownValue} from "../../scripts/fields/print"
import {appHost} from "../app/support/app-host"
import {type CrmRecord, openCrm, type TestCrm, valueOf} from "../app/support/crm"
import {
    clientOf,
    configOf,
    formFor,
    onlySignals,
    type TestProject,
    testProject,
    WAKE,
} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"

jest.setTimeout(60_000)

const HOUR_MS = 3_600_000
const GONE = "00000000-0000-4000-8000-000000000000"

let project: TestProject
let crm: TestCrm
let dir: string
/** Ids of what the CRM has: companies with and without an account, and their deals. */
let ids: Record<"acme" | "beta" | "stranger" | "deal" | "closed" | "loose", string>
beforeAll(() => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
    dir = mkdtempSync(path.join(tmpdir(), "beton-fields-"))
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))
beforeEach(async () => {
    jest.spyOn(Date, "now").mockImplementation(movingClock())
    project = await testProject({now: new Date(WAKE + 2 * HOUR_MS).toISOString()})
    await checkoutAccounts(project, ["acme", "beta"])
    crm = await openCrm()
    const {admin, workspaceId} = crm
    const [acme = "", beta = "", stranger = ""] = await admin.seedRecords(workspaceId, "companies", [
        {values: {name: "Acme", domains: ["acme.example"]}},
        {values: {name: "Beta", domains: ["beta.example"]}},
        {values: {name: "Stranger", domains: ["stranger.example"]}},
    ])
    const deal = (stage: string, company?: string) => ({
        values: {
            name: "Rollout",
            stage,
            owner: "mo@vendor.example",
            ...(company === undefined
                ? {}
                : {associated_company: {target_object: "companies", target_record_id: company}}),
        },
    })
    const [open = "", closed = "", loose = ""] = await admin.seedRecords(workspaceId, "deals", [
        deal("In Progress", acme),
        deal("Lost", beta),
        deal("Lead"),
    ])
    ids = {acme, beta, stranger, deal: open, closed, loose}
})
afterEach(() => jest.restoreAllMocks())

/** A clock that goes on from an hour after the run. */
function movingClock(): () => number {
    const started = performance.now()
    return () => Math.floor(WAKE + HOUR_MS + performance.now() - started)
}

const form = (routing: object = {}, more: object = {}) =>
    formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", ...more},
        {attio_url: crm.url, outcomes: {from: "off"}, signals: onlySignals({billing_intent: {}}), routing},
    )

async function beton(command: string, given: object, ...more: string[]) {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(given))
    const out: string[] = []
    const err: string[] = []
    const since = await crm.mark()
    const code = await runCli([command, "--config", file, ...more], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    return {code, out: out.join(""), err: err.join(""), writes: await crm.writes(since)}
}
const record = async (object: string, id: string) =>
    ((await crm.admin.records(crm.workspaceId, object)) as CrmRecord[]).find((one) => one.id.record_id === id)
async function auditLog() {
    const range = {from: "2026-10-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z", createdOnly: false}
    const log = await readAuditLog(clientOf(form()), configOf(form()), range)
    if (!log.ok) throw new Error(log.failure.message)
    expect(log.value.distrusted).toBe(0)
    return log.value.writes
}
/** Writes as another tool would: with a token, not as a person. */
async function byTool(object: string, id: string, values: object): Promise<void> {
    const answer = await fetch(`${crm.url}/v2/objects/${object}/records/${id}`, {
        method: "PATCH",
        headers: {authorization: `Bearer ${crm.token}`, "content-type": "application/json"},
        body: JSON.stringify({data: {values}}),
    })
    if (!answer.ok) throw new Error(await answer.text())
}
const attribute = (object: string, title: string, type: "number" | "text" | "timestamp") =>
    crm.admin.createAttribute(crm.workspaceId, object, {
        title,
        api_slug: title.toLowerCase().replaceAll(" ", "_"),
        type,
    })

describe("the mapping", () => {
    it("shows what is, proposes what could be with reason and confidence, and what would be created", async () => {
        await attribute("companies", "Health score", "number")
        await attribute("companies", "Lead score", "number")
        await attribute("companies", "Last signal", "timestamp")
        await byTool("companies", ids.acme, {health_score: 62})
        await byTool("companies", ids.beta, {health_score: 8})
        await crm.admin.editRecord(crm.workspaceId, "companies", ids.acme, {lead_score: 90})
        const {code, out, writes} = await beton("fields", form({fields: {companies: {link: null}}}))
        expect([code, writes]).toEqual([0, 0])
        const [deals = "", companies = ""] = out.split("\n\n")
        expect(deals).toContain("Deals (routing.fields.deals; the newest 3 looked at)")
        expect(deals).toContain(
            "  Lead Score (score): pql_score, Beton's own, not there yet\n    proposed: create pql_score, confidence high. No attribute is called like it.",
        )
        expect(deals).toContain(`  The first routing creates ${BETON_FIELDS.map(({slug}) => slug).join(", ")}.`)
        expect(companies).toContain(
            '    proposed: health_score, confidence high. "Health score" is called like it, and holds numbers: its 2 values lie between 8 and 62.',
        )
        expect(companies).toContain("    proposed: last_signal, confidence high.")
        expect(companies).toContain("  Beton Link (link): not written (the settings leave it out)")
        expect(companies).toContain(
            "  To use the proposals, set:\n    routing.fields.companies.score = health_score\n    routing.fields.companies.last_signal_at = last_signal",
        )
        await attribute("deals", "Lead score", "number")
        await crm.admin.editRecord(crm.workspaceId, "deals", ids.deal, {lead_score: 90})
        expect((await beton("fields", form())).out).toContain(
            'proposed: create pql_score, confidence medium. Nothing fits: "Lead score" is filled by people (1 of 1 values looked at).',
        )
    }) // prettier-ignore

    it("says what is wrong with it, as JSON too", async () => {
        const fields = {deals: {score: "owner", signals: "nowhere", scroe: "x"}}
        const {code, out} = await beton("fields", form({fields}))
        expect(code).toBe(0)
        expect(out).toContain("  routing.fields.deals.scroe is no field of Beton.")
        expect(out).toMatch(/Lead Score \(score\): owner, chosen in the settings, cannot be written\. The deal attribute "owner"/)
        expect(out).toContain('The deal attribute "nowhere" for "PQL signals" does not exist. Correct routing.fields.deals.signals.')
        const json = JSON.parse((await beton("fields", form({company_fields: false}), "--json")).out) as {objects: {off: string | null}[]}
        expect(json.objects.map(({off}) => off)).toEqual([null, "With your settings Beton writes no fields to companies (routing.company_fields)."])
        await crm.admin.setDealsEnabled(crm.workspaceId, false)
        expect((await beton("fields", form())).out).toContain("Deals: The deals object is switched off in Attio.")
    }) // prettier-ignore
})

describe("the preview", () => {
    it("shows each field before and after, by domain and by id, and writes nothing", async () => {
        await attribute("companies", "Health score", "number")
        await byTool("companies", ids.acme, {health_score: 20})
        const fields = {companies: {score: "health_score", quiet_since: null}}
        const {code, out, writes} = await beton("fields", form({fields}), "--preview", "https://www.acme.example/")
        expect([code, writes]).toEqual([0, 0])
        expect(out).toContain(`The company ${ids.acme} shows the account acme: score 45 of 100, hot, as of 2026-10-05T07:05:00.000Z.`)
        expect(out).toContain("  Lead Score (health_score): 20 → 45\n  Lead Score Change (pql_score_change): empty → 25")
        expect(out).toContain("  PQL signals (pql_signals): empty → billing_intent")
        expect(out).toContain("  Quiet since (left out): not written (the settings leave it out)")
        expect(out).toContain("  PQL track record (pql_track_record): nothing is known to write yet")
        expect(out).toContain("  Would be created first: pql_score_change, pql_signals,")
        expect(out).toContain("Beton has not written to this company yet: it does when it routes the account.\nNothing was written.")
        const deal = await beton("fields", form(), "--preview", ids.deal)
        expect(deal.out).toContain(`The deal ${ids.deal} shows the account acme: score 45 of 100, hot`)
        expect(await auditLog()).toEqual([])
    }) // prettier-ignore

    it("says the same as the daily run writes, and that it is up to date afterwards", async () => {
        const before = JSON.parse((await beton("fields", form(), "--preview", ids.deal, "--json")).out) as {
            fields: {slug: string; after: unknown; outcome: string}[]
        }
        const host = appHost({config: form(), clock: {now: WAKE}, wire: openWire()})
        await host.day()
        expect(host.errors).toEqual([])
        const written = await record("deals", ids.deal)
        const compared = before.fields.filter(
            ({slug, outcome}) => outcome === "write" && !["pql_checked_at", "pql_last_signal_at"].includes(slug),
        )
        expect(compared.length).toBeGreaterThan(6)
        for (const {slug, after} of compared) expect([slug, valueOf(written, slug)]).toEqual([slug, after])
        const again = await beton("fields", form(), "--preview", ids.deal)
        expect(again.out).toContain("  Lead Score (pql_score): 45, stays")
        expect(again.out).toContain("The next daily run would leave the record as it is")
    }) // prettier-ignore

    it("never shows what a person wrote", async () => {
        await beton("fields", form(), "--test", ids.acme, "--yes")
        await crm.admin.editRecord(crm.workspaceId, "companies", ids.acme, {pql_why_now: "Ask Jo at home"})
        for (const more of [[], ["--json"]]) {
            const {out} = await beton("fields", form(), "--preview", ids.acme, ...more)
            expect(out).toMatch(/a person wrote the value, so it stays|"kept"/)
            expect(out).not.toContain("Jo at home")
        }
    })
})

it("no e-mail address is shown, wherever a key contains one", () => {
    expect(shownAccount("jo.doe@customer.example")).toBe("…@customer.example")
    expect(shownValue("https://eu.posthog.example/groups/0/jo.doe%40customer.example")).toBe(
        "https://eu.posthog.example/groups/0/…%40customer.example",
    )
    expect(shownValue(["a@b.example", 3, "acme"] as never)).toEqual(["…@b.example", 3, "acme"])
})

describe("the test sync", () => {
    it("without --yes only says what it would do", async () => {
        const {code, out, writes} = await beton("fields", form(), "--test", ids.acme)
        expect([code, writes]).toEqual([0, 0])
        expect(out).toContain(
            "Nothing was written.\nAdd --yes to write these fields once and read them back.",
        )
    })

    it("writes once, reads back, is in the audit log, and can be taken back", async () => {
        await attribute("companies", "Health score", "number")
        await byTool("companies", ids.acme, {health_score: 20})
        const settings = form({fields: {companies: {score: "health_score"}}})
        const {code, out} = await beton("fields", settings, "--test", ids.acme, "--yes")
        expect([code, out]).toEqual([0, expect.stringContaining(`The fields of the company ${ids.acme} were written once, for the account acme.`)])
        expect(out).toContain("  Lead Score (health_score) stands: 45")
        expect(out).toContain("Every value stands.\nFrom now on the daily run keeps this company up to date.")
        expect(valueOf(await record("companies", ids.acme), "health_score")).toBe(45)
        const [entry, ...others] = await auditLog()
        expect(others).toEqual([])
        expect(entry).toMatchObject({account: "acme", content: {object: "companies", record_id: ids.acme, action: "annotated"}})
        expect(entry?.content.before).toMatchObject({health_score: 20, pql_state: null, beton_account: null})
        expect(entry?.content.after).toMatchObject({health_score: 45, pql_state: "Hot", beton_account: `${project.id}:acme`})

        await crm.admin.editRecord(crm.workspaceId, "companies", ids.acme, {pql_state: "Called"})
        const run = ["--run", entry?.content.run_id ?? "", "--fields"]
        expect(await beton("undo", settings, "--run", "x", "--fields")).toMatchObject({
            code: 2,
            writes: 0,
            err: expect.stringContaining(`has nothing that a run "x" wrote`),
        })
        const plan = await beton("undo", settings, ...run)
        expect([plan.code, plan.writes]).toEqual([0, 0])
        expect(plan.out).toMatch(/can go back {3}company .* of acme: .*health_score.*; changed since, so it stays: pql_state/)
        const done = await beton("undo", settings, ...run, "--yes")
        expect(done.out).toContain("The fields of 1 record were put back.")
        const company = await record("companies", ids.acme)
        const shown = ["health_score", "pql_signals", "beton_account", "pql_state"].map((slug) => valueOf(company, slug))
        expect(shown).toEqual([20, undefined, undefined, "Called"])
        const more = await beton("undo", settings, ...run, "--yes")
        expect([more.code, more.writes]).toEqual([0, 0])
        expect(more.out).toContain("The fields of 0 records were put back.")
    }) // prettier-ignore

    it("several choices go back to what they were, not beside it", async () => {
        const several = {title: "Buying signals", api_slug: "buying_signals", type: "select", is_multiselect: true, options: ["Met at a fair"]} as const
        await crm.admin.createAttribute(crm.workspaceId, "companies", {...several, options: [...several.options]})
        await byTool("companies", ids.acme, {buying_signals: ["Met at a fair"]})
        const settings = form({fields: {companies: {signals: "buying_signals"}}})
        await beton("fields", settings, "--test", ids.acme, "--yes")
        const chosen = async () =>
            (await record("companies", ids.acme))?.values.buying_signals?.map(({option}) => (option as {title: string}).title)
        expect(await chosen()).toEqual(["billing_intent"])
        const [entry] = await auditLog()
        await beton("undo", settings, "--run", entry?.content.run_id ?? "", "--fields", "--yes")
        expect(await chosen()).toEqual(["Met at a fair"])
    }) // prettier-ignore

    it("what a later write changed is not put back", async () => {
        await beton("fields", form(), "--test", ids.acme, "--yes")
        const [entry] = await auditLog()
        await byTool("companies", ids.acme, {pql_score: 10})
        await beton("undo", form(), "--run", entry?.content.run_id ?? "", "--fields", "--yes")
        const company = await record("companies", ids.acme)
        expect(["pql_score", "pql_state"].map((slug) => valueOf(company, slug))).toEqual([10, undefined])
    })

    it("with a signal that could not be computed nothing is written, and the preview says so", async () => {
        // The questions before it ask for the account, events, coverage and the warehouse.
        const refusedOnce = () =>
            project.admin.setFaults([{path: "/query/", nth: 5, count: 1, effect: {kind: "status", status: 400}}], project.id)
        await refusedOnce()
        const seen = await beton("fields", form(), "--preview", ids.acme)
        expect(seen.out).toMatch(/could not be computed: .* The score may be too low\./)
        await refusedOnce()
        const {code, err, writes} = await beton("fields", form(), "--test", ids.acme, "--yes")
        await project.admin.setFaults([], project.id)
        expect([code, writes]).toEqual([1, 0])
        expect(err).toContain("A score that may be too low is not written as a test.")
    }) // prettier-ignore

    it("a lost answer is looked up instead of written twice", async () => {
        await beton("fields", form(), "--test", ids.beta, "--yes")
        await crm.admin.setFaults([{path: "records", method: "PATCH", count: 1, effect: {kind: "lost-response"}}], crm.workspaceId)
        const {code, out, err} = await beton("fields", form(), "--test", ids.acme, "--yes")
        expect([code, err]).toEqual([0, expect.not.stringContaining("not known")])
        expect(out).toContain("Every value stands.")
        expect((await auditLog()).map(({account}) => account).sort()).toEqual(["acme", "beta"])
    }) // prettier-ignore

    it("a write that cannot be put into the audit log is taken back", async () => {
        await project.admin.setFaults([{path: "/batch/", effect: {kind: "status", status: 400}}], project.id)
        const {code, err} = await beton("fields", form(), "--test", ids.acme, "--yes")
        await project.admin.setFaults([], project.id)
        expect(code).toBe(1)
        expect(err).toContain("The write could not be put into the audit log, so the record says again what it said before.")
        const company = await record("companies", ids.acme)
        expect(["pql_score", "pql_state", "beton_account"].map((slug) => valueOf(company, slug))).toEqual([undefined, undefined, undefined])
    }) // prettier-ignore
})

describe("what is refused", () => {
    it.each<[what: string, args: () => string[], code: number, message: string]>([
        ["both at once", () => ["--preview", ids.acme, "--test", ids.acme], 2, "Use --preview or --test, not both."],
        ["--yes alone", () => ["--yes"], 2, "--yes goes with --test: nothing else is written."],
        ["a domain to write to", () => ["--test", "acme.example"], 2, "--test takes the record id of a deal or company"],
        ["no domain", () => ["--preview", "acme"], 2, '"acme" is neither a record id nor a company\'s domain.'],
        ["a record that is gone", () => ["--preview", GONE], 1, `Attio has neither a deal nor a company with the record id ${GONE}.`],
        ["a domain nobody has", () => ["--preview", "nobody.example"], 1, "No company in Attio has the domain nobody.example."],
        ["a company without an account", () => ["--preview", ids.stranger], 1, "The company belongs to no account of your product: no account has the company's domain."],
        ["a deal without a company", () => ["--test", ids.loose, "--yes"], 1, "The deal belongs to no company, so to no account of your product."],
        ["a closed deal", () => ["--test", ids.closed, "--yes"], 1, "The deal is closed: it keeps what was so when it was closed"],
    ])("%s", async (_, args, code, message) => {
        const found = await beton("fields", form(), ...args())
        expect(found).toMatchObject({code, writes: 0, err: expect.stringContaining(message)})
        expect(found.out + found.err).not.toMatch(/[{}]|\b[45]\d\d\b/)
    }) // prettier-ignore

    it("a record of another project, an object that is not written to, no token", async () => {
        await crm.admin.createAttribute(crm.workspaceId, "companies", {title: "A", api_slug: "beton_account", type: "text"})
        await byTool("companies", ids.beta, {beton_account: "999999:beta"})
        const foreign = await beton("fields", form(), "--preview", ids.beta)
        expect(foreign.err).toContain("The company shows an account of another PostHog project; Beton leaves it to that one.")
        const off = await beton("fields", form({company_fields: false}), "--test", ids.acme, "--yes")
        expect(off).toMatchObject({code: 1, writes: 0, err: expect.stringContaining("With your settings Beton writes no fields to companies (routing.company_fields).")})
        const bare = await beton("fields", form({}, {attio_token: "", routing_confirmed: "off"}))
        expect(bare).toMatchObject({code: 2, err: expect.stringContaining("No Attio token is set (attio_token)")})
        expect(await beton("undo", form(), "--fields")).toMatchObject({code: 2, err: expect.stringContaining("--fields goes with --run")})
    }) // prettier-ignore
})
