/**
 * The stand-in seen by a client written by others: attio-ts-sdk checks every request and every answer with its own
 * schemas, so shapes that only our own code would accept fail here.
 */
import {
    createAttioClient,
    createAttioSdk,
    createMatchingAttribute,
    createRecordId,
    createRecordObjectId,
    extractRecordId,
    filters,
    getAttioErrorCode,
    getAttioErrorStatus,
    getV2ObjectsByObjectRecordsByRecordIdAttributesByAttributeValues,
    getV2Self,
    patchV2ObjectsByObjectRecordsByRecordId,
    postV2ByTargetByIdentifierAttributes,
    value,
} from "attio-ts-sdk"

import {type AnsweredRecord, type Bench, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench
let client: ReturnType<typeof createAttioClient>
let sdk: ReturnType<typeof createAttioSdk>
const clientFor = (apiKey: string) => createAttioClient({apiKey, baseUrl: bench.url, throwOnError: true})

beforeAll(async () => {
    const member = {
        first_name: "Sue",
        last_name: "Spent",
        email_address: "sue@example.com",
        access_level: "suspended",
    } as const
    const ada = {
        first_name: "Ada",
        last_name: "Admin",
        email_address: "ada@example.com",
        access_level: "admin",
    } as const
    bench = await startBench({workspace: {members: [ada, member]}})
    client = clientFor(bench.token)
    sdk = createAttioSdk({client})
})
afterAll(async () => {
    expect(await bench.admin.defects()).toEqual([])
    await bench.close()
})

const DEALS = createRecordObjectId("deals")
const COMPANIES = createRecordObjectId("companies")
const failure = async (work: Promise<unknown>) =>
    work.then(
        () => null,
        (error: unknown) => [getAttioErrorStatus(error), getAttioErrorCode(error)],
    )

test("self, also for a token that cannot be used", async () => {
    const {data} = await getV2Self({client})
    expect(data).toMatchObject({active: true, workspace_id: bench.workspaceId, token_type: "Bearer"})
    expect((await getV2Self({client: clientFor("nonsense")})).data).toEqual({active: false})
})

test("attributes are listed through a 429 with an HTTP date", async () => {
    await bench.admin.setFaults([
        {path: "/attributes$", count: 1, effect: {kind: "rate-limit", retryAfter: "http-date", seconds: 2}},
    ])
    const since = (await bench.admin.requests()).at(-1)?.seq ?? 0
    const attributes = await sdk.metadata.listAttributes({target: "objects", identifier: "deals"})
    expect(attributes.map((one) => one.api_slug)).toEqual(expect.arrayContaining(["name", "stage", "owner"]))
    const log = await bench.admin.requests({since})
    expect(log.map(({status}) => status)).toEqual([429, 200])
    // The date is a whole second, so it lies one to two seconds ahead; the client's own back-off is half a second.
    expect((log[1]?.at ?? 0) - (log[0]?.at ?? 0)).toBeGreaterThan(990)
    await bench.admin.setFaults([])
})

test("attributes of every standard object pass the client's schema", async () => {
    for (const identifier of ["companies", "people", "deals"]) {
        expect((await sdk.metadata.listAttributes({target: "objects", identifier})).length).toBeGreaterThan(8)
    }
    const stages = await sdk.metadata.getAttributeStatuses({
        target: "objects",
        identifier: "deals",
        attribute: "stage",
    })
    expect(stages.map(({title}) => title)).toEqual(["Lead", "In Progress", "Won 🎉", "Lost"])
})

test("an attribute is created once; the second time is a slug_conflict", async () => {
    const create = () =>
        postV2ByTargetByIdentifierAttributes({
            client,
            path: {target: "objects", identifier: "deals"},
            body: {
                data: {
                    title: "Beton key",
                    description: null,
                    api_slug: "beton_key",
                    type: "text",
                    is_required: false,
                    is_unique: true,
                    is_multiselect: false,
                    config: {},
                },
            },
        })
    const {data} = await create()
    expect(data).toMatchObject({data: {api_slug: "beton_key", is_unique: true}})
    expect(await failure(create())).toEqual([409, "slug_conflict"])
})

test("records are created, upserted, queried and read with all value types", async () => {
    const company = await sdk.records.create({
        object: COMPANIES,
        values: {
            name: value.string("Acme"),
            domains: value.domain("acme.com"),
            foundation_date: value.string("2001-02-03"),
            twitter_follower_count: value.number(7),
            funding_raised_usd: [{currency_value: 12.5}],
            categories: [{option: "B2B"}],
        },
    })
    const id = extractRecordId(company) ?? ""
    const person = await sdk.records.create({
        object: createRecordObjectId("people"),
        values: {
            name: [{first_name: "Ann", last_name: "Lee", full_name: "Ann Lee"}],
            email_addresses: value.email("ann@acme.com"),
            phone_numbers: [{original_phone_number: "+493012345678"}],
            company: [{target_object: "companies", target_record_id: id}],
        },
    })
    expect(extractRecordId(person)).toMatch(/^[0-9a-f-]{36}$/)
    const deal = (name: string) =>
        sdk.records.upsert({
            object: DEALS,
            matchingAttribute: createMatchingAttribute("beton_key"),
            values: {
                beton_key: value.string("k1"),
                name: value.string(name),
                stage: [{status: "Lead"}],
                owner: [{workspace_member_email_address: "ada@example.com"}],
                value: [{currency_value: 4200}],
                associated_company: [{target_object: "companies", domains: [{domain: "acme.com"}]}],
            },
        })
    const [first, second] = [await deal("One"), await deal("Two")]
    expect(extractRecordId(second)).toBe(extractRecordId(first))
    const found = await sdk.records.query({
        object: DEALS,
        filter: {
            path: [
                ["deals", "associated_company"],
                ["companies", "domains"],
            ],
            constraints: {domain: "acme.com"},
        },
        sorts: [{attribute: "created_at", direction: "asc"}],
    })
    expect(found).toHaveLength(1)
    expect((found[0] as unknown as AnsweredRecord).values.name?.[0]?.value).toBe("Two")
    expect(
        await sdk.records.query({object: COMPANIES, filter: filters.contains("name", "acm")}),
    ).toHaveLength(1)
    const read = await sdk.records.get({object: COMPANIES, recordId: createRecordId(id)})
    expect((read as unknown as AnsweredRecord).values.associated_deals?.[0]?.target_record_id).toBe(
        extractRecordId(first),
    )
})

test("stage history is read oldest first", async () => {
    const [deal] = await sdk.records.query({object: DEALS})
    const record_id = extractRecordId(deal) ?? ""
    const path = {object: "deals", record_id}
    await patchV2ObjectsByObjectRecordsByRecordId({
        client,
        path,
        body: {data: {values: {stage: [{status: "Lost"}]}}},
    })
    const {data} = await getV2ObjectsByObjectRecordsByRecordIdAttributesByAttributeValues({
        client,
        path: {...path, attribute: "stage"},
        query: {show_historic: true},
    })
    const stages = (data as {data: {active_until: string | null; status: {title: string}}[]}).data
    expect(stages.map(({status, active_until: until}) => [status.title, until === null])).toEqual([
        ["Lead", false],
        ["Lost", true],
    ])
})

test("members are listed with the suspended ones", async () => {
    const members = (await sdk.workspaceMembers.list()) as {access_level: string}[]
    expect(members.map((member) => member.access_level)).toEqual(["admin", "suspended"])
})

test("notes and tasks", async () => {
    const [company] = await sdk.records.query({object: COMPANIES})
    const parentRecordId = extractRecordId(company) ?? ""
    const note = await bench.call("POST", "/v2/notes", {
        data: {
            parent_object: "companies",
            parent_record_id: parentRecordId,
            title: "T",
            format: "plaintext",
            content: "C",
        },
    })
    expect(note.status).toBe(200)
    expect(await sdk.notes.list()).toHaveLength(1)
    const task = {
        content: "Call",
        format: "plaintext",
        deadline_at: null,
        is_completed: false,
        linked_records: [],
        assignees: [],
    }
    expect((await bench.call("POST", "/v2/tasks", {data: task})).status).toBe(200)
    expect(await sdk.tasks.list()).toHaveLength(1)
})

test("refusals reach the caller with status and code", async () => {
    const create = (object: string, values: Record<string, unknown[]>) =>
        failure(sdk.records.create({object: createRecordObjectId(object), values}))
    expect(await create("deals", {name: [{value: "D"}]})).toEqual([400, "missing_value"])
    expect(await create("companies", {domains: [{domain: "acme.com"}]})).toEqual([400, "uniqueness_conflict"])
    expect(await create("companies", {categories: [{option: "None"}]})).toEqual([400, "value_not_found"])
    expect(await create("users", {})).toEqual([404, "not_found"])
    const badQuery = sdk.records.query({object: COMPANIES, filter: {nonsense: "x"}})
    expect(await failure(badQuery)).toEqual([400, "filter_error"])
    const unscoped = clientFor(await bench.admin.createToken(bench.workspaceId, {scopes: []}))
    expect((await failure(createAttioSdk({client: unscoped}).objects.list()))?.[0]).toBe(403)
    expect(await failure(createAttioSdk({client: clientFor("nonsense")}).objects.list())).toEqual([
        401,
        "unauthorized",
    ])
})
