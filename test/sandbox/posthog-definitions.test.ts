import {createFixture, type ProjectFixture} from "./posthog-fixture"

let project: ProjectFixture
beforeAll(async () => {
    project = await createFixture({groupTypes: [{group_type: "company"}]})
})

async function types(query = ""): Promise<Record<string, string | null>> {
    const {body} = await project.request<{results: {name: string; property_type: string | null}[]}>(
        "GET",
        `/api/projects/${project.id}/property_definitions/?limit=500&${query}`,
    )
    return Object.fromEntries(body.results.map(({name, property_type}) => [name, property_type]))
}
const send = (properties: Record<string, unknown>, event = "typed") =>
    project.capture("/e/", {api_key: project.apiToken, event, distinct_id: "u", properties})

const recent = Date.parse("2026-09-01T00:00:00Z") / 1000
const old = Date.parse("2026-01-01T00:00:00Z") / 1000

describe("type of a property, as inferred from its first value (CONTRACT §1)", () => {
    const cases: [string, unknown, string | null][] = [
        ["seats", 5, "Numeric"],
        ["price", 1.5, "Numeric"],
        ["active", true, "Boolean"],
        ["flag_text", "TRUE", "Boolean"],
        ["flag_false", "false", "Boolean"],
        ["flag_title", "Yes", "String"],
        ["day", "2026-10-01", "DateTime"],
        ["moment", "2026-10-01T12:00:00Z", "DateTime"],
        ["moment_offset", "2026-10-01T12:00:00.123+02:00", "DateTime"],
        ["moment_space", "2026-10-01 12:00:00", "DateTime"],
        ["not_a_day", "2026-10-01-draft", "String"],
        ["trial_ends_at", "2026-10-01", "DateTime"],
        ["seen_at", recent, "DateTime"],
        ["seen_at_old", old, "Numeric"],
        ["dateOfBirthYear", 1980, "Numeric"],
        ["createdAt", recent, "DateTime"],
        ["count_recent", recent, "Numeric"],
        ["utm_content", "2026-10-01", "String"],
        ["utm_term", 7, "String"],
        ["$feature/flag", true, "String"],
        ["$survey_response_1", 9, "String"],
        ["text", "hello", "String"],
        ["empty", "", "String"],
        ["list", [1, 2], null],
        ["object", {a: 1}, null],
        ["nothing", null, null],
    ]
    beforeAll(() => send(Object.fromEntries(cases.map(([name, value]) => [name, value]))))

    test.each(cases)("%s = %j is %s", async (name, _, expected) => {
        const found = await types()
        expect(found).toHaveProperty([name])
        expect(found[name]).toBe(expected)
    })
})

test("the first type stays; a property without one is still open", async () => {
    await send({first: "text", open: null})
    await send({first: 5, open: 5})
    expect(await types()).toMatchObject({first: "String", open: "Numeric"})
})

test("person and group properties have definitions of their own", async () => {
    await send({$set: {plan: "free", seats: "3"}, $set_once: {born: "2026-01-01"}})
    await send(
        {$group_type: "company", $group_key: "a", $group_set: {employees: 9, name: "A"}},
        "$groupidentify",
    )
    expect(await types("type=person")).toEqual({plan: "String", seats: "String", born: "DateTime"})
    expect(await types("type=group&group_type_index=0")).toEqual({employees: "Numeric", name: "String"})
    expect(await types("type=group&group_type_index=1")).toEqual({})
})

test("what carries persons and groups is no property; over-long names are skipped", async () => {
    const long = "x".repeat(201)
    await send({$groups: {company: "a"}, $set: {a: 1}, [long]: 1, ["y".repeat(200)]: 1})
    const names = Object.keys(await types())
    expect(names).toContain("y".repeat(200))
    for (const name of ["$groups", "$group_0", "$set", long]) expect(names).not.toContain(name)
})

test("properties by the events that carry them", async () => {
    await send({only_here: 1}, "special")
    const found = await types(`filter_by_event_names=true&event_names=${encodeURIComponent('["special"]')}`)
    expect(Object.keys(found)).toEqual(["$ip", "only_here"])
})

test("events: created once, last_seen_at is moved at most once a day, long names are skipped", async () => {
    const seen = async (): Promise<Record<string, string>> => {
        const {body} = await project.request<{results: {name: string; last_seen_at: string}[]}>(
            "GET",
            `/api/projects/${project.id}/event_definitions/?limit=500`,
        )
        return Object.fromEntries(body.results.map(({name, last_seen_at}) => [name, last_seen_at]))
    }
    await send({}, "lazy")
    await send({}, "z".repeat(201))
    await project.admin.updateProject(project.id, {now: "2026-10-05T18:00:00Z"})
    await send({}, "lazy")
    expect((await seen()).lazy).toBe("2026-10-05T06:00:00Z")
    await project.admin.updateProject(project.id, {now: "2026-10-06T06:00:00Z"})
    await send({}, "lazy")
    expect((await seen()).lazy).toBe("2026-10-06T06:00:00Z")
    expect(Object.keys(await seen())).not.toContain("z".repeat(201))
})

test("an inferred number is compared as a number", async () => {
    await send({amount: 100}, "paid")
    await send({amount: 9}, "paid")
    expect(
        await project.rows("SELECT count() FROM events WHERE event = 'paid' AND properties.amount > 10"),
    ).toEqual([[1]])
})
