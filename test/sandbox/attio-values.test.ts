/** Every attribute type: what may be written and what is read back (REST.md §4), and what is refused. */
import {type AnsweredRecord, type Bench, startBench} from "../../scripts/sandbox/attio/testing"
import type {AttributeType} from "../../scripts/sandbox/attio/types"

let bench: Bench
let companyId: string
const MULTI: AttributeType[] = [
    "select",
    "domain",
    "email-address",
    "phone-number",
    "record-reference",
    "actor-reference",
]

beforeAll(async () => {
    bench = await startBench({workspace: {now: "2026-10-05T06:00:00.000Z"}})
    await bench.call("POST", "/v2/objects", {
        data: {api_slug: "things", singular_noun: "Thing", plural_noun: "Things"},
    })
    const types: AttributeType[] = [
        "text",
        "number",
        "checkbox",
        "currency",
        "date",
        "timestamp",
        "rating",
        "select",
        "record-reference",
        "actor-reference",
        "location",
        "domain",
        "email-address",
        "phone-number",
    ]
    for (const type of types) {
        await bench.admin.createAttribute(bench.workspaceId, "things", {
            title: type,
            api_slug: type.replace("-", "_"),
            type,
            is_multiselect: MULTI.includes(type),
            ...(type === "select" ? {options: ["Red", "Blue"]} : {}),
            ...(type === "currency" ? {currency_code: "EUR"} : {}),
        })
    }
    companyId = (await bench.create("companies", {domains: [{domain: "acme.com"}]})).id.record_id
})
afterAll(() => bench.close())

const LOCATION = {
    line_1: "1 Main St",
    line_2: null,
    line_3: null,
    line_4: null,
    locality: "Berlin",
    region: null,
    postcode: "10115",
    country_code: "DE",
    latitude: "52.5",
    longitude: "13.4",
}
const EMAIL = {
    original_email_address: "Ann.Lee@Mail.Acme.co.uk",
    email_address: "ann.lee@mail.acme.co.uk",
    email_domain: "mail.acme.co.uk",
    email_root_domain: "acme.co.uk",
    email_local_specifier: "ann.lee",
}

const accepted: [slug: string, written: unknown, read: Record<string, unknown>][] = [
    ["text", "x", {value: "x"}],
    ["text", [{value: "x"}], {value: "x"}],
    ["number", 4.25, {value: 4.25}],
    ["number", [{value: -1}], {value: -1}],
    ["checkbox", [false], {value: false}],
    ["currency", 4200, {currency_value: 4200, currency_code: "EUR"}],
    ["currency", [{currency_value: 0.1234}], {currency_value: 0.1234, currency_code: "EUR"}],
    ["date", [{value: "2026-02-28"}], {value: "2026-02-28"}],
    ["date", "2026-02-28T23:30:00Z", {value: "2026-02-28"}],
    ["timestamp", [{value: "2026-02-28T23:30:00.5+02:00"}], {value: "2026-02-28T21:30:00.500000000Z"}],
    ["rating", 5, {value: 5}],
    ["domain", "Blog.Acme.co.uk", {domain: "blog.acme.co.uk", root_domain: "acme.co.uk"}],
    ["domain", [{domain: "acme.com"}], {domain: "acme.com", root_domain: "acme.com"}],
    ["email_address", "Ann.Lee@Mail.Acme.co.uk", EMAIL],
    ["email_address", [{email_address: "Ann.Lee@Mail.Acme.co.uk"}], EMAIL],
    [
        "phone_number",
        "+49 30 123456",
        {original_phone_number: "+49 30 123456", country_code: "DE", phone_number: "+4930123456"},
    ],
    [
        "phone_number",
        [{original_phone_number: "030 123456", country_code: "DE"}],
        {original_phone_number: "030 123456", country_code: "DE", phone_number: "+4930123456"},
    ],
    ["location", [LOCATION], LOCATION],
]

const write = (slug: string, value: unknown) =>
    bench.call("POST", "/v2/objects/things/records", {data: {values: {[slug]: value}}})
const valuesOf = (body: {data?: unknown}) => (body.data as AnsweredRecord).values

test.each(accepted)("%s takes %j and answers %j", async (slug, written, read) => {
    const {status, body} = await write(slug, written)
    expect({status, code: body.code}).toEqual({status: 200, code: undefined})
    const [value, ...more] = valuesOf(body)[slug] ?? []
    expect(more).toEqual([])
    expect(value).toEqual({
        ...read,
        active_from: expect.stringMatching(/^2026-10-05T06:00:00\.\d{9}Z$/) as string,
        active_until: null,
        created_by_actor: {type: "api-token", id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string},
        attribute_type: slug.replace("_", "-"),
    })
})

test("select takes a title or an id and answers the whole option", async () => {
    const [first] = valuesOf((await write("select", "Red")).body).select ?? []
    const option = first?.option as {title: string; is_archived: boolean; id: {option_id: string}}
    expect(option).toMatchObject({title: "Red", is_archived: false})
    const again = valuesOf((await write("select", [{option: option.id.option_id}])).body).select
    expect(again?.[0]?.option).toEqual(option)
})

test("actor-reference takes an address in three forms", async () => {
    const id = bench.memberIds[0]
    for (const form of [
        "ADA@example.com",
        [{workspace_member_email_address: "ada@example.com"}],
        [{referenced_actor_type: "workspace-member", referenced_actor_id: id}],
    ]) {
        const [value] = valuesOf((await write("actor_reference", form)).body).actor_reference ?? []
        expect(value).toMatchObject({referenced_actor_type: "workspace-member", referenced_actor_id: id})
    }
})

test("record-reference takes an id or the value of a unique attribute", async () => {
    for (const form of [{target_record_id: companyId}, {domains: [{domain: "acme.com"}]}]) {
        const {body} = await write("record_reference", [{target_object: "companies", ...form}])
        expect(valuesOf(body).record_reference?.[0]).toMatchObject({
            target_object: "companies",
            target_record_id: companyId,
            attribute_type: "record-reference",
        })
    }
})

test("personal names are taken as object or as 'Last, First'", async () => {
    for (const name of ["Lee, Ann", [{first_name: "Ann", last_name: "Lee", full_name: "Ann Lee"}]]) {
        const person = await bench.create("people", {name})
        expect(person.values.name?.[0]).toMatchObject({
            first_name: "Ann",
            last_name: "Lee",
            full_name: "Ann Lee",
        })
    }
})

test("unset attributes are empty lists, and the record's own data are values too", async () => {
    const record = await bench.create("things", {})
    expect(record.values.text).toEqual([])
    expect(record.values.record_id?.[0]?.value).toBe(record.id.record_id)
    expect(record.values.created_at?.[0]?.value).toBe(record.created_at)
    expect(record.values.created_by?.[0]?.referenced_actor_type).toBe("api-token")
})

const MISSING_ID = "00000000-0000-4000-a000-000000000000"
const refused: [slug: string, written: unknown, code: string][] = [
    ["text", 4, "validation_type"],
    ["text", [{text: "x"}], "validation_type"],
    ["text", ["a", "b"], "validation_type"],
    ["number", "4", "validation_type"],
    ["checkbox", "true", "validation_type"],
    ["currency", 1.23456, "validation_type"],
    ["currency", [1, 2], "validation_type"],
    ["currency", [{currency_value: 1, currency_code: "USD"}], "validation_type"],
    ["date", "28.02.2026", "validation_type"],
    ["timestamp", 1_700_000_000, "validation_type"],
    ["rating", 6, "validation_type"],
    ["domain", "https://acme.com/", "validation_type"],
    ["domain", "localhost", "validation_type"],
    ["domain", "10.0.0.1", "validation_type"],
    ["email_address", "ann at acme.com", "validation_type"],
    ["phone_number", "12345", "validation_type"],
    ["location", "Berlin", "validation_type"],
    ["location", [{locality: "Berlin"}], "validation_type"],
    ["select", "Green", "value_not_found"],
    ["select", [{option: MISSING_ID}], "value_not_found"],
    ["actor_reference", "nobody@example.com", "value_not_found"],
    [
        "actor_reference",
        [{referenced_actor_type: "workspace-member", referenced_actor_id: MISSING_ID}],
        "value_not_found",
    ],
    ["record_reference", [{target_object: "companies", target_record_id: MISSING_ID}], "value_not_found"],
    ["record_reference", [{target_object: "companies", domains: [{domain: "none.com"}]}], "value_not_found"],
    ["record_reference", [{target_object: "companies", name: [{value: "Acme"}]}], "validation_type"],
    ["record_reference", [{target_object: "nothings", target_record_id: MISSING_ID}], "value_not_found"],
    ["record_reference", [{target_record_id: MISSING_ID}], "validation_type"],
    ["nonsense", "x", "value_not_found"],
    ["created_at", "2026-01-01", "validation_type"],
]

test.each(refused)("%s refuses %j with %s", async (slug, written, code) => {
    const {status, body} = await write(slug, written)
    expect({status, type: body.type, code: body.code}).toEqual({
        status: 400,
        type: "invalid_request_error",
        code,
    })
    expect(body.message).toContain(slug === "actor_reference" || slug === "record_reference" ? "" : slug)
})

test("with loose shapes the answers deviate like the real ones", async () => {
    const {workspaceId} = await bench.admin.createWorkspace({
        looseShapes: true,
        members: [],
        now: "2026-10-05",
    })
    const [id] = await bench.admin.seedRecords(workspaceId, "companies", [
        {values: {foundation_date: "2020-01-02"}},
    ])
    const [record] = (await bench.admin.records(workspaceId, "companies")) as AnsweredRecord[]
    expect(record?.id.record_id).toBe(id)
    expect(record?.values.foundation_date?.[0]).toMatchObject({
        value: "2020-01-02T00:00:00.000000000Z",
        created_by_actor: {type: "system", id: null},
    })
})
