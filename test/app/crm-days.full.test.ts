import {readAuditLog} from "@beton/posthog-app/attio/audit-log"
import {planUndo, undoStep} from "@beton/posthog-app/attio/undo"
import {AttioClient} from "@beton/posthog-app/clients/attio"

import {readingHost} from "../../scripts/node-host"
import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "./support/app-host"
import {type CrmRecord, openCrm, type TestCrm, valueOf} from "./support/crm"
import {AS_OF, ATTIO_SCOPES, clientOf, configOf, DAY_MS, formFor, onlySignals, type TestProject, testProject, verifiedRuns, WAKE} from "./support/project" // prettier-ignore
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
let storage = memoryStorage()
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm({scopes: [...ATTIO_SCOPES, "task:read-write"]})
    storage = memoryStorage()
})

const form = (routing: object = {}, more: object = {}) =>
    formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on"},
        {attio_url: crm.url, signals: onlySignals({billing_intent: {}}), routing, ...more},
    )
/** The run `days` after the first one. */
const day = async (days: number, routing: object = {}, more: object = {}) => {
    const config = form(routing, more)
    // PostHog moves events from its future to its present, where two runs would have no order.
    await project.admin.updateProject(project.id, {
        now: new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString(),
    })
    const host = appHost({config, clock: {now: WAKE + days * DAY_MS}, wire: openWire(), storage})
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
const fieldsOf = (record: CrmRecord | undefined, ...slugs: string[]) =>
    slugs.map((slug) => valueOf(record, slug))
const noteToken = () => crm.admin.createToken(crm.workspaceId, {scopes: ["note:read-write", ...ATTIO_SCOPES]})
/** A note on a deal; its id. */
const writeNote = async (dealId: string): Promise<string> => {
    const data = {parent_object: "deals", parent_record_id: dealId, title: "Call", format: "plaintext", content: "Friday"} // prettier-ignore
    const answer = await fetch(`${crm.url}/v2/notes`, {
        method: "POST",
        headers: {authorization: `Bearer ${await noteToken()}`, "content-type": "application/json"},
        body: JSON.stringify({data}),
    })
    return ((await answer.json()) as {data: {id: {note_id: string}}}).data.id.note_id
}
const removeNote = async (noteId: string): Promise<void> => {
    const headers = {authorization: `Bearer ${await noteToken()}`}
    expect((await fetch(`${crm.url}/v2/notes/${noteId}`, {method: "DELETE", headers})).status).toBe(200)
}
const records = async (object: string) => (await crm.admin.records(crm.workspaceId, object)) as CrmRecord[]
const dateOf = (days: number): string =>
    new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString().slice(0, 10)

describe("scores fall too", () => {
    it("deal and company come down to 0, quiet since that day; then nothing more is written", async () => {
        await checkoutAccounts(project, ["acme"])
        await companies("acme")
        await day(0)
        const shown = ["pql_score", "pql_state", "pql_quiet_since", "pql_signals"]
        expect(fieldsOf((await crm.deals())[0], ...shown)).toEqual([45, "Hot", undefined, "billing_intent"])
        await day(20)
        const quiet = [0, "Quiet, deal untouched", dateOf(20), undefined]
        expect(fieldsOf((await crm.deals())[0], ...shown)).toEqual(quiet)
        expect(fieldsOf((await records("companies"))[0], ...shown)).toEqual([
            0,
            "Quiet",
            dateOf(20),
            undefined,
        ])
        const runs = await verifiedRuns(project)
        expect(runs.at(-1)?.routing).toMatchObject({refreshed: 2, untouched: 1})
        const before = await crm.mark()
        await day(21)
        expect(await crm.writes(before)).toBe(0)
        // Once a week it is confirmed, so that the CRM can tell it from a Beton that stopped.
        await day(27)
        expect(fieldsOf((await crm.deals())[0], ...shown)).toEqual(quiet)
        expect(String(valueOf((await crm.deals())[0], "pql_checked_at"))).toContain(dateOf(27))
    })

    it("a deal that somebody works on is not called untouched, and his own words stay", async () => {
        await checkoutAccounts(project, ["acme"])
        await companies("acme")
        await day(0)
        const [deal] = await crm.deals()
        await crm.admin.editRecord(crm.workspaceId, "deals", deal?.id.record_id ?? "", {
            pql_why_now: "Called them, demo on Friday",
        })
        await day(20)
        expect(fieldsOf((await crm.deals())[0], "pql_state", "pql_why_now", "pql_score")).toEqual([
            "Quiet",
            "Called them, demo on Friday",
            0,
        ])
    })

    it("a closed deal keeps what was so when it was closed", async () => {
        await checkoutAccounts(project, ["acme"])
        await companies("acme")
        await day(0)
        const [deal] = await crm.deals()
        await crm.admin.editRecord(crm.workspaceId, "deals", deal?.id.record_id ?? "", {stage: "Lost"})
        await day(20)
        expect(fieldsOf((await crm.deals())[0], "pql_score", "pql_state")).toEqual([45, "Hot"])
        expect(fieldsOf((await records("companies"))[0], "pql_score")).toEqual([0])
    })

    it("an annotated deal of another source falls as well", async () => {
        await checkoutAccounts(project, ["acme"])
        const [id] = await companies("acme")
        await crm.admin.seedRecords(crm.workspaceId, "deals", [
            {
                values: {
                    name: "Acme rollout",
                    owner: "mo@vendor.example",
                    stage: "In Progress",
                    associated_company: {target_object: "companies", target_record_id: id},
                },
            },
        ])
        await day(0)
        expect(fieldsOf((await crm.deals())[0], "pql_score", "beton_key")).toEqual([45, undefined])
        await day(20)
        expect(fieldsOf((await crm.deals())[0], "pql_score", "pql_state", "stage")).toEqual([
            0,
            "Quiet",
            "In Progress",
        ])
    })
})

describe("the audit log", () => {
    it("has every write with before and after, signed, and undo takes back what nobody touched", async () => {
        await checkoutAccounts(project, ["acme", "beta", "gamma"])
        await companies("acme", "beta")
        await day(0, {unresolved: "create_company", task: {enabled: true}})
        await day(20)
        const client = clientOf(form())
        const config = configOf(form())
        const range = {from: "2026-10-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z"}
        const log = await readAuditLog(client, config, {...range, createdOnly: false})
        if (!log.ok) throw new Error(log.failure.message)
        expect(log.value.distrusted).toBe(0)
        const brief = log.value.writes.map(
            ({account, content}) => `${account} ${content.object} ${content.action}`,
        )
        const first = ["acme", "beta", "gamma"].flatMap((key) => [
            `${key} deals created`,
            `${key} tasks created`,
            `${key} companies updated`,
        ])
        const later = ["acme", "beta", "gamma"].flatMap((key) => [
            `${key} deals updated`,
            `${key} companies updated`,
        ])
        expect([...brief].sort()).toEqual([...first, "gamma companies created", ...later].sort())
        const fell = log.value.writes.find(
            ({content}) => content.object === "deals" && content.action === "updated",
        )
        expect(fell?.content.before.pql_score).toBe(45)
        expect(fell?.content.after.pql_score).toBe(0)

        const deals = await crm.deals()
        const beta = deals.find((deal) => valueOf(deal, "beton_key") === `${project.id}:beta:1`)
        await crm.admin.editRecord(crm.workspaceId, "deals", beta?.id.record_id ?? "", {value: 4200})
        const scoped = async (...more: string[]) =>
            new AttioClient(
                readingHost(Date.now, () => undefined),
                crm.url,
                await crm.admin.createToken(crm.workspaceId, {
                    scopes: [...ATTIO_SCOPES, "task:read-write", ...more],
                }),
            )
        const planWith = async (client: AttioClient): Promise<string[]> => {
            const found = await planUndo(client, log.value.writes)
            if (!found.ok) throw new Error(found.failure.message)
            return found.value
                .map(({account, object, action, reason}) => `${account} ${object} ${action} ${reason}`.trim())
                .sort()
        }
        // What may not be read may be there.
        expect(await planWith(await scoped())).toContain(
            "acme deals keep it may have notes, and the Attio token may not read that (add the scope note:read)",
        )
        const attio = await scoped("note:read-write", "list_entry:read", "list_configuration:read")
        const acme = deals.find((deal) => valueOf(deal, "beton_key") === `${project.id}:acme:1`)
        const noted = await writeNote(acme?.id.record_id ?? "")
        expect(await planWith(attio)).toContain("acme deals keep it has notes")
        await removeNote(noted)
        expect(await planWith(attio)).toEqual([
            "acme deals delete",
            "acme tasks delete",
            "beta deals keep somebody has edited it",
            "beta tasks delete",
            "gamma companies delete",
            "gamma deals delete",
            "gamma tasks delete",
        ])
        const plan = await planUndo(attio, log.value.writes)
        if (!plan.ok) throw new Error(plan.failure.message)
        for (const step of plan.value.filter(({action}) => action === "delete"))
            expect(await undoStep(attio, step)).toEqual({ok: true, value: true})
        expect((await crm.deals()).map((deal) => valueOf(deal, "beton_key"))).toEqual([
            `${project.id}:beta:1`,
        ])
        expect((await records("companies")).map((one) => valueOf(one, "name"))).toEqual(["ACME", "BETA"])
        const again = await planUndo(attio, log.value.writes)
        expect(again.ok && again.value.filter(({action}) => action === "gone")).toHaveLength(6)
    })
})

describe("a task for the owner", () => {
    it("is made once, due in one working day, for the deal's owner", async () => {
        await checkoutAccounts(project, ["acme"])
        await companies("acme")
        await day(0, {task: {enabled: true}})
        const tasks = async () =>
            (
                (await (
                    await fetch(`${crm.url}/v2/tasks`, {headers: {authorization: `Bearer ${crm.token}`}})
                ).json()) as {
                    data: {
                        content_plaintext: string
                        deadline_at: string
                        assignees: {referenced_actor_id: string}[]
                    }[]
                }
            ).data
        const [task] = await tasks()
        expect(task?.content_plaintext).toMatch(/^Beton: get in touch with ACME\nScore 45 of 100\. /)
        expect(task?.deadline_at).toContain("2026-10-06T06:00:00")
        expect(task?.assignees[0]?.referenced_actor_id).toBe(crm.memberIds[0])
        await day(1, {task: {enabled: true}})
        expect(await tasks()).toHaveLength(1)
    })
    it("needs its scope, which is named", async () => {
        crm = await openCrm()
        await checkoutAccounts(project, ["acme"])
        await day(0, {task: {enabled: true}})
        expect((await verifiedRuns(project)).at(-1)?.routing.reason).toBe(
            "Attio API token: it lacks task:read-write. Add the scope to the token in Attio.",
        )
    })
    it("may be all there is, beside the company's fields", async () => {
        await crm.admin.setDealsEnabled(crm.workspaceId, false)
        await checkoutAccounts(project, ["acme"])
        await companies("acme")
        await day(0, {target: "task"})
        expect(fieldsOf((await records("companies"))[0], "pql_state")).toEqual(["Hot"])
        const answer = await fetch(`${crm.url}/v2/tasks`, {headers: {authorization: `Bearer ${crm.token}`}})
        expect(((await answer.json()) as {data: unknown[]}).data).toHaveLength(1)
    })
})
