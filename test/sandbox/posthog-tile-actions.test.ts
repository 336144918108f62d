import {type BoardFixture, createBoards, type DashboardBody, type TileBody} from "./posthog-boards"

let boards: BoardFixture
let id: number
beforeEach(async () => {
    boards = await createBoards()
    id = (await boards.dashboard()).id
})

const patch = (tiles: unknown[], dashboard = id) =>
    boards.call<DashboardBody>("PATCH", `/dashboards/${dashboard}/`, {tiles})
const act = <T = TileBody>(name: string, body: unknown, dashboard = id) =>
    boards.call<T & {code: string; detail: string}>("POST", `/dashboards/${dashboard}/${name}/`, body)
const tiles = async (dashboard = id) => (await boards.read(dashboard)).tiles
const sm = (x: number, y: number, w = 6, h = 5) => ({sm: {x, y, w, h}})
const text = async (body: string, more = {}) => (await act("create_text_tile", {body, ...more})).body

describe("actions of recent servers", () => {
    test("create_text_tile keeps sizes only, and refuses empty and long text", async () => {
        const made = await act("create_text_tile", {
            body: "# A",
            layouts: {sm: {x: 0, y: 0, w: 12, h: 1, minW: 3}, lg: {x: 1}},
            color: "blue",
        })
        expect(made).toMatchObject({status: 201, body: {layouts: sm(0, 0, 12, 1), color: "blue"}})
        expect(made.body.layouts).toEqual(sm(0, 0, 12, 1))
        expect((await text("b")).layouts).toEqual({})
        const codes = []
        for (const body of [{}, {body: ""}, {body: "x".repeat(4001)}, {body: "x", layouts: {sm: {x: "y"}}}]) {
            const refused = await act("create_text_tile", body)
            codes.push([refused.status, refused.body.code])
        }
        expect(codes).toEqual([
            [400, "required"],
            [400, "blank"],
            [400, "max_length"],
            [400, "invalid_input"],
        ])
        expect(await tiles()).toHaveLength(2)
    })

    test("update_text_tile changes what is given; other tiles and ids are refused", async () => {
        const tile = await text("a", {color: "blue"})
        expect((await act("update_text_tile", {tile_id: tile.id, body: "b"})).body).toMatchObject({
            color: "blue",
            text: {id: tile.text?.id, body: "b", last_modified_by: {id: 7}},
        })
        await boards.insight("SELECT 1", [id])
        const insight = (await tiles()).find((item) => item.insight)
        expect(await act("update_text_tile", {tile_id: insight?.id, body: "x"})).toMatchObject({
            status: 400,
            body: {detail: "Tile is not a text tile."},
        })
        expect((await act("update_text_tile", {tile_id: 1, body: "x"})).status).toBe(404)
        expect((await act("update_text_tile", {body: "x"})).body.code).toBe("required")
    })

    test("delete_tile answers 204 and pulls the tiles below up", async () => {
        const [a, b] = [
            await text("a", {layouts: sm(0, 0, 12, 2)}),
            await text("b", {layouts: sm(0, 2, 6, 3)}),
        ]
        const gone = await act<string>("delete_tile", {tile_id: a.id})
        expect([gone.status, gone.body]).toEqual([204, ""])
        expect(await tiles()).toMatchObject([{id: b.id, layouts: sm(0, 0, 6, 3)}])
        expect((await act("delete_tile", {tile_id: a.id})).status).toBe(404)
    })

    test("reorder_tiles in its three layouts; ids must be unique and of this dashboard", async () => {
        const ids = [
            (await text("a", {layouts: sm(0, 0, 8, 2)})).id,
            (await text("b", {layouts: sm(8, 0, 4, 4)})).id,
            (await text("c")).id,
        ].reverse()
        const order = async (layout?: string) => {
            const {body} = await act<DashboardBody>("reorder_tiles", {tile_order: ids, layout})
            return body.tiles.map((tile) => [tile.text?.body, tile.layouts.sm])
        }
        expect(await order()).toEqual([
            ["c", {x: 0, y: 0, w: 6, h: 5}],
            ["b", {x: 6, y: 0, w: 4, h: 4}],
            ["a", {x: 0, y: 5, w: 8, h: 2}],
        ])
        expect((await order("two_column"))[2]).toEqual(["a", {x: 0, y: 5, w: 6, h: 5}])
        expect((await order("full_width"))[1]).toEqual(["b", {x: 0, y: 5, w: 12, h: 5}])
        expect(await act("reorder_tiles", {tile_order: [ids[0], ids[0]]})).toMatchObject({
            status: 400,
            body: {detail: "tile_order must contain unique tile IDs"},
        })
        expect(await act("reorder_tiles", {tile_order: [1]})).toMatchObject({
            status: 404,
            body: {detail: "Tile IDs not found on this dashboard: [1]"},
        })
        expect((await act("reorder_tiles", {tile_order: ids, layout: "x"})).body.code).toBe("invalid_choice")
    })

    test("move_tile and copy_tile; an insight is never twice on a dashboard", async () => {
        const other = (await boards.dashboard()).id
        const insight = await boards.insight("SELECT 1", [id])
        const [tile] = await tiles()
        await act("copy_tile", {fromDashboardId: id, tileId: tile?.id}, other)
        expect((await tiles(other))[0]?.insight?.dashboards).toEqual([id, other])
        const again = await act("copy_tile", {fromDashboardId: id, tileId: tile?.id}, other)
        expect(again).toMatchObject({
            status: 400,
            body: {detail: "This insight is already on the destination dashboard."},
        })
        const third = (await boards.dashboard()).id
        expect((await act("move_tile", {to_dashboard: other, tile: {id: tile?.id}})).status).toBe(400)
        await act("move_tile", {to_dashboard: third, tile: {id: tile?.id}})
        expect([(await tiles()).length, (await tiles(third))[0]?.id]).toEqual([0, tile?.id])
        expect((await boards.call("GET", `/insights/${insight.id}/`)).body).toMatchObject({
            dashboards: [third, other],
        })
        expect((await act("move_tile", {to_dashboard: 1, tile: {id: tile?.id}}, third)).status).toBe(404)
    })

    test("an older server knows none of them, but text by PATCH", async () => {
        const {admin, id: project} = boards.project
        await admin.setPlan(project, {older: true})
        for (const name of [
            "create_text_tile",
            "update_text_tile",
            "delete_tile",
            "reorder_tiles",
            "move_tile",
        ]) {
            expect(await act(name, {body: "x"})).toMatchObject({
                status: 404,
                body: {code: "not_found", detail: "Endpoint not found."},
            })
        }
        expect((await boards.call("GET", `/dashboards/${id}/run_insights/`)).status).toBe(404)
        expect((await patch([{text: {body: "a"}}])).body.tiles).toHaveLength(1)
    })
})
