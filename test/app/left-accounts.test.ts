import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "./support/app-host"
import {type CrmRecord, MEMBERS, openCrm, type TestCrm, valueOf} from "./support/crm"
import {AS_OF, DAY_MS, formFor, onlySignals, type TestProject, testProject, verifiedRuns, WAKE} from "./support/project" // prettier-ignore
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

/** Accounts that qualify and are not for sales: what the CRM says of them, and what is made for them. */
jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
let storage = memoryStorage()
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm()
    storage = memoryStorage()
})

const day = async (days: number, routing: object = {}, more: object = {}) => {
    const now = new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString()
    await project.admin.updateProject(project.id, {now})
    const config = formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on", threshold: "40"},
        {attio_url: crm.url, signals: onlySignals({billing_intent: {}}), routing, ...more},
    )
    const host = appHost({config, clock: {now: WAKE + days * DAY_MS}, wire: openWire(), storage})
    await host.day()
    expect(host.errors).toEqual([])
    return (await verifiedRuns(project)).at(-1)
}
const company = async (key: string, values: object = {}): Promise<string> => {
    const seed = {values: {name: key, domains: [`${key}.example`], ...values}}
    const [id = ""] = await crm.admin.seedRecords(crm.workspaceId, "companies", [seed])
    return id
}
const foreignDeal = async (companyId: string) =>
    crm.admin.seedRecords(crm.workspaceId, "deals", [
        {
            values: {
                name: "Acme rollout",
                stage: "In Progress",
                owner: MEMBERS[1]?.email_address,
                associated_company: {target_object: "companies", target_record_id: companyId},
            },
        },
    ])
const companies = async () => (await crm.admin.records(crm.workspaceId, "companies")) as CrmRecord[]

it("somebody else's deal falls with an account that the fit gate keeps out from now on", async () => {
    await checkoutAccounts(project, ["acme"])
    await foreignDeal(await company("acme", {employee_range: "11-50"}))
    await day(0)
    expect(valueOf((await crm.deals())[0], "pql_score")).toBe(45)
    const fit = [{on: "company", field: "employee_range", is: "at_least", values: [1000]}]
    // The signal counts less from today, and the account still qualifies by it.
    const signals = onlySignals({billing_intent: {base: 10, always_route: true}})
    const run = await day(1, {fit}, {signals})
    expect(run?.routing.skipped).toEqual({
        "the fit gate asks that employee_range of the company is at least 1000": 1,
    })
    expect(valueOf((await crm.deals())[0], "pql_score")).toBe(15)
    expect(valueOf((await companies())[0], "pql_score")).toBe(15)
})

it("a deal says that its account is a customer once it is one", async () => {
    await checkoutAccounts(project, ["acme"])
    const id = await company("acme")
    await foreignDeal(id)
    await day(0)
    await crm.admin.seedRecords(crm.workspaceId, "deals", [
        {
            values: {
                name: "Acme, first year",
                stage: "Won 🎉",
                owner: MEMBERS[0]?.email_address,
                associated_company: {target_object: "companies", target_record_id: id},
            },
        },
    ])
    await day(1)
    const [deal] = await crm.deals()
    expect([valueOf(deal, "pql_state"), valueOf((await companies())[0], "pql_state")]).toEqual([
        "Customer",
        "Customer",
    ])
})

describe("unknown companies", () => {
    it("are not made for accounts that the fit gate keeps out", async () => {
        await checkoutAccounts(project, ["acme", "beta"])
        const fit = [
            {on: "company", field: "employee_range", is: "at_least", values: [10], when_missing: "block"},
        ]
        const run = await day(0, {unresolved: "create_company", fit})
        expect(await companies()).toEqual([])
        expect(Object.values(run?.routing.skipped ?? {})).toEqual([2])
    })

    it("count against the daily cap where no deal is made with them", async () => {
        await checkoutAccounts(project, ["acme", "beta", "gamma"])
        const run = await day(0, {unresolved: "create_company", target: "company", daily_cap: 1})
        expect(await companies()).toHaveLength(1)
        expect(run?.routing.skipped).toEqual({"the daily cap is reached": 2})
    })
})
