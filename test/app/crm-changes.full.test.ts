import {readAuditLog} from "@beton/posthog-app/attio/audit-log"

import {startAttio} from "../../scripts/sandbox/attio"
import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "./support/app-host"
import {type CrmRecord, MEMBERS, openCrm, type TestCrm, valueOf} from "./support/crm"
import {AS_OF, ATTIO_SCOPES, clientOf, configOf, DAY_MS, formFor, onlyRun, onlySignals, type TestProject, testProject, verifiedRuns, WAKE} from "./support/project" // prettier-ignore
import {checkoutAccounts} from "./support/tiny-data"
import {openWire, type Sent} from "./support/wire"

/** Somebody changes the CRM while a run is writing to it. */
jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
let storage = memoryStorage()
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm()
    storage = memoryStorage()
    await checkoutAccounts(project, ["acme", "beta"])
    await crm.admin.seedRecords(
        crm.workspaceId,
        "companies",
        ["acme", "beta"].map((key) => ({values: {name: key, domains: [`${key}.example`]}})),
    )
})

const form = () =>
    formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on"},
        {attio_url: crm.url, signals: onlySignals({billing_intent: {}})},
    )
const patch = async (path: string, data: object): Promise<void> => {
    const answer = await fetch(`${crm.url}/v2/objects/${path}`, {
        method: "PATCH",
        headers: {authorization: `Bearer ${crm.token}`, "content-type": "application/json"},
        body: JSON.stringify({data}),
    })
    expect(answer.status).toBe(200)
}
/** A run in which something happens right before the first request of a kind. */
const day = async (days: number, at?: (sent: Sent) => boolean, happens?: () => Promise<void>) => {
    const now = new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString()
    await project.admin.updateProject(project.id, {now})
    const wire = openWire()
    let happened = false
    wire.before = async (sent) => {
        if (happened || at === undefined || !at(sent)) return undefined
        happened = true
        await happens?.()
        return undefined
    }
    const host = appHost({config: form(), clock: {now: WAKE + days * DAY_MS}, wire, storage})
    await host.day()
    expect(host.errors).toEqual([])
    expect(happened).toBe(at !== undefined)
    return wire.sent.filter(({url}) => url.startsWith(crm.url))
}
const isNewDeal = ({method, url}: Sent): boolean => method === "POST" && url.endsWith("/deals/records")
const isUpdate = ({method, url}: Sent): boolean => method === "PATCH" && url.includes("/deals/records/")
const fieldsOf = (record: CrmRecord | undefined, ...slugs: string[]) =>
    slugs.map((slug) => valueOf(record, slug))
const refusedOf = (sent: readonly Sent[]) => sent.filter(({status}) => status === 400).length

describe("an attribute that is archived in mid-run", () => {
    it("costs its own field: the deals are made, and it is said once", async () => {
        const sent = await day(0, isNewDeal, () => patch("deals/attributes/pql_why_now", {is_archived: true}))
        const deals = await crm.deals()
        expect(deals).toHaveLength(2)
        for (const deal of deals)
            expect(fieldsOf(deal, "pql_score", "pql_state", "pql_why_now")).toEqual([45, "Hot", undefined])
        // The second deal is not tried with it.
        expect(refusedOf(sent)).toBe(1)
        const {problems, routing} = await onlyRun(project)
        expect([routing.created, routing.failed]).toEqual([2, 0])
        expect(problems).toEqual([
            'Attio: The deal attribute "pql_why_now" was archived or deleted while the run was writing, or its option was. Everything else was written. Restore it in Attio, or write another attribute into the field mapping (routing.fields.deals).',
        ])
        const range = {from: "2026-10-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z"}
        const log = await readAuditLog(clientOf(form()), configOf(form()), {...range, createdOnly: false})
        if (!log.ok) throw new Error(log.failure.message)
        const made = log.value.writes.filter(({content}) => content.object === "deals")
        expect(made.map(({content}) => "pql_why_now" in content.after)).toEqual([false, false])

        // The next day it is known before anything is written.
        const next = await day(1)
        expect(refusedOf(next)).toBe(0)
        expect((await verifiedRuns(project)).at(-1)?.problems).toEqual([
            'Attio: The deal attribute "pql_why_now" for "Why now" is archived. Restore it in Attio or change routing.fields.deals.why_now.',
        ])
    })

    it("costs its own field when scores fall as well", async () => {
        await day(0)
        const sent = await day(20, isUpdate, () =>
            patch("deals/attributes/pql_quiet_since", {is_archived: true}),
        )
        for (const deal of await crm.deals())
            expect(fieldsOf(deal, "pql_score", "pql_state", "pql_quiet_since")).toEqual([
                0,
                "Quiet, deal untouched",
                undefined,
            ])
        expect(refusedOf(sent)).toBe(1)
        const run = (await verifiedRuns(project)).at(-1)
        expect(run?.routing).toMatchObject({refreshed: 4, untouched: 2})
        expect(run?.problems).toHaveLength(1)
    })
})

it("an option that is put away in mid-run costs the lead source of the deals, not the deals", async () => {
    await day(0, isNewDeal, () => patch("deals/attributes/lead_source/options/pql", {is_archived: true}))
    const deals = await crm.deals()
    expect(deals.map((deal) => fieldsOf(deal, "pql_score", "lead_source"))).toEqual([
        [45, undefined],
        [45, undefined],
    ])
    expect((await onlyRun(project)).problems).toEqual([
        expect.stringMatching(/^Attio: The deal attribute "lead_source" was archived or deleted/),
    ])
})

it("an owner who is suspended before the next deal does not get it", async () => {
    await day(0, isNewDeal, () =>
        crm.admin.setMemberAccess(crm.workspaceId, crm.memberIds[0] ?? "", "suspended"),
    )
    const first = await crm.deals()
    // Whom the run has read as active at its start still owns its deals; the next run passes them over.
    expect(first).toHaveLength(2)
    await checkoutAccounts(project, ["gamma"])
    await crm.admin.seedRecords(crm.workspaceId, "companies", [
        {values: {name: "gamma", domains: ["gamma.example"]}},
    ])
    await day(1)
    const gamma = (await crm.deals()).find((deal) => String(valueOf(deal, "beton_key")).includes("gamma"))
    expect(valueOf(gamma, "owner")).toBe(crm.memberIds[1])
})

it("Attio's limit of 25 writes a second is never met", async () => {
    const clock = {now: WAKE}
    const attio = await startAttio({clock: () => Date.parse(AS_OF), limitClock: () => clock.now})
    try {
        const keys = Array.from({length: 60}, (_, i) => `acc${i}`)
        await checkoutAccounts(project, keys)
        const {workspaceId} = await attio.admin.createWorkspace({dealsEnabled: true, members: [...MEMBERS]})
        const token = await attio.admin.createToken(workspaceId, {scopes: ATTIO_SCOPES})
        await attio.admin.seedRecords(
            workspaceId,
            "companies",
            keys.map((key) => ({values: {name: key, domains: [`${key}.example`]}})),
        )
        const config = formFor(
            project,
            {attio_token: token, routing_confirmed: "on"},
            {
                attio_url: attio.url,
                signals: onlySignals({billing_intent: {}}),
                routing: {daily_cap: 60},
            },
        )
        const host = appHost({config, clock, wire: openWire(), storage})
        await host.day()
        expect(host.errors).toEqual([])
        expect((await onlyRun(project)).problems).toEqual([])
        expect(await attio.admin.records(workspaceId, "deals")).toHaveLength(60)
        const asked = await attio.admin.requests({workspaceId})
        expect(asked.filter(({kind}) => kind === "write").length).toBeGreaterThan(120)
        expect(asked.filter(({status}) => status === 429)).toEqual([])
    } finally {
        await attio.close()
    }
})
