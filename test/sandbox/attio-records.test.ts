/** Creating, upserting, changing and deleting records; uniqueness, required values, references, history. */
import {type AnsweredRecord, type Bench, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench
let at = Date.parse("2026-10-05T06:00:00Z")

beforeAll(async () => {
    bench = await startBench({clock: () => at})
    await bench.admin.createAttribute(bench.workspaceId, "deals", {
        title: "Beton key",
        api_slug: "beton_key",
        type: "text",
        is_unique: true,
    })
    await bench.admin.createAttribute(bench.workspaceId, "deals", {
        title: "Signals",
        api_slug: "signals",
        type: "select",
        is_multiselect: true,
        options: ["A", "B", "C"],
    })
})
afterAll(() => bench.close())

const DEAL = {name: [{value: "Deal"}], stage: [{status: "Lead"}], owner: ["ada@example.com"]}
const put = (object: string, matching: string, values: Record<string, unknown>) =>
    bench.call("PUT", `/v2/objects/${object}/records?matching_attribute=${matching}`, {data: {values}})
const change = (method: "PATCH" | "PUT", object: string, id: string, values: Record<string, unknown>) =>
    bench.call(method, `/v2/objects/${object}/records/${id}`, {data: {values}})
const record = (body: {data?: unknown}) => body.data as AnsweredRecord
const titles = (body: {data?: unknown}, slug: string) =>
    (record(body).values[slug] ?? []).map((value) => (value.option as {title: string}).title)
const domains = (body: {data?: unknown}) => (record(body).values.domains ?? []).map((value) => value.domain)
const get = (object: string, id: string) => bench.call("GET", `/v2/objects/${object}/records/${id}`)

describe("required and unique values", () => {
    test.each(["name", "stage", "owner"] as const)("a deal without %s is refused", async (slug) => {
        const {[slug]: _, ...values} = DEAL
        const {status, body} = await bench.call("POST", "/v2/objects/deals/records", {data: {values}})
        expect([status, body.code]).toEqual([400, "missing_value"])
        expect(body.message).toContain(slug)
        expect((await put("deals", "beton_key", {...values, beton_key: "r"})).body.code).toBe("missing_value")
    })

    test("a required value cannot be cleared", async () => {
        const {id} = await bench.create("deals", DEAL)
        expect((await change("PATCH", "deals", id.record_id, {stage: []})).body.code).toBe("missing_value")
        expect((await change("PUT", "deals", id.record_id, {name: []})).body.code).toBe("missing_value")
    })

    test("a taken unique value is refused on create and on update, and is free again after deletion", async () => {
        const first = await bench.create("deals", {...DEAL, beton_key: "k1"})
        const second = await bench.create("deals", {...DEAL, beton_key: "k2"})
        const create = () =>
            bench.call("POST", "/v2/objects/deals/records", {data: {values: {...DEAL, beton_key: "k1"}}})
        const {status, body} = await create()
        expect([status, body.type, body.code]).toEqual([400, "invalid_request_error", "uniqueness_conflict"])
        expect((await change("PATCH", "deals", second.id.record_id, {beton_key: "k1"})).body.code).toBe(
            "uniqueness_conflict",
        )
        // Its own value is no clash.
        expect((await change("PATCH", "deals", first.id.record_id, {beton_key: "k1"})).status).toBe(200)
        expect((await bench.call("DELETE", `/v2/objects/deals/records/${first.id.record_id}`)).body).toEqual(
            {},
        )
        expect((await get("deals", first.id.record_id)).status).toBe(404)
        expect((await create()).status).toBe(200)
    })

    test("of two simultaneous creations with one key, one is refused", async () => {
        const values = {...DEAL, beton_key: "race"}
        const both = await Promise.all(
            [1, 2].map(() => bench.call("POST", "/v2/objects/deals/records", {data: {values}})),
        )
        expect(both.map(({status}) => status).sort()).toEqual([200, 400])
    })
})

describe("upsert", () => {
    test("creates once, then updates; sent multiselects are made equal, unsent values stay", async () => {
        const created = await put("deals", "beton_key", {...DEAL, beton_key: "u1", signals: ["A", "B"]})
        const updated = await put("deals", "beton_key", {beton_key: "u1", signals: ["C"]})
        expect([created.status, updated.status]).toEqual([200, 200])
        expect(record(updated.body).id).toEqual(record(created.body).id)
        expect(titles(updated.body, "signals")).toEqual(["C"])
        expect(record(updated.body).values.name?.[0]?.value).toBe("Deal")
    })

    test("values of a multiselect matching attribute are added", async () => {
        await put("companies", "domains", {name: "Upsert", domains: ["up.com"]})
        const {body} = await put("companies", "domains", {domains: ["up.com", "up.de"]})
        expect(domains(body).sort()).toEqual(["up.com", "up.de"])
        const again = await put("companies", "domains", {domains: ["up.de"], name: "Renamed"})
        expect(domains(again.body).sort()).toEqual(["up.com", "up.de"])
        expect(record(again.body).values.name?.[0]?.value).toBe("Renamed")
    })

    test("matching by id of the attribute works", async () => {
        const attributes = await bench.call("GET", "/v2/objects/deals/attributes/beton_key")
        const {attribute_id: id} = (attributes.body.data as {id: {attribute_id: string}}).id
        expect((await put("deals", id, {...DEAL, beton_key: "by-id"})).status).toBe(200)
    })

    test.each([
        ["name", {...DEAL, beton_key: "x"}, "validation_type"],
        ["nonsense", {...DEAL, beton_key: "x"}, "value_not_found"],
        ["beton_key", DEAL, "missing_value"],
    ])("matching on %s is refused", async (matching, values, code) => {
        const {status, body} = await put("deals", matching, values)
        expect([status, body.code]).toEqual([400, code])
    })

    test("without matching_attribute the call is refused", async () => {
        const {status, body} = await bench.call("PUT", "/v2/objects/deals/records", {data: {values: DEAL}})
        expect([status, body.code]).toEqual([400, "validation_type"])
    })

    test("values that belong to two records are refused", async () => {
        await bench.create("companies", {domains: ["one.com"]})
        await bench.create("companies", {domains: ["two.com"]})
        const {status, body} = await put("companies", "domains", {domains: ["one.com", "two.com"]})
        expect([status, body.code]).toEqual([400, "uniqueness_conflict"])
    })
})

describe("update", () => {
    test("PATCH puts multiselect values in front, PUT replaces them; both replace single values", async () => {
        const {id} = await bench.create("deals", {...DEAL, signals: ["A"]})
        const patched = await change("PATCH", "deals", id.record_id, {signals: ["B", "C"], name: "New"})
        expect(titles(patched.body, "signals")).toEqual(["B", "C", "A"])
        expect(record(patched.body).values.name).toHaveLength(1)
        const overwritten = await change("PUT", "deals", id.record_id, {signals: ["C"], name: "Newer"})
        expect(titles(overwritten.body, "signals")).toEqual(["C"])
        expect(record(overwritten.body).values.name?.[0]?.value).toBe("Newer")
    })

    test("an empty list or null clears a value", async () => {
        const {id} = await bench.create("deals", {...DEAL, value: [{currency_value: 5}]})
        expect(record((await change("PATCH", "deals", id.record_id, {value: []})).body).values.value).toEqual(
            [],
        )
        await change("PATCH", "deals", id.record_id, {value: 6})
        expect(
            record((await change("PATCH", "deals", id.record_id, {value: null})).body).values.value,
        ).toEqual([])
    })

    test("unknown records are 404 for every method", async () => {
        const id = "00000000-0000-4000-a000-000000000000"
        for (const method of ["GET", "PATCH", "PUT", "DELETE"]) {
            const body = method === "PATCH" || method === "PUT" ? {data: {values: {}}} : undefined
            const answer = await bench.call(method, `/v2/objects/deals/records/${id}`, body)
            expect([method, answer.status, answer.body.code]).toEqual([method, 404, "not_found"])
        }
    })
})

describe("two-way references", () => {
    const dealsOf = async (companyId: string) =>
        record((await get("companies", companyId)).body).values.associated_deals?.map(
            (one) => one.target_record_id,
        )

    test("each side follows the other, and a single reference moves", async () => {
        const [a, b] = [await bench.create("companies", {}), await bench.create("companies", {})]
        const link = (company: AnsweredRecord) => [
            {target_object: "companies", target_record_id: company.id.record_id},
        ]
        const deal = await bench.create("deals", {...DEAL, associated_company: link(a)})
        expect(await dealsOf(a.id.record_id)).toEqual([deal.id.record_id])
        await change("PATCH", "deals", deal.id.record_id, {associated_company: link(b)})
        expect(await dealsOf(a.id.record_id)).toEqual([])
        expect(await dealsOf(b.id.record_id)).toEqual([deal.id.record_id])
        // From the other side: company a takes the deal over.
        const deals = [{target_object: "deals", target_record_id: deal.id.record_id}]
        await change("PATCH", "companies", a.id.record_id, {associated_deals: deals})
        expect(await dealsOf(b.id.record_id)).toEqual([])
        const company = record((await get("deals", deal.id.record_id)).body).values.associated_company
        expect(company?.map((one) => one.target_record_id)).toEqual([a.id.record_id])
    })

    test("a deleted company leaves no reference behind", async () => {
        const company = await bench.create("companies", {})
        const reference = {target_object: "companies", target_record_id: company.id.record_id}
        const deal = await bench.create("deals", {...DEAL, associated_company: [reference]})
        await bench.admin.deleteRecord(bench.workspaceId, "companies", company.id.record_id)
        expect(record((await get("deals", deal.id.record_id)).body).values.associated_company).toEqual([])
    })

    test("people and deals are linked both ways with many on each side", async () => {
        const [p, q] = [await bench.create("people", {}), await bench.create("people", {})]
        const people = [p, q].map(({id}) => ({target_object: "people", target_record_id: id.record_id}))
        const [d, e] = [
            await bench.create("deals", {...DEAL, associated_people: people}),
            await bench.create("deals", {...DEAL, associated_people: people.slice(0, 1)}),
        ]
        const deals = record((await get("people", p.id.record_id)).body).values.associated_deals
        expect(deals?.map((one) => one.target_record_id)).toEqual([d.id.record_id, e.id.record_id])
    })

    test("a reference to an object that is not allowed is refused", async () => {
        const person = await bench.create("people", {})
        const reference = [{target_object: "people", target_record_id: person.id.record_id}]
        const values = {...DEAL, associated_company: reference}
        const {body} = await bench.call("POST", "/v2/objects/deals/records", {data: {values}})
        expect(body.code).toBe("validation_type")
    })
})

describe("history", () => {
    const history = async (object: string, id: string, attribute: string, query = "?show_historic=true") => {
        const path = `/v2/objects/${object}/records/${id}/attributes/${attribute}/values${query}`
        const {body} = await bench.call("GET", path)
        return body.data as {
            active_from: string
            active_until: string | null
            status?: {title: string}
            value?: string
        }[]
    }

    test("every change closes the old value at the start of the new one, oldest first", async () => {
        const deal = await bench.create("deals", DEAL)
        for (const stage of ["In Progress", "Won 🎉", "Lead", "Lost"]) {
            at += 86_400_000
            await change("PATCH", "deals", deal.id.record_id, {stage: [{status: stage}]})
        }
        const stages = await history("deals", deal.id.record_id, "stage")
        expect(stages.map(({status}) => status?.title)).toEqual([
            "Lead",
            "In Progress",
            "Won 🎉",
            "Lead",
            "Lost",
        ])
        stages.forEach(({active_until: until}, index) =>
            expect(until).toBe(stages[index + 1]?.active_from ?? null),
        )
        expect(stages[0]?.active_from).toBe(deal.created_at)
        expect(
            (await history("deals", deal.id.record_id, "stage", "")).map(({status}) => status?.title),
        ).toEqual(["Lost"])
        const page = await history(
            "deals",
            deal.id.record_id,
            "stage",
            "?show_historic=true&limit=2&offset=1",
        )
        expect(page.map(({status}) => status?.title)).toEqual(["In Progress", "Won 🎉"])
    })

    test("writing the same value again is no change", async () => {
        const deal = await bench.create("deals", DEAL)
        at += 1000
        await change("PATCH", "deals", deal.id.record_id, {stage: "Lead", name: "Deal"})
        expect(await history("deals", deal.id.record_id, "stage")).toHaveLength(1)
    })

    test("changes in one millisecond still have an order", async () => {
        const deal = await bench.create("deals", DEAL)
        for (const name of ["a", "b", "c"]) await change("PATCH", "deals", deal.id.record_id, {name})
        const names = await history("deals", deal.id.record_id, "name")
        expect(names.map(({value}) => value)).toEqual(["Deal", "a", "b", "c"])
        const times = names.map(({active_from: from}) => from)
        expect([...new Set(times)].sort()).toEqual(times)
    })

    test("seeded history is kept, with the person as author", async () => {
        const [id = ""] = await bench.admin.seedRecords(bench.workspaceId, "deals", [
            {
                created_at: "2026-01-01T00:00:00Z",
                values: {name: "Old", owner: "ada@example.com"},
                history: {
                    stage: [
                        {value: "Lead", active_from: "2026-01-01T00:00:00Z"},
                        {value: "Won 🎉", active_from: "2026-02-03T10:00:00.123456789Z"},
                    ],
                    value: [
                        {value: 100, active_from: "2026-01-01T00:00:00Z"},
                        {value: null, active_from: "2026-01-05T00:00:00Z"},
                    ],
                },
            },
        ])
        const [, won] = await history("deals", id, "stage")
        expect(won).toMatchObject({
            active_from: "2026-02-03T10:00:00.123456789Z",
            active_until: null,
            created_by_actor: {type: "workspace-member", id: bench.memberIds[0]},
        })
        const deal = record((await get("deals", id)).body)
        expect(deal.created_at).toBe("2026-01-01T00:00:00.000000000Z")
        expect(deal.values.value).toEqual([])
        expect(await history("deals", id, "value")).toHaveLength(1)
    })

    test("an edit by a person carries that person", async () => {
        const deal = await bench.create("deals", DEAL)
        await bench.admin.editRecord(bench.workspaceId, "deals", deal.id.record_id, {name: "By hand"})
        const value = record((await get("deals", deal.id.record_id)).body).values.name?.[0]
        expect(value).toMatchObject({value: "By hand", created_by_actor: {type: "workspace-member"}})
    })

    test("history of interaction attributes is refused", async () => {
        const {id} = await bench.create("companies", {})
        const path = `/v2/objects/companies/records/${id.record_id}/attributes/last_email_interaction/values`
        expect((await bench.call("GET", path)).body.data).toEqual([])
        const {status, body} = await bench.call("GET", `${path}?show_historic=true`)
        expect([status, body.code]).toEqual([400, "validation_type"])
    })
})
