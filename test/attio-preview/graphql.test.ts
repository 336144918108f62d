import {runGraphql} from "@beton/scripts/sandbox/attio-preview/graphql/execute"

import {type FixturePreview, startFixture} from "./support"

let f: FixturePreview

beforeAll(async () => {
    f = await startFixture()
}, 120_000)
afterAll(() => f.close())

const run = (query: string, variables: Record<string, unknown> = {}) =>
    runGraphql(f.preview.app.reader, query, variables)

test("a company by id, with an attribute by slug", async () => {
    const query = `query C($id: String!, $slug: String!) {
        company(id: $id) { name domains url score: attribute(slug: $slug) { __typename ... on NumberValue { value } } }
    }`
    expect(await run(query, {id: f.companies.acme, slug: "beton_score"})).toEqual({
        company: {
            ...{name: "Acme", domains: ["acme.com"]},
            url: expect.stringContaining(f.companies.acme) as unknown,
            score: {__typename: "NumberValue", value: 82},
        },
    })
})

test("an attribute that does not exist and one without a value are told apart", async () => {
    const query = `query C($id: String!) { company(id: $id) {
        none: attribute(slug: "none") { __typename }
        score: attribute(slug: "beton_score") { ... on NumberValue { value } }
    } }`
    expect(await run(query, {id: f.companies.bare})).toEqual({company: {none: null, score: {value: null}}})
})

test("a deal with its stage, money, owner and company", async () => {
    const query = `query D($id: String!) { deal(id: $id) {
        name stage { title } value { currency_value currency_code }
        owner { __typename ... on User { id name } } associated_company { name domains }
    } }`
    expect(await run(query, {id: f.deal})).toEqual({
        deal: {
            ...{name: "Acme deal", stage: {title: "Lead"}},
            value: {currency_value: 1200, currency_code: "USD"},
            owner: {__typename: "User", id: f.bench.memberIds[0], name: expect.any(String) as unknown},
            associated_company: {name: "Acme", domains: ["acme.com"]},
        },
    })
})

test("records by ids keep their order, with null for what is not there", async () => {
    const query = `query R($ids: [String!]!) { companies { slug records(ids: $ids) { name } } }`
    const missing = "00000000-0000-4000-8000-000000000000"
    expect(await run(query, {ids: [f.companies.globex, missing, f.companies.acme]})).toEqual({
        companies: {slug: "companies", records: [{name: "Globex"}, null, {name: "Acme"}]},
    })
})

test("attributes of an object by type, the workspace and the user", async () => {
    const query = `{ companies { attributes(types: [NUMBER]) { slug type } } currentWorkspace { id } currentUser { id } }`
    const answer = (await run(query)) as {companies: {attributes: {slug: string; type: string}[]}}
    expect(answer).toMatchObject({
        currentWorkspace: {id: f.bench.workspaceId},
        currentUser: {id: f.bench.memberIds[0]},
    })
    expect(answer.companies.attributes).toContainEqual({slug: "beton_score", type: "NUMBER"})
    expect(new Set(answer.companies.attributes.map(({type}) => type))).toEqual(new Set(["NUMBER"]))
})

test.each([
    ["a field that does not exist", "{ currentWorkspace { plan } }", /Cannot query field "plan"/],
    ["a mutation", "mutation { x }", /not configured to execute mutation|mutation/i],
    [
        "two queries at once",
        "query A { currentUser { id } } query B { currentUser { id } }",
        /exactly one query/,
    ],
    ["text that is no query", "select 1", /cannot be read/],
    ["an experimental search", '{ experimental_searchDeals(query: "a") { id } }', /experimental/],
    ["entries of lists, which it does not know", "LIST_ENTRIES", /does not answer list_entries/],
])("%s is refused", async (_, query, message) => {
    const text = query === "LIST_ENTRIES" ? `{ deal(id: "${f.deal}") { list_entries { id } } }` : query
    await expect(run(text)).rejects.toThrow(message)
})
