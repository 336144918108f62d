import {type BoardFixture, createBoards, type DashboardBody, type Page} from "./posthog-boards"

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

const error = (status: number, code: string, detail: string, attr: string | null = null) => ({
    status,
    body: {code, detail, attr},
})
const missing = error(404, "not_found", "Not found.")
const list = async (query = "") =>
    (await boards.call<Page<DashboardBody>>("GET", `/dashboards/${query}`)).body
const patch = (id: number, body: unknown) => boards.call<DashboardBody>("PATCH", `/dashboards/${id}/`, body)

test("create, read, change: under both path forms", async () => {
    const made = await boards.dashboard({description: "Key: a", filters: {date_from: "-30d"}, pinned: true})
    expect(made).toMatchObject({
        name: "Overview",
        pinned: true,
        tiles: [],
        restriction_level: 21,
        deleted: false,
    })
    const {id, request} = boards.project
    const path = `/api/environments/${id}/dashboards/${made.id}/`
    expect((await request("PATCH", path, {name: "New"})).status).toBe(200)
    expect((await request("GET", path)).body).toMatchObject({
        name: "New",
        description: "Key: a",
        filters: {date_from: "-30d"},
        persisted_filters: {date_from: "-30d"},
        created_by: {id: 7},
    })
})

test("lists: pinned first, then by name, in pages, without tiles", async () => {
    for (const name of ["b", "a", "c"]) await boards.dashboard({name, pinned: name === "c"})
    const first = await list("?limit=2")
    expect([first.count, first.results.map(({name}) => name)]).toEqual([3, ["c", "a"]])
    expect(first.results[0]?.tiles).toBeNull()
    const next = (first.next ?? "").slice(boards.project.url.length)
    const second = await boards.project.request<Page<DashboardBody>>("GET", next)
    expect(second.body.results.map(({name}) => name)).toEqual(["b"])
})

test("search is fuzzy on recent servers, by a part of the name on older ones, and has a longest text", async () => {
    await boards.dashboard({name: "Beton: overview", description: "Key: beton/overview"})
    await boards.dashboard({name: "Better onboarding"})
    await boards.dashboard({name: "Revenue"})
    const found = async (text: string) =>
        (await list(`?search=${encodeURIComponent(text)}`)).results.map(({name, search_match_type}) => [
            name,
            search_match_type,
        ])
    expect(await found("beton/overview")).toContainEqual(["Beton: overview", "exact"])
    expect(await found("Beton")).toEqual([
        ["Beton: overview", "exact"],
        ["Better onboarding", "similar"],
    ])
    const long = "x".repeat(201)
    expect(await boards.call("GET", `/dashboards/?search=${long}`)).toMatchObject(
        error(400, "invalid_input", "Search query must be 200 characters or fewer.", "search"),
    )
    await boards.project.admin.setPlan(boards.project.id, {older: true})
    expect(await found("beton/overview")).toEqual([])
    expect(await found("beton")).toEqual([["Beton: overview", undefined]])
})

test("tags are dropped without an error where the plan lacks them", async () => {
    expect((await boards.dashboard({tags: ["Beton"]})).tags).toEqual([])
    await boards.project.admin.setPlan(boards.project.id, {tagging: true})
    const {id, tags} = await boards.dashboard({tags: [" Beton ", "beton", "a"]})
    expect(tags).toEqual(["a", "beton"])
    await boards.project.admin.setPlan(boards.project.id, {tagging: false})
    expect((await patch(id, {tags: []})).body.tags).toEqual(["a", "beton"])
})

test("DELETE is 405, for a dashboard and for an insight", async () => {
    const {id} = await boards.dashboard()
    const insight = await boards.insight("SELECT 1")
    for (const path of [`/dashboards/${id}/`, `/insights/${insight.id}/`]) {
        expect(await boards.call("DELETE", path)).toMatchObject(
            error(405, "method_not_allowed", 'Method "DELETE" not allowed.'),
        )
    }
})

test("a deleted dashboard is 404 everywhere until it is restored", async () => {
    const {id} = await boards.dashboard()
    expect((await patch(id, {deleted: true})).body).toMatchObject({deleted: true, tiles: []})
    expect(await boards.call("GET", `/dashboards/${id}/`)).toMatchObject(missing)
    expect(await patch(id, {name: "x"})).toMatchObject(missing)
    expect(await patch(id, {deleted: true})).toMatchObject(missing)
    expect(await boards.call("POST", `/dashboards/${id}/create_text_tile/`, {body: "x"})).toMatchObject(
        missing,
    )
    expect((await list()).count).toBe(0)
    expect((await patch(id, {deleted: false})).body).toMatchObject({deleted: false, name: "Overview"})
    expect((await list()).count).toBe(1)
})

test("delete_insights spares what is on another dashboard", async () => {
    const [one, two] = [await boards.dashboard(), await boards.dashboard()]
    const own = await boards.insight("SELECT 1", [one.id])
    const both = await boards.insight("SELECT 2", [one.id, two.id])
    await patch(one.id, {deleted: true, delete_insights: true})
    expect(await boards.call("GET", `/insights/${own.id}/`)).toMatchObject(missing)
    expect((await boards.call("GET", `/insights/${both.id}/`)).body).toMatchObject({dashboards: [two.id]})
    // Restoring brings both tiles and the deleted insight back.
    const restored = (await patch(one.id, {deleted: false})).body
    expect(restored.tiles.map(({insight}) => insight?.id)).toEqual([own.id, both.id])
})

test("without delete_insights all insights stay", async () => {
    const {id} = await boards.dashboard()
    const insight = await boards.insight("SELECT 1", [id])
    await patch(id, {deleted: true})
    expect((await boards.call("GET", `/insights/${insight.id}/`)).body).toMatchObject({
        dashboards: [],
        deleted: false,
    })
})

test("empty filters do not reset filters", async () => {
    const {id} = await boards.dashboard({filters: {date_from: "-7d"}})
    expect((await patch(id, {filters: {}})).body.filters).toEqual({date_from: "-7d"})
    expect((await patch(id, {filters: {date_from: "all"}})).body.filters).toEqual({date_from: "all"})
})

test("use_dashboard shows the same insights and cards on a second dashboard", async () => {
    const {id} = await boards.dashboard({filters: {date_from: "-7d"}})
    const insight = await boards.insight("SELECT 1", [id])
    const copy = await boards.dashboard({use_dashboard: id, name: "Copy"})
    expect(copy).toMatchObject({creation_mode: "duplicate", filters: {date_from: "-7d"}})
    expect(copy.tiles[0]?.insight?.dashboards).toEqual([id, copy.id])
    expect(copy.tiles[0]?.insight?.id).toBe(insight.id)
})

test("bad fields are refused before anything is stored", async () => {
    const {id} = await boards.dashboard()
    const refused: [unknown, string, string | null][] = [
        [{name: "x".repeat(401)}, "max_length", "name"],
        [{pinned: "maybe"}, "invalid_input", "pinned"],
        [{restriction_level: 5}, "invalid_choice", "restriction_level"],
        [{filters: []}, "invalid_input", "filters"],
        [{tiles: {}}, "not_a_list", "tiles"],
        [{deleted: "gone"}, "invalid_input", "deleted"],
        [[], "invalid_input", null],
    ]
    for (const [body, code, attr] of refused) {
        expect(await patch(id, body)).toMatchObject({
            status: 400,
            body: {type: "validation_error", code, attr},
        })
    }
    expect(await boards.call("POST", "/dashboards/", {use_template: "nope"})).toMatchObject(
        error(400, "invalid_input", "Invalid template provided: nope", "use_template"),
    )
    expect(await boards.call("POST", "/dashboards/", "{")).toMatchObject({
        status: 400,
        body: {code: "parse_error"},
    })
    expect(await boards.call("GET", "/dashboards/abc/")).toMatchObject(missing)
    expect((await list()).results).toMatchObject([{name: "Overview", pinned: false, deleted: false}])
})

test("a dashboard of another project is 404", async () => {
    const other = await createBoards()
    const {id} = await other.dashboard()
    expect(await boards.call("GET", `/dashboards/${id}/`)).toMatchObject(missing)
})

test("a colleague's restricted dashboard may be read only, where the plan has permissions", async () => {
    const {admin, id: project} = boards.project
    const id = Number(
        await admin.simulateUser(project, {act: "add-dashboard", name: "Mine", restricted: true}),
    )
    expect(await patch(id, {pinned: true})).toMatchObject({
        status: 200,
        body: {restriction_level: 37, effective_restriction_level: 21, effective_privilege_level: 37},
    })
    await admin.setPlan(project, {dashboardPermissions: true})
    const denied = error(403, "permission_denied", "You don't have edit permissions for this dashboard.")
    expect(await patch(id, {pinned: false})).toMatchObject(denied)
    expect(await boards.call("POST", `/dashboards/${id}/create_text_tile/`, {body: "x"})).toMatchObject(
        denied,
    )
    expect(await boards.read(id)).toMatchObject({
        effective_restriction_level: 37,
        effective_privilege_level: 21,
    })
    expect(await boards.call("POST", "/insights/", {dashboards: [id]})).toMatchObject(
        error(403, "permission_denied", `You don't have permission to add insights to dashboard: ${id}`),
    )
})
