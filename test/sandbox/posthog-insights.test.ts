import {type BoardFixture, createBoards, type InsightBody, type Page, sql} from "./posthog-boards"

let boards: BoardFixture
beforeEach(async () => {
    boards = await createBoards()
})

const create = (body: unknown) => boards.call<InsightBody>("POST", "/insights/", body)
const patch = (id: number | string, body: unknown) =>
    boards.call<InsightBody>("PATCH", `/insights/${id}/`, body)
const read = (id: number | string, query = "") => boards.call<InsightBody>("GET", `/insights/${id}/${query}`)
const list = async (query = "") => (await boards.call<Page<InsightBody>>("GET", `/insights/${query}`)).body

test("create with dashboards, read by id and by short id", async () => {
    const dashboard = await boards.dashboard()
    const made = await boards.insight("SELECT 1", [dashboard.id], {description: "Key: a"})
    expect(made).toMatchObject({
        dashboards: [dashboard.id],
        dashboard_tiles: [{dashboard_id: dashboard.id, deleted: null}],
        query: sql("SELECT 1"),
        result: null,
        saved: true,
    })
    expect(made.short_id).toMatch(/^[A-Za-z0-9]{8}$/)
    expect((await read(made.short_id)).body.id).toBe(made.id)
    expect((await read(made.id)).body.short_id).toBe(made.short_id)
    const path = `/api/environments/${boards.project.id}/insights/${made.short_id}/`
    expect((await boards.project.request("GET", path)).status).toBe(200)
})

test("any query is stored as it is", async () => {
    for (const query of [{kind: "Nonsense", a: [1]}, {}, null, sql("SELEC nope")]) {
        const {status, body} = await create({query})
        expect([status, body.query]).toEqual([201, query])
        expect((await read(body.id)).body).toMatchObject({query, result: null, query_status: null})
    }
})

test("dashboards in a patch replace the set; a tile that comes back is the old one", async () => {
    const [one, two] = [(await boards.dashboard()).id, (await boards.dashboard()).id]
    const {id} = await boards.insight("SELECT 1", [one])
    const layouts = {sm: {x: 3, y: 0, w: 3, h: 3}}
    const [tile] = (await boards.read(one)).tiles
    await boards.call("PATCH", `/dashboards/${one}/`, {tiles: [{id: tile?.id, layouts}]})
    expect((await patch(id, {name: "x"})).body.dashboards).toEqual([one])
    expect((await patch(id, {dashboards: [two]})).body.dashboards).toEqual([two])
    expect((await boards.read(one)).tiles).toEqual([])
    expect((await patch(id, {dashboards: []})).body.dashboards).toEqual([])
    expect((await patch(id, {dashboards: [one, two]})).body.dashboards).toEqual([one, two])
    expect((await boards.read(one)).tiles).toMatchObject([{id: tile?.id, layouts}])
    expect((await patch(id, {dashboards: [one, one, two]})).body.dashboard_tiles).toHaveLength(2)
})

test("dashboards that do not exist, are deleted or another project's are refused", async () => {
    const {id} = await boards.insight("SELECT 1")
    const gone = (await boards.dashboard()).id
    await boards.call("PATCH", `/dashboards/${gone}/`, {deleted: true})
    const foreign = (await (await createBoards()).dashboard()).id
    const refused: [unknown, string, string, string | null][] = [
        [[gone], "does_not_exist", `Invalid pk "${gone}" - object does not exist.`, "dashboards"],
        [[1], "does_not_exist", 'Invalid pk "1" - object does not exist.', "dashboards"],
        [["a"], "incorrect_type", "Incorrect type. Expected pk value, received string.", "dashboards"],
        [7, "not_a_list", 'Expected a list of items but got type "number".', "dashboards"],
        [[foreign], "invalid_input", "Dashboard not found", null],
    ]
    for (const [dashboards, code, detail, attr] of refused) {
        const error = {status: 400, body: {type: "validation_error", code, detail, attr}}
        expect(await create({dashboards})).toMatchObject(error)
        expect(await patch(id, {dashboards})).toMatchObject(error)
    }
    expect((await list()).count).toBe(1)
})

test("deleted:true removes its tiles; restored it is on no dashboard", async () => {
    const dashboard = (await boards.dashboard()).id
    const {id} = await boards.insight("SELECT 1", [dashboard])
    expect((await patch(id, {deleted: true})).body).toMatchObject({
        deleted: true,
        dashboards: [],
        dashboard_tiles: [],
    })
    expect((await boards.read(dashboard)).tiles).toEqual([])
    const {tiles} = await boards.project.admin.boards(boards.project.id)
    const back = {tiles: [{id: tiles[0]?.id, deleted: false}]}
    expect((await boards.call("PATCH", `/dashboards/${dashboard}/`, back)).body).toMatchObject({tiles: []})
    await boards.call("PATCH", `/dashboards/${dashboard}/`, {tiles: [{id: tiles[0]?.id, deleted: true}]})
    expect((await read(id)).status).toBe(404)
    expect((await patch(id, {name: "x"})).status).toBe(404)
    expect((await list()).count).toBe(0)
    expect((await patch(id, {deleted: false})).body).toMatchObject({deleted: false, dashboards: []})
    expect((await read(id)).status).toBe(200)
})

test("lists: saved, search, short id, dashboards, basic rows, pages", async () => {
    const dashboard = (await boards.dashboard()).id
    const first = await boards.insight("SELECT 1", [dashboard], {description: "Key: beton/overview/a"})
    await boards.insight("SELECT 2", [], {name: "Second"})
    const unsaved = (await create({name: "Draft", query: sql("SELECT 3")})).body
    const names = async (query: string) => (await list(query)).results.map(({name}) => name)
    expect(await names("")).toEqual(["Insight", "Second", "Draft"])
    expect(await names("?saved=true")).toEqual(["Insight", "Second"])
    expect(await names("?saved=true&search=Beton/overview")).toEqual(["Insight"])
    expect(await names(`?short_id=${unsaved.short_id}`)).toEqual(["Draft"])
    expect(await names(`?dashboards=[${dashboard}]`)).toEqual(["Insight"])
    expect(await names("?limit=1&offset=1")).toEqual(["Second"])
    const [row] = (await list("?basic=true&limit=1")).results
    expect(row).toMatchObject({id: first.id, dashboards: [dashboard], saved: true})
    expect(row).not.toHaveProperty("result")
})

test("tags are dropped without the paid feature", async () => {
    expect((await boards.insight("SELECT 1", [], {tags: ["beton"]})).tags).toEqual([])
    await boards.project.admin.setPlan(boards.project.id, {tagging: true})
    expect((await boards.insight("SELECT 1", [], {tags: ["beton"]})).tags).toEqual(["beton"])
})

test("who modified it last, and when", async () => {
    const {admin, id: project} = boards.project
    const {id} = await boards.insight("SELECT 1")
    await admin.updateProject(project, {now: "2026-10-06T06:00:00Z"})
    await admin.simulateUser(project, {act: "edit-insight", insight: id, change: {name: "Theirs"}})
    expect((await read(id)).body).toMatchObject({
        name: "Theirs",
        created_at: "2026-10-05T06:00:00Z",
        last_modified_at: "2026-10-06T06:00:00Z",
        last_modified_by: {id: 8},
    })
    expect((await patch(id, {query: sql("SELECT 2")})).body).toMatchObject({last_modified_by: {id: 7}})
})

test("an insight that is only on a colleague's restricted dashboard cannot be changed", async () => {
    const {admin, id: project} = boards.project
    await admin.setPlan(project, {dashboardPermissions: true})
    const act = {act: "add-dashboard", name: "Mine", restricted: true} as const
    const dashboard = Number(await admin.simulateUser(project, act))
    const {id} = await boards.insight("SELECT 1")
    await admin.simulateUser(project, {act: "place-insight", insight: id, dashboard})
    expect(await patch(id, {name: "x"})).toMatchObject({status: 403, body: {code: "permission_denied"}})
    expect((await read(id)).body).toMatchObject({
        effective_restriction_level: 37,
        effective_privilege_level: 21,
    })
})
