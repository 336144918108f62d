import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "./support/app-host"
import {type CrmRecord, openCrm, type TestCrm, valueOf} from "./support/crm"
import {AS_OF, DAY_MS, formFor, onlySignals, type TestProject, testProject, verifiedRuns, WAKE} from "./support/project" // prettier-ignore
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

/** A team's own selects as targets of Beton's fields. */
jest.setTimeout(60_000)

let project: TestProject
let crm: TestCrm
let storage = memoryStorage()
beforeEach(async () => {
    project = await testProject()
    crm = await openCrm()
    storage = memoryStorage()
    await checkoutAccounts(project, ["acme"])
    const {admin, workspaceId} = crm
    await admin.seedRecords(workspaceId, "companies", [{values: {name: "acme", domains: ["acme.example"]}}])
    await admin.createAttribute(workspaceId, "deals", {
        title: "Buying signals",
        api_slug: "buying_signals",
        type: "select",
        is_multiselect: true,
        options: ["Met at a fair"],
    })
    await admin.createAttribute(workspaceId, "deals", {
        title: "Temperature",
        api_slug: "temperature",
        type: "select",
        options: ["Hot", "Cold"],
    })
})

const day = async (days: number, routing: object = {}) => {
    const now = new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString()
    await project.admin.updateProject(project.id, {now})
    const fields = {deals: {signals: "buying_signals", state: "temperature"}}
    const config = formFor(
        project,
        {attio_token: crm.token, routing_confirmed: "on"},
        {
            attio_url: crm.url,
            signals: onlySignals({billing_intent: {}}),
            routing: {fields, company_fields: false, ...routing},
        },
    )
    const host = appHost({config, clock: {now: WAKE + days * DAY_MS}, wire: openWire(), storage})
    await host.day()
    expect(host.errors).toEqual([])
}
const choices = (record: CrmRecord | undefined, slug: string) =>
    record?.values[slug]?.map(({option}) => (option as {title: string}).title)
const optionsOf = async (slug: string): Promise<string[]> => {
    const answer = await fetch(`${crm.url}/v2/objects/deals/attributes/${slug}/options`, {
        headers: {authorization: `Bearer ${crm.token}`},
    })
    return ((await answer.json()) as {data: {title: string}[]}).data.map(({title}) => title)
}

it("get the options they lack, and several signals at once are replaced, not added to", async () => {
    await day(0)
    const [deal] = await crm.deals()
    expect([choices(deal, "buying_signals"), choices(deal, "temperature")]).toEqual([
        ["billing_intent"],
        ["Hot"],
    ])
    expect(await optionsOf("buying_signals")).toEqual(["Met at a fair", "billing_intent"])
    expect(await optionsOf("temperature")).toEqual(["Hot", "Cold", "Below threshold", "Quiet", "Quiet, deal untouched", "Customer"]) // prettier-ignore
    await day(20)
    const [later] = await crm.deals()
    expect([choices(later, "buying_signals"), choices(later, "temperature")]).toEqual([
        [],
        ["Quiet, deal untouched"],
    ])
    const mark = await crm.mark()
    await day(21)
    expect(await crm.writes(mark)).toBe(0)
})

it("Beton's own slugs may be selects and texts of the team's making", async () => {
    const {admin, workspaceId} = crm
    await admin.createAttribute(workspaceId, "deals", {title: "Signals", api_slug: "pql_signals", type: "select", is_multiselect: true}) // prettier-ignore
    await admin.createAttribute(workspaceId, "deals", {title: "Score", api_slug: "pql_score", type: "text"})
    await day(0, {fields: {}})
    await day(20, {fields: {}})
    const [deal] = await crm.deals()
    expect([valueOf(deal, "pql_score"), choices(deal, "pql_signals")]).toEqual(["0", []])
    const runs = await verifiedRuns(project)
    expect(runs.map(({routing, problems}) => [routing.failed, problems])).toEqual(runs.map(() => [0, []]))
    expect(runs[0]?.routing.created).toBe(1)
})

it("that may not be given options are left alone, said with the names, and the other fields are written", async () => {
    // First everything that Beton needs is made, then the consent is taken back.
    await day(0, {fields: {}})
    await day(20, {create_attributes: false})
    const [deal] = await crm.deals()
    expect([valueOf(deal, "pql_score"), valueOf(deal, "temperature")]).toEqual([0, undefined])
    const problems = (await verifiedRuns(project)).at(-1)?.problems
    expect(problems).toEqual([
        'Attio: The deal attribute "buying_signals" for "PQL signals" lacks options: "billing_intent". Add them in Attio, or allow Beton to (create_attributes).',
        'Attio: The deal attribute "temperature" for "PQL state" lacks options: "Below threshold", "Quiet", "Quiet, deal untouched", "Customer". Add them in Attio, or allow Beton to (create_attributes).',
    ])
})

it("several missing attributes without consent are one sentence", async () => {
    await day(0, {fields: {}})
    await crm.admin.createAttribute(crm.workspaceId, "companies", {
        title: "Beton account",
        api_slug: "beton_account",
        type: "text",
    })
    await day(20, {fields: {}, create_attributes: false, company_fields: true})
    expect((await verifiedRuns(project)).at(-1)?.problems).toEqual([
        expect.stringMatching(
            /^Attio: 14 company attributes for Beton's fields do not exist: pql_score, .*, pql_link\. Create them /,
        ),
    ])
})
