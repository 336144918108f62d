/** Objects, attributes, options and statuses: standard slugs, creation, editing and every refusal. */
import {type Bench, startBench} from "../../scripts/sandbox/attio/testing"

interface AnsweredAttribute {
    id: {object_id: string; attribute_id: string}
    api_slug: string
    type: string
    is_required: boolean
    is_unique: boolean
    is_multiselect: boolean
    is_system_attribute: boolean
    is_archived: boolean
    default_value: unknown
    relationship: {object_slug: string; api_slug: string; is_multiselect: boolean} | null
    config: {
        currency: {default_currency_code: string | null}
        record_reference: {allowed_object_ids: string[] | null}
    }
}

let bench: Bench
beforeAll(async () => {
    bench = await startBench()
})
afterAll(() => bench.close())

const attributesOf = async (object: string, query = "") =>
    (await bench.call("GET", `/v2/objects/${object}/attributes${query}`)).body.data as AnsweredAttribute[]
const input = (api_slug: string, more: object = {}) => ({
    data: {
        title: api_slug,
        description: null,
        api_slug,
        type: "text",
        is_required: false,
        is_unique: false,
        is_multiselect: false,
        config: {},
        ...more,
    },
})
const create = (object: string, body: unknown) => bench.call("POST", `/v2/objects/${object}/attributes`, body)
const outcome = ({status, body}: {status: number; body: {code?: string}}) => [status, body.code]

describe("standard objects", () => {
    const expected: Record<string, string[]> = {
        companies:
            "record_id domains name description team categories primary_location logo_url angellist facebook instagram linkedin twitter twitter_follower_count estimated_arr_usd funding_raised_usd foundation_date employee_range first_calendar_interaction last_calendar_interaction next_calendar_interaction first_email_interaction last_email_interaction first_interaction last_interaction next_interaction strongest_connection_strength strongest_connection_user associated_deals associated_workspaces created_at created_by".split(
                " ",
            ),
        people: "record_id email_addresses name company description job_title avatar_url phone_numbers primary_location associated_deals associated_users".split(
            " ",
        ),
        deals: "record_id name stage owner value associated_people associated_company created_at created_by".split(
            " ",
        ),
    }
    test.each(Object.keys(expected))("%s has its slugs", async (object) => {
        const slugs = (await attributesOf(object)).map(({api_slug: slug}) => slug)
        expect(slugs).toEqual(expect.arrayContaining(expected[object] ?? []))
        if (object !== "people") expect(slugs).toHaveLength(expected[object]?.length ?? 0)
    })

    test("uniqueness, requirement and multiselect are as in the real workspace", async () => {
        const flags = async (object: string, key: "is_unique" | "is_required" | "is_multiselect") =>
            (await attributesOf(object)).filter((one) => one[key]).map(({api_slug: slug}) => slug)
        expect(await flags("companies", "is_unique")).toEqual(["record_id", "domains"])
        expect(await flags("people", "is_unique")).toEqual(["record_id", "email_addresses"])
        expect(await flags("deals", "is_unique")).toEqual(["record_id"])
        expect(await flags("deals", "is_required")).toEqual(["name", "stage", "owner"])
        expect(await flags("deals", "is_multiselect")).toEqual(["associated_people"])
    })

    test("deals and companies name each other as the two sides of one relationship", async () => {
        const company = (await attributesOf("deals")).find((one) => one.api_slug === "associated_company")
        const deals = (await attributesOf("companies")).find((one) => one.api_slug === "associated_deals")
        expect(company?.relationship).toMatchObject({
            object_slug: "companies",
            api_slug: "associated_deals",
            is_multiselect: true,
        })
        expect(deals?.relationship).toMatchObject({
            object_slug: "deals",
            api_slug: "associated_company",
            is_multiselect: false,
        })
        expect(company?.config.record_reference.allowed_object_ids).toEqual([deals?.id.object_id])
    })

    test("default deal stages", async () => {
        const {body} = await bench.call("GET", "/v2/objects/deals/attributes/stage/statuses")
        expect((body.data as {title: string}[]).map(({title}) => title)).toEqual([
            "Lead",
            "In Progress",
            "Won 🎉",
            "Lost",
        ])
    })

    test("a disabled object is absent everywhere, and comes back when enabled", async () => {
        const {admin, workspaceId} = bench
        await admin.setDealsEnabled(workspaceId, false)
        const answers = await Promise.all([
            bench.call("GET", "/v2/objects/deals"),
            bench.call("GET", "/v2/objects/deals/attributes"),
            bench.call("POST", "/v2/objects/deals/records/query", {}),
            bench.call("POST", "/v2/objects/deals/records", {data: {values: {}}}),
            bench.call("GET", "/v2/objects/users"),
            bench.call("GET", "/v2/objects/workspaces"),
        ])
        answers.forEach((answer) => expect(outcome(answer)).toEqual([404, "not_found"]))
        const list = (await bench.call("GET", "/v2/objects")).body.data as {api_slug: string}[]
        expect(list.map(({api_slug: slug}) => slug)).toEqual(["companies", "people"])
        expect(
            outcome(
                await bench.call("POST", "/v2/objects", {
                    data: {api_slug: "deals", singular_noun: "Deal", plural_noun: "Deals"},
                }),
            ),
        ).toEqual([409, "slug_conflict"])
        await admin.setDealsEnabled(workspaceId, true)
        expect((await bench.call("GET", "/v2/objects/deals")).status).toBe(200)
    })
})

describe("objects", () => {
    test("are created, found by slug or id, and renamed", async () => {
        const data = {api_slug: "sites", singular_noun: "Site", plural_noun: "Sites"}
        const created = (await bench.call("POST", "/v2/objects", {data})).body.data as {
            id: {object_id: string}
        }
        expect((await bench.call("GET", `/v2/objects/${created.id.object_id}`)).body.data).toEqual(created)
        expect(outcome(await bench.call("POST", "/v2/objects", {data}))).toEqual([409, "slug_conflict"])
        const renamed = await bench.call("PATCH", "/v2/objects/sites", {data: {api_slug: "places"}})
        expect(renamed.body.data).toMatchObject({api_slug: "places", singular_noun: "Site"})
        expect(
            outcome(await bench.call("PATCH", "/v2/objects/places", {data: {api_slug: "people"}})),
        ).toEqual([409, "slug_conflict"])
        expect(outcome(await bench.call("GET", "/v2/objects/sites"))).toEqual([404, "not_found"])
    })
})

describe("attributes", () => {
    test.each("title description api_slug type is_required is_unique is_multiselect config".split(" "))(
        "creation without %s is refused with its path",
        async (key) => {
            const {[key]: _, ...data} = input("incomplete").data as Record<string, unknown>
            const answer = await create("companies", {data})
            expect(outcome(answer)).toEqual([400, "validation_type"])
            expect(answer.body.validation_errors).toEqual([
                {code: "required", path: ["data"], message: expect.stringContaining(key) as string},
            ])
        },
    )

    test("a created attribute is listed with what was asked for, and a taken slug is 409", async () => {
        const body = input("plan_value", {
            type: "currency",
            config: {currency: {default_currency_code: "GBP", display_type: "code"}},
        })
        const created = (await create("companies", body)).body.data as AnsweredAttribute
        expect(created).toMatchObject({
            type: "currency",
            is_system_attribute: false,
            config: {currency: {default_currency_code: "GBP"}},
        })
        expect((await attributesOf("companies")).at(-1)).toEqual(created)
        const again = await create("companies", body)
        expect([...outcome(again), again.body.type]).toEqual([409, "slug_conflict", "invalid_request_error"])
        expect(outcome(await create("companies", input("name")))).toEqual([409, "slug_conflict"])
        expect((await create("people", body)).status).toBe(200)
    })

    test.each([
        ["status outside lists", {type: "status"}],
        ["unknown type", {type: "personal-name"}],
        ["multiselect currency", {type: "currency", is_multiselect: true}],
        ["unknown key", {is_hidden: true}],
        [
            "misfit default",
            {type: "number", default_value: {type: "static", template: [{value: "x"}]}},
            "deals",
        ],
        ["default on companies", {default_value: {type: "static", template: [{value: "x"}]}}],
    ])("%s is refused", async (_, more, object = "companies") => {
        expect(outcome(await create(object, input("refused", more)))).toEqual([400, "validation_type"])
    })

    test("on an unknown object it is 404, also when the reference names it", async () => {
        expect(outcome(await create("nothings", input("x")))).toEqual([404, "not_found"])
        expect(outcome(await bench.call("GET", "/v2/objects/nothings/attributes"))).toEqual([
            404,
            "not_found",
        ])
        const reference = {
            type: "record-reference",
            config: {record_reference: {allowed_objects: ["nothings"]}},
        }
        expect(outcome(await create("deals", input("x", reference)))).toEqual([404, "not_found"])
    })

    test("system attributes cannot be edited, unknown ones are 404", async () => {
        const patch = (slug: string) =>
            bench.call("PATCH", `/v2/objects/deals/attributes/${slug}`, {data: {title: "New"}})
        expect(outcome(await patch("stage"))).toEqual([400, "system_edit_unauthorized"])
        expect(outcome(await patch("nonsense"))).toEqual([404, "not_found"])
        const body = {data: {type: "number"}}
        await create("deals", input("free_text"))
        expect(outcome(await bench.call("PATCH", "/v2/objects/deals/attributes/free_text", body))).toEqual([
            400,
            "validation_type",
        ])
    })

    test("an archived attribute is hidden and cannot be written, but keeps its slug", async () => {
        await create("deals", input("old_score", {type: "number"}))
        const path = "/v2/objects/deals/attributes/old_score"
        expect((await bench.call("PATCH", path, {data: {is_archived: true}})).status).toBe(200)
        const slugs = (list: AnsweredAttribute[]) => list.map(({api_slug: slug}) => slug)
        expect(slugs(await attributesOf("deals"))).not.toContain("old_score")
        expect(slugs(await attributesOf("deals", "?show_archived=true"))).toContain("old_score")
        expect(outcome(await create("deals", input("old_score")))).toEqual([409, "slug_conflict"])
        const values = {name: "D", stage: "Lead", owner: "ada@example.com"}
        const answer = await bench.call("POST", "/v2/objects/deals/records", {
            data: {values: {...values, old_score: 1}},
        })
        expect(outcome(answer)).toEqual([400, "value_not_found"])
        expect((await bench.create("deals", values)).values).not.toHaveProperty("old_score")
        await bench.call("PATCH", path, {data: {is_archived: false}})
        expect((await bench.create("deals", {...values, old_score: 1})).values.old_score?.[0]?.value).toBe(1)
    })

    test("is_unique counts for later writes only", async () => {
        await create("people", input("crm_id"))
        await bench.create("people", {crm_id: "1"})
        await bench.create("people", {crm_id: "1"})
        const path = "/v2/objects/people/attributes/crm_id"
        expect((await bench.call("PATCH", path, {data: {is_unique: true}})).status).toBe(200)
        const found = await bench.call("POST", "/v2/objects/people/records/query", {filter: {crm_id: "1"}})
        expect(found.body.data).toHaveLength(2)
        expect(
            outcome(await bench.call("POST", "/v2/objects/people/records", {data: {values: {crm_id: "1"}}})),
        ).toEqual([400, "uniqueness_conflict"])
    })

    test("a relationship creates the other side too", async () => {
        const relationship = {object: "companies", title: "Pilots", api_slug: "pilots", is_multiselect: true}
        const body = input("pilot_of", {type: "record-reference", relationship})
        const {status, body: answer} = await create("deals", body)
        expect([status, (answer.data as AnsweredAttribute).relationship?.api_slug]).toEqual([200, "pilots"])
        const other = (await attributesOf("companies")).find((one) => one.api_slug === "pilots")
        expect(other?.relationship).toMatchObject({object_slug: "deals", api_slug: "pilot_of"})
    })

    test("default values fill what a new record does not say", async () => {
        const defaults = [
            ["source", "text", {type: "static", template: [{value: "api"}]}, {value: "api"}],
            ["due", "date", {type: "dynamic", template: "P7D"}, {value: expect.any(String) as string}],
            [
                "lead",
                "actor-reference",
                {type: "dynamic", template: "current-user"},
                {referenced_actor_id: bench.memberIds[0]},
            ],
        ] as const
        for (const [slug, type, default_value] of defaults) {
            expect((await create("deals", input(slug, {type, default_value}))).status).toBe(200)
        }
        const deal = await bench.create("deals", {name: "D", stage: "Lead", owner: "ada@example.com"})
        for (const [slug, , , value] of defaults) expect(deal.values[slug]?.[0]).toMatchObject(value)
        const source = (await attributesOf("deals")).find((one) => one.api_slug === "source")
        expect(source?.default_value).toEqual({
            type: "static",
            template: [{value: "api", attribute_type: "text"}],
        })
    })

    test("the list is paged", async () => {
        const all = await attributesOf("deals")
        expect(await attributesOf("deals", "?limit=2&offset=1")).toEqual(all.slice(1, 3))
        expect(outcome(await bench.call("GET", "/v2/objects/deals/attributes?limit=two"))).toEqual([
            400,
            "validation_type",
        ])
    })
})

describe("options and statuses", () => {
    const options = "/v2/objects/companies/attributes/pql_signals/options"
    beforeAll(() => create("companies", input("pql_signals", {type: "select", is_multiselect: true})))

    test("an option exists before it is written, and its title is taken once", async () => {
        const write = () =>
            bench.call("POST", "/v2/objects/companies/records", {data: {values: {pql_signals: ["Usage"]}}})
        expect(outcome(await write())).toEqual([400, "value_not_found"])
        expect((await bench.call("POST", options, {data: {title: "Usage"}})).status).toBe(200)
        expect((await write()).status).toBe(200)
        expect(outcome(await bench.call("POST", options, {data: {title: "Usage"}}))).toEqual([
            409,
            "slug_conflict",
        ])
        expect(outcome(await bench.call("POST", options, {data: {title: ""}}))).toEqual([
            400,
            "validation_type",
        ])
    })

    test("an archived option cannot be written, keeps its title, and old values still name it", async () => {
        const {body} = await bench.call("POST", options, {data: {title: "Old"}})
        const {option_id: id} = (body.data as {id: {option_id: string}}).id
        const record = await bench.create("companies", {pql_signals: ["Old"]})
        expect((await bench.call("PATCH", `${options}/${id}`, {data: {is_archived: true}})).status).toBe(200)
        const values = {pql_signals: ["Old"]}
        expect(outcome(await bench.call("POST", "/v2/objects/companies/records", {data: {values}}))).toEqual([
            400,
            "value_not_found",
        ])
        expect(outcome(await bench.call("POST", options, {data: {title: "Old"}}))).toEqual([
            409,
            "slug_conflict",
        ])
        const titles = async (query: string) =>
            ((await bench.call("GET", options + query)).body.data as {title: string}[]).map(
                ({title}) => title,
            )
        expect(await titles("")).not.toContain("Old")
        expect(await titles("?show_archived=true")).toContain("Old")
        const read = await bench.call("GET", `/v2/objects/companies/records/${record.id.record_id}`)
        const {values: kept} = read.body.data as typeof record
        expect(kept.pql_signals?.[0]?.option).toMatchObject({title: "Old", is_archived: true})
    })

    test("a renamed stage keeps its id", async () => {
        const root = "/v2/objects/deals/attributes/stage/statuses"
        const statuses = (await bench.call("GET", root)).body.data as {
            title: string
            id: {status_id: string}
        }[]
        const won = statuses.find(({title}) => title.startsWith("Won"))?.id.status_id ?? ""
        const deal = await bench.create("deals", {name: "D", stage: won, owner: "ada@example.com"})
        await bench.call("PATCH", `${root}/${won}`, {data: {title: "Closed", celebration_enabled: false}})
        const read = await bench.call("GET", `/v2/objects/deals/records/${deal.id.record_id}`)
        const {values} = read.body.data as typeof deal
        expect(values.stage?.[0]?.status).toMatchObject({title: "Closed", id: {status_id: won}})
        expect(outcome(await bench.call("PATCH", `${root}/${won}`, {data: {title: "Lost"}}))).toEqual([
            409,
            "slug_conflict",
        ])
        const created = await bench.call("POST", root, {
            data: {title: "Trial", target_time_in_status: "P14D"},
        })
        expect(created.body.data).toMatchObject({
            title: "Trial",
            target_time_in_status: "P14D",
            celebration_enabled: false,
        })
        expect(outcome(await bench.call("POST", root, {data: {title: "Trial"}}))).toEqual([
            409,
            "slug_conflict",
        ])
    })

    test("attributes of another type have none", async () => {
        expect(outcome(await bench.call("GET", "/v2/objects/deals/attributes/nonsense/statuses"))).toEqual([
            404,
            "not_found",
        ])
        const {body} = await bench.call("POST", "/v2/objects/deals/attributes/name/options", {
            data: {title: "x"},
        })
        expect(body.code).toBe("validation_type")
        expect(outcome(await bench.call("PATCH", `${options}/none`, {data: {is_archived: true}}))).toEqual([
            404,
            "not_found",
        ])
    })
})
