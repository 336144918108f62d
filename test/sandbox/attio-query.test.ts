/** Record queries: filters in both forms, operators per type, paths, sorting, paging; and what is refused. */
import {type AnsweredRecord, type Bench, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench

beforeAll(async () => {
    bench = await startBench({workspace: {now: "2026-10-05T06:00:00.000Z"}})
    const {admin, workspaceId} = bench
    for (const [api_slug, type] of [
        ["score", "number"],
        ["hot", "checkbox"],
        ["seen_at", "timestamp"],
    ] as const) {
        await admin.createAttribute(workspaceId, "companies", {title: api_slug, api_slug, type})
    }
    await admin.createAttribute(workspaceId, "companies", {
        title: "Key",
        api_slug: "beton_key",
        type: "text",
        is_unique: true,
    })
    await admin.seedRecords(workspaceId, "companies", [
        {
            created_at: "2026-01-01T00:00:00Z",
            values: {
                name: "Acme",
                domains: ["acme.com", "blog.acme.de"],
                score: 10,
                hot: true,
                foundation_date: "2001-05-01",
                seen_at: "2026-09-01T12:00:00Z",
                categories: ["B2B", "SAAS"],
                funding_raised_usd: 1000,
                beton_key: "acme",
            },
        },
        {
            created_at: "2026-02-01T00:00:00Z",
            values: {name: "Beta Acme", domains: ["beta.io"], score: 20, hot: false, beton_key: "beta"},
        },
        {
            created_at: "2026-03-01T00:00:00Z",
            values: {name: "Gamma", score: 30, foundation_date: "2020-01-01"},
        },
    ])
    const [acme = "", beta = ""] = ((await admin.records(workspaceId, "companies")) as AnsweredRecord[]).map(
        ({id}) => id.record_id,
    )
    const deal = (name: string, stage: string, company: string) => ({
        values: {
            name,
            stage,
            owner: "ada@example.com",
            associated_company: [{target_object: "companies", target_record_id: company}],
        },
    })
    await admin.seedRecords(workspaceId, "deals", [
        deal("D1", "Lead", acme),
        deal("D2", "Won 🎉", acme),
        deal("D3", "Lost", beta),
    ])
})
afterAll(() => bench.close())

const query = (object: string, body: unknown) =>
    bench.call("POST", `/v2/objects/${object}/records/query`, body)
const names = async (object: string, body: unknown) => {
    const answer = await query(object, body)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body.code} ${answer.body.message}`)
    return (answer.body.data as AnsweredRecord[]).map(({values}) => values.name?.[0]?.value)
}

const companies: [filter: object, expected: string[]][] = [
    [{}, ["Acme", "Beta Acme", "Gamma"]],
    [{name: "Acme"}, ["Acme"]],
    [{name: {$eq: "Acme"}}, ["Acme"]],
    [{name: {value: {$eq: "Acme"}}}, ["Acme"]],
    [{name: {value: "Acme"}}, ["Acme"]],
    [{name: {$contains: "acme"}}, ["Acme", "Beta Acme"]],
    [{name: {$starts_with: "Beta"}}, ["Beta Acme"]],
    [{name: {$ends_with: "Acme"}}, ["Acme", "Beta Acme"]],
    [{name: {$in: ["Acme", "Gamma", "None"]}}, ["Acme", "Gamma"]],
    [{beton_key: "beta"}, ["Beta Acme"]],
    [{beton_key: {$in: ["beta", "acme"]}}, ["Acme", "Beta Acme"]],
    [{beton_key: "none"}, []],
    [{beton_key: "beta", name: "Acme"}, []],
    [{domains: "ACME.com"}, ["Acme"]],
    [{domains: {root_domain: {$eq: "acme.de"}}}, ["Acme"]],
    [{domains: {domain: {$ends_with: ".io"}}}, ["Beta Acme"]],
    [{domains: {domain: {$not_empty: true}}}, ["Acme", "Beta Acme"]],
    [{$not: {domains: {$not_empty: true}}}, ["Gamma"]],
    [{score: 20}, ["Beta Acme"]],
    [{score: {$gt: 10, $lte: 30}}, ["Beta Acme", "Gamma"]],
    [{score: {$gte: 10, $lt: 20}}, ["Acme"]],
    [{funding_raised_usd: {currency_value: {$gte: 1000}}}, ["Acme"]],
    [{foundation_date: {$lt: "2010-01-01"}}, ["Acme"]],
    [{seen_at: {$gte: "2026-09-01T12:00:00.000Z"}}, ["Acme"]],
    [{seen_at: {$gt: "2026-09-01T12:00:00.000Z"}}, []],
    [{created_at: {$gt: "2026-01-15T00:00:00Z"}}, ["Beta Acme", "Gamma"]],
    [{hot: false}, ["Beta Acme"]],
    [{categories: "SAAS"}, ["Acme"]],
    [{$or: [{name: "Acme"}, {score: 30}]}, ["Acme", "Gamma"]],
    [{$and: [{name: {$contains: "acme"}}, {$not: {hot: true}}]}, ["Beta Acme"]],
    [{$and: [{name: {$contains: "acme"}}, {$or: [{score: 20}, {score: 30}]}]}, ["Beta Acme"]],
]
test.each(companies)("companies matching %j", async (filter, expected) => {
    expect(await names("companies", {filter})).toEqual(expected)
})

test("records are found by id, singly and in lists", async () => {
    const records = (await bench.admin.records(bench.workspaceId, "companies")) as AnsweredRecord[]
    const [first, second] = records.map(({id}) => id.record_id)
    expect(await names("companies", {filter: {record_id: second}})).toEqual(["Beta Acme"])
    expect(await names("companies", {filter: {record_id: {$in: [first, second]}}})).toEqual([
        "Acme",
        "Beta Acme",
    ])
    const byReference = {associated_company: {target_record_id: {$eq: first}}}
    expect(await names("deals", {filter: byReference})).toEqual(["D1", "D2"])
    const byObject = {associated_company: {target_object: "companies", target_record_id: second}}
    expect(await names("deals", {filter: byObject})).toEqual(["D3"])
})

test("deals are found by stage title and id and by owner", async () => {
    const statuses = await bench.call("GET", "/v2/objects/deals/attributes/stage/statuses")
    const won = (statuses.body.data as {title: string; id: {status_id: string}}[]).find(
        ({title}) => title === "Won 🎉",
    )
    expect(await names("deals", {filter: {stage: "Won 🎉"}})).toEqual(["D2"])
    expect(await names("deals", {filter: {stage: {status: {$eq: won?.id.status_id}}}})).toEqual(["D2"])
    expect(await names("deals", {filter: {owner: bench.memberIds[0]}})).toEqual(["D1", "D2", "D3"])
    const pair = {referenced_actor_type: "workspace-member", referenced_actor_id: bench.memberIds[0]}
    expect(await names("deals", {filter: {owner: pair}})).toHaveLength(3)
})

test("a path follows references in both directions", async () => {
    const path = [
        ["deals", "associated_company"],
        ["companies", "domains"],
    ]
    expect(await names("deals", {filter: {path, constraints: {domain: "acme.com"}}})).toEqual(["D1", "D2"])
    expect(
        await names("deals", {filter: {$not: {path, constraints: {root_domain: {$eq: "acme.com"}}}}}),
    ).toEqual(["D3"])
    const back = [
        ["companies", "associated_deals"],
        ["deals", "stage"],
    ]
    expect(await names("companies", {filter: {path: back, constraints: {status: "Lost"}}})).toEqual([
        "Beta Acme",
    ])
})

test("sorting by attribute, field and path; records without a value come last", async () => {
    const sorted = (object: string, sort: object) => names(object, {sorts: [sort]})
    expect(await sorted("companies", {direction: "desc", attribute: "score"})).toEqual([
        "Gamma",
        "Beta Acme",
        "Acme",
    ])
    const founded = {direction: "desc", attribute: "foundation_date", field: "value"}
    expect(await sorted("companies", founded)).toEqual(["Gamma", "Acme", "Beta Acme"])
    expect(await sorted("deals", {direction: "asc", attribute: "stage"})).toEqual(["D1", "D2", "D3"])
    const path = [
        ["deals", "associated_company"],
        ["companies", "score"],
    ]
    expect(await sorted("deals", {direction: "desc", path})).toEqual(["D3", "D1", "D2"])
    const sorts = [
        {direction: "desc", path},
        {direction: "desc", attribute: "name"},
    ]
    expect(await names("deals", {sorts})).toEqual(["D3", "D2", "D1"])
})

test("paging ends with a short page and there is no total", async () => {
    const sorts = [{direction: "asc", attribute: "created_at"}]
    const first = await query("companies", {sorts, limit: 2})
    expect(Object.keys(first.body)).toEqual(["data"])
    expect(await names("companies", {sorts, limit: 2, offset: 2})).toEqual(["Gamma"])
    expect(await names("companies", {sorts, limit: 2, offset: 4})).toEqual([])
})

test("a page holds 500 records, never more", async () => {
    const {workspaceId} = await bench.admin.createWorkspace()
    await bench.admin.seedRecords(
        workspaceId,
        "companies",
        Array.from({length: 501}, () => ({values: {}})),
    )
    const token = await bench.admin.createToken(workspaceId, {
        scopes: ["record_permission:read", "object_configuration:read"],
    })
    const response = await fetch(`${bench.url}/v2/objects/companies/records/query`, {
        method: "POST",
        headers: {authorization: `Bearer ${token}`, "content-type": "application/json"},
        body: "{}",
    })
    expect(((await response.json()) as {data: unknown[]}).data).toHaveLength(500)
})

const bad: [why: string, object: string, body: object, code: string][] = [
    ["unknown attribute", "companies", {filter: {nonsense: 1}}, "filter_error"],
    ["unknown operator", "companies", {filter: {name: {$like: "x"}}}, "filter_error"],
    ["unknown top-level operator", "companies", {filter: {$nor: []}}, "filter_error"],
    ["unknown property", "companies", {filter: {name: {domain: "x"}}}, "filter_error"],
    ["$in on a select", "companies", {filter: {categories: {$in: ["B2B"]}}}, "filter_error"],
    ["$in on a status", "deals", {filter: {stage: {$in: ["Lead"]}}}, "filter_error"],
    ["$not_empty on a status", "deals", {filter: {stage: {$not_empty: true}}}, "filter_error"],
    ["$gt on a text", "companies", {filter: {name: {$gt: "a"}}}, "filter_error"],
    ["$contains on a number", "companies", {filter: {score: {$contains: "1"}}}, "filter_error"],
    ["$in without a list", "companies", {filter: {name: {$in: "Acme"}}}, "filter_error"],
    ["text for a number", "companies", {filter: {score: "20"}}, "filter_error"],
    ["no date", "companies", {filter: {created_at: {$gt: "yesterday"}}}, "filter_error"],
    ["unknown stage", "deals", {filter: {stage: "Closed"}}, "filter_error"],
    ["empty condition", "companies", {filter: {name: {}}}, "filter_error"],
    ["$and without a list", "companies", {filter: {$and: {name: "x"}}}, "filter_error"],
    [
        "path that starts elsewhere",
        "companies",
        {filter: {path: [["deals", "name"]], constraints: {value: "x"}}},
        "filter_error",
    ],
    [
        "path through a text",
        "deals",
        {
            filter: {
                path: [
                    ["deals", "name"],
                    ["companies", "name"],
                ],
                constraints: {value: "x"},
            },
        },
        "filter_error",
    ],
    [
        "sort by an unknown attribute",
        "companies",
        {sorts: [{direction: "asc", attribute: "x"}]},
        "filter_error",
    ],
    ["sort without direction", "companies", {sorts: [{attribute: "name"}]}, "validation_type"],
    ["limit above 500", "companies", {limit: 501}, "validation_type"],
    ["negative offset", "companies", {offset: -1}, "validation_type"],
    ["limit as text", "companies", {limit: "10"}, "validation_type"],
    ["filter as a list", "companies", {filter: []}, "validation_type"],
]
test.each(bad)("%s is refused", async (_, object, body, code) => {
    const answer = await query(object, body)
    expect([answer.status, answer.body.type, answer.body.code]).toEqual([400, "invalid_request_error", code])
})
