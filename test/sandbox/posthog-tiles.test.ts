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

describe("PATCH tiles", () => {
    test("a fresh tile has no layout; a patch places and colours it, and leaves the rest", async () => {
        await boards.insight("SELECT 1", [id])
        const [fresh] = await tiles()
        expect(fresh).toMatchObject({layouts: {}, color: null, order: 0})
        const layouts = {sm: {x: 0, y: 0, w: 6, h: 5, minW: 1}, xs: {x: 0, y: 0, w: 1, h: 5}}
        const {body} = await patch([{id: fresh?.id, layouts, color: "blue"}])
        expect(body.tiles).toMatchObject([{id: fresh?.id, layouts, color: "blue"}])
        await patch([{id: fresh?.id, color: "green"}])
        expect(await tiles()).toMatchObject([{layouts, color: "green", insight: {name: "Insight"}}])
    })

    test("unknown ids and ids of another dashboard are skipped without an error", async () => {
        const other = (await boards.dashboard()).id
        await boards.insight("SELECT 1", [other])
        const [foreign] = await tiles(other)
        const answer = await patch([
            {id: 1, color: "blue"},
            {id: foreign?.id, color: "blue"},
            {color: "blue"},
        ])
        expect([answer.status, answer.body.tiles]).toEqual([200, []])
        expect((await tiles(other))[0]?.color).toBeNull()
    })

    test("an insight cannot be put on a dashboard by it", async () => {
        const insight = await boards.insight("SELECT 1")
        const {status, body} = await patch([
            {insight: insight.id, layouts: sm(0, 0)},
            {insight, color: "blue"},
        ])
        expect([status, body.tiles]).toEqual([200, []])
    })

    test("text without an id adds another card each time; with both ids it changes the card", async () => {
        const item = {text: {body: "**a**"}, layouts: sm(0, 0, 12, 2)}
        await patch([item])
        const [, second] = (await patch([item])).body.tiles
        expect(await tiles()).toHaveLength(2)
        await patch([{id: second?.id, text: {id: second?.text?.id, body: "b"}}])
        expect((await tiles()).map((tile) => tile.text?.body)).toEqual(["**a**", "b"])
        expect((await tiles())[1]).toMatchObject({id: second?.id, layouts: item.layouts})
    })

    test("text that is too long or of a card elsewhere is refused; earlier items stay", async () => {
        const long = await patch([{text: {body: "first"}}, {text: {body: "x".repeat(4001)}}])
        expect(long).toMatchObject({
            status: 400,
            body: {code: "max_length", detail: "Text body cannot exceed 4000 characters"},
        })
        expect((await tiles()).map((tile) => tile.text?.body)).toEqual(["first"])
        const other = (await boards.dashboard()).id
        const card = (await act("create_text_tile", {body: "theirs"}, other)).body
        expect(await patch([{text: {id: card.text?.id, body: "x"}}])).toMatchObject({
            status: 400,
            body: {detail: "Text tile not found."},
        })
        expect(await patch([{text: {id: 1, body: "x"}}])).toMatchObject({
            status: 400,
            body: {detail: "Text tile not found in this team."},
        })
    })

    test("deleted:true hides a tile; its insight stays", async () => {
        const insight = await boards.insight("SELECT 1", [id])
        const [tile] = await tiles()
        expect((await patch([{id: tile?.id, deleted: true}])).body.tiles).toEqual([])
        expect((await boards.call("GET", `/insights/${insight.id}/`)).body).toMatchObject({dashboards: []})
        expect((await patch([{id: tile?.id, deleted: false}])).body.tiles).toHaveLength(1)
    })

    test("a card patched by the id of a deleted tile stays hidden", async () => {
        const tile = await text("old")
        await act("delete_tile", {tile_id: tile.id})
        const {status, body} = await patch([{id: tile.id, text: {body: "new"}}])
        expect([status, body.tiles]).toEqual([200, []])
    })

    test("buttons are added; widgets are not enabled", async () => {
        await patch([{button_tile: {url: "/x", text: "Open"}}])
        expect((await tiles())[0]).toMatchObject({insight: null, text: null, button_tile: {url: "/x"}})
        expect(await patch([{button_tile: {url: "javascript:x", text: "Open"}}])).toMatchObject({status: 400})
        expect(await patch([{widget: {widget_type: "activity"}}])).toMatchObject({
            status: 400,
            body: {detail: "Dashboard widgets are not enabled for this project."},
        })
    })

    test("tiles come in reading order, those without a place last", async () => {
        const [a, b, c] = [await text("a"), await text("b"), await text("c")]
        await patch([
            {id: b?.id, layouts: sm(6, 0)},
            {id: c?.id, layouts: sm(0, 0)},
        ])
        expect((await tiles()).map((tile) => [tile.text?.body, tile.order])).toEqual([
            ["c", 0],
            ["b", 1],
            ["a", 2],
        ])
        expect(a?.order).toBeNull()
    })
})
