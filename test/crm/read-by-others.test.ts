/**
 * What a run leaves in the CRM, and what it asked for, judged by others: attio-ts-sdk parses every record, attribute,
 * history and task with its own schemas, and every request is held against the OpenAPI subset. Then the traps of the
 * API that a stand-in of good behaviour would hide (REST.md §9).
 */
import {recordPage} from "@beton/posthog-app/attio/record-pages"
import {AttioClient} from "@beton/posthog-app/clients/attio"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"
import {createAttioClient, createAttioSdk, createRecordObjectId, extractRecordId, getV2ObjectsByObjectRecordsByRecordIdAttributesByAttributeValues} from "attio-ts-sdk" // prettier-ignore

import {readingHost} from "../../scripts/node-host"
import {startAttio} from "../../scripts/sandbox/attio"
import {memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {appHost} from "../app/support/app-host"
import {type CrmRecord, MEMBERS, valueOf} from "../app/support/crm"
import {AS_OF, ATTIO_SCOPES, DAY_MS, formFor, onlySignals, type TestProject, testProject, verifiedRuns, WAKE} from "../app/support/project" // prettier-ignore
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"

jest.setTimeout(120_000)

let attio: Awaited<ReturnType<typeof startAttio>>
beforeAll(async () => {
    attio = await startAttio({clock: () => Date.parse(AS_OF)})
})
afterAll(async () => {
    expect(await attio.admin.defects()).toEqual([])
    await attio.close()
})

interface Lived {
    readonly project: TestProject
    readonly workspaceId: string
    readonly token: string
    readonly deals: CrmRecord[]
}

/** Two runs, 20 days apart, with all that Beton ever does to a CRM: deals, companies, tasks, falling scores, outcomes. */
async function live(looseShapes: boolean): Promise<Lived> {
    const project = await testProject()
    await checkoutAccounts(project, ["acme", "beta", "gamma"])
    const {admin} = attio
    const {workspaceId} = await admin.createWorkspace({
        dealsEnabled: true,
        members: [...MEMBERS],
        looseShapes,
    })
    await admin.setLimits(workspaceId, {readsPerSecond: 100_000, writesPerSecond: 100_000})
    const token = await admin.createToken(workspaceId, {scopes: [...ATTIO_SCOPES, "task:read-write"]})
    const [, beta] = await admin.seedRecords(
        workspaceId,
        "companies",
        ["acme", "beta"].map((key) => ({values: {name: key, domains: [`${key}.example`]}})),
    )
    await admin.seedRecords(workspaceId, "deals", [
        {
            values: {
                name: "Somebody's",
                stage: "Lead",
                owner: MEMBERS[1]?.email_address,
                associated_company: {target_object: "companies", target_record_id: beta},
            },
        },
    ])
    const config = formFor(
        project,
        {attio_token: token, routing_confirmed: "on"},
        {
            attio_url: attio.url,
            signals: onlySignals({billing_intent: {}}),
            routing: {task: {enabled: true}, unresolved: "create_company"},
            average_contract_value: 12_000,
        },
    )
    const storage = memoryStorage()
    for (const days of [0, 20]) {
        const now = new Date(Date.parse(AS_OF) + days * DAY_MS).toISOString()
        await project.admin.updateProject(project.id, {now})
        const host = appHost({config, clock: {now: WAKE + days * DAY_MS}, wire: openWire(), storage})
        await host.day()
        expect(host.errors).toEqual([])
    }
    return {project, workspaceId, token, deals: (await admin.records(workspaceId, "deals")) as CrmRecord[]}
}

describe("after two runs", () => {
    let lived: Lived
    let sdk: ReturnType<typeof createAttioSdk>
    let client: ReturnType<typeof createAttioClient>
    beforeAll(async () => {
        lived = await live(false)
        client = createAttioClient({apiKey: lived.token, baseUrl: attio.url, throwOnError: true})
        sdk = createAttioSdk({client})
    })

    it("every request of ours conforms to the contract and is accepted", async () => {
        const asked = await attio.admin.requests({workspaceId: lived.workspaceId})
        expect(asked.length).toBeGreaterThan(80)
        expect(new Set(asked.map(({method}) => method))).toEqual(new Set(["GET", "POST", "PATCH"]))
        expect(asked.filter(({conforms, status}) => !conforms || status !== 200)).toEqual([])
    })

    it("another client reads all deals and companies, with Beton's fields on them", async () => {
        const all = {deals: 3, companies: 3}
        for (const [object, count] of Object.entries(all)) {
            const records = (await sdk.records.query({
                object: createRecordObjectId(object),
            })) as unknown as CrmRecord[]
            expect(records).toHaveLength(count)
            for (const record of records) {
                const known = BETON_FIELDS.filter(({slug}) => valueOf(record, slug) !== undefined)
                expect(known.length).toBeGreaterThan(6)
            }
        }
    })

    it("another client reads the attributes that we made, with their types", async () => {
        for (const identifier of ["deals", "companies"]) {
            const made = await sdk.metadata.listAttributes({target: "objects", identifier})
            const types = new Map(made.map((one) => [one.api_slug, one.type]))
            for (const {slug, type} of BETON_FIELDS) expect([slug, types.get(slug)]).toEqual([slug, type])
        }
    })

    it("another client reads how a score fell, and the tasks", async () => {
        const [deal] = await sdk.records.query({
            object: createRecordObjectId("deals"),
            filter: {beton_key: {$eq: `${lived.project.id}:acme:1`}},
        })
        const path = {object: "deals", record_id: extractRecordId(deal) ?? "", attribute: "pql_score"}
        const {data} = await getV2ObjectsByObjectRecordsByRecordIdAttributesByAttributeValues({
            client,
            path,
            query: {show_historic: true},
        })
        expect((data as {data: {value: number}[]}).data.map(({value}) => value)).toEqual([45, 0])
        expect((await sdk.tasks.list()).length).toBe(3)
    })
})

describe("traps of the API", () => {
    it("loose shapes (null actors, null currency, times in dates) change nothing", async () => {
        const [strict, loose] = [await live(false), await live(true)]
        const plain = ({project, deals}: Lived) =>
            deals.map((deal) =>
                [...BETON_FIELDS.map(({slug}) => slug), "name", "stage", "beton_key"].map((slug) =>
                    String(valueOf(deal, slug)).replaceAll(`${project.id}`, "N").slice(0, 10),
                ),
            )
        expect(strict.deals).toHaveLength(3)
        expect(plain(loose)).toEqual(plain(strict))
        const routingOf = async ({project}: Lived) =>
            (await verifiedRuns(project)).map(({routing}) => routing)
        expect(await routingOf(loose)).toEqual(await routingOf(strict))
    })

    it("records that go away between pages do not make others be skipped", async () => {
        const {admin} = attio
        const {workspaceId} = await admin.createWorkspace({dealsEnabled: true, members: [...MEMBERS]})
        const token = await admin.createToken(workspaceId, {scopes: ATTIO_SCOPES})
        const at = (n: number) => new Date(Date.parse(AS_OF) - DAY_MS + n * 1000).toISOString()
        const ids = await admin.seedRecords(
            workspaceId,
            "companies",
            // The second and third page begin amid companies of one instant.
            Array.from({length: 25}, (_, i) => ({created_at: at(i < 8 ? i : 8), values: {name: `C${i}`}})),
        )
        const client = new AttioClient(
            readingHost(Date.now, () => undefined),
            attio.url,
            token,
        )
        const seen = new Set<string>()
        let place: Parameters<typeof recordPage>[3] = null
        for (const gone of [2, 4, undefined, undefined]) {
            const page = await recordPage(client, "companies", null, place, 10)
            if (!page.ok) throw new Error(page.failure.message)
            for (const {id} of page.value.records) seen.add(id.record_id)
            if (gone !== undefined) await admin.deleteRecord(workspaceId, "companies", ids[gone] ?? "")
            place = page.value.next
            if (place === null) break
        }
        expect(ids.filter((id) => !seen.has(id))).toEqual([])
    })

    it("a percentage is a plain number: 4.5, not 0.045 and no text", async () => {
        const probability = BETON_FIELDS.find(({id}) => id === "conversion_probability")
        expect(probability).toMatchObject({type: "number"})
        expect(probability?.description).toContain("in percent")
    })
})
