import {type Answer, ok, type ProjectContext} from "../context"
import {ApiError, invalidInput, notFound, requiredField} from "../errors"
import {isoInstant} from "../project-state"
import {projectRoutes, type Route} from "../router"
import {dashboardView, tileView} from "./dashboard-view"
import {editableDashboard} from "./dashboards"
import {type Body, cardBody, integerField, invalidField, isObject, jsonObject, textField} from "./fields"
import {arrange, compact, REORDER_LAYOUTS} from "./layouts"
import {recentOnly} from "./recent"
import {type Boards, boardsOf, type Dashboard, liveTiles, newTile, type Tile} from "./state"
import {mayEdit} from "./users"

function findTile(boards: Boards, dashboard: Dashboard, id: number): Tile {
    const tile = liveTiles(boards, {dashboardId: dashboard.id}).find((item) => item.id === id)
    if (!tile) throw notFound()
    return tile
}

function otherDashboard(boards: Boards, wanted: number): Dashboard {
    const found = boards.dashboards.find(({id, deleted}) => id === wanted && !deleted)
    if (!found) throw notFound()
    return found
}

/** Sizes in the breakpoints sm and xs; other keys are dropped. */
function layoutsOf(body: Body): Record<string, unknown> | undefined {
    const {layouts} = body
    if (layouts === undefined) return undefined
    if (!isObject(layouts)) throw invalidInput("Invalid data. Expected a dictionary.", "layouts")
    const sizes = ["sm", "xs"].filter((size) => isObject(layouts[size]))
    return Object.fromEntries(
        sizes.map((size) => {
            const box = layouts[size] as Body
            const sides = ["x", "y", "w", "h"].filter((side) => side in box)
            return [size, Object.fromEntries(sides.map((side) => [side, integerField(box, side)]))]
        }),
    )
}

function filledBody(body: Body): string {
    if (body.body === undefined) throw requiredField("body")
    const text = cardBody(body.body, "body")
    if (text.trim() === "") throw invalidField("blank", "This field may not be blank.", "body")
    return text
}

function display(tile: Tile, body: Body): void {
    const layouts = layoutsOf(body)
    const color = textField(body, "color", 400)
    if (layouts) tile.layouts = layouts
    if (color !== undefined) tile.color = color
}

/** examples/dashboard-create-text-tile.json */
async function createTextTile(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const dashboard = editableDashboard(context)
    const body = jsonObject(context)
    const text = filledBody(body)
    const shown: Pick<Tile, "layouts" | "color"> = {layouts: {}, color: null}
    display(shown as Tile, body)
    const lastModifiedAt = isoInstant(context.world.now(context.project))
    const card = {
        id: boards.nextId++,
        body: text,
        createdBy: "owner" as const,
        lastModifiedAt,
        lastModifiedBy: null,
    }
    boards.texts.push(card)
    const tile = Object.assign(newTile(boards, dashboard.id, {textId: card.id}), shown)
    context.world.touch()
    return {status: 201, body: await tileView(context, dashboard, tile, null)}
}

async function updateTextTile(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const dashboard = editableDashboard(context)
    const body = jsonObject(context)
    const tile = findTile(boards, dashboard, integerField(body, "tile_id"))
    const card = boards.texts.find(({id}) => id === tile.textId)
    if (!card) throw invalidInput("Tile is not a text tile.")
    const text = body.body === undefined ? undefined : filledBody(body)
    display(tile, body)
    if (text !== undefined) card.body = text
    card.lastModifiedAt = isoInstant(context.world.now(context.project))
    card.lastModifiedBy = "owner"
    context.world.touch()
    return ok(await tileView(context, dashboard, tile, null))
}

/** The insight or card itself stays; the tiles below move up. */
async function deleteTile(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const dashboard = editableDashboard(context)
    findTile(boards, dashboard, integerField(jsonObject(context), "tile_id")).deleted = true
    compact(liveTiles(boards, {dashboardId: dashboard.id}))
    context.world.touch()
    return {status: 204}
}

/** examples/dashboard-reorder-tiles.json */
async function reorderTiles(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const dashboard = editableDashboard(context)
    const {tile_order: order, layout = "preserve"} = jsonObject(context)
    if (!Array.isArray(order) || order.length === 0) throw requiredField("tile_order")
    const mode = REORDER_LAYOUTS.find((known) => known === layout)
    if (!mode) throw invalidField("invalid_choice", `"${String(layout)}" is not a valid choice.`, "layout")
    if (new Set(order).size < order.length) {
        return {status: 400, body: {detail: "tile_order must contain unique tile IDs"}}
    }
    const live = liveTiles(boards, {dashboardId: dashboard.id})
    const tiles = order.map((id) => live.find((tile) => tile.id === id))
    const missing = order.filter((_, index) => !tiles[index])
    if (missing.length > 0) {
        const detail = `Tile IDs not found on this dashboard: [${missing.sort().join(", ")}]`
        return {status: 404, body: {detail}}
    }
    arrange(tiles as Tile[], mode)
    context.world.touch()
    return ok(await dashboardView(context, dashboard))
}

function refuseTwice(boards: Boards, tile: Tile, to: Dashboard, insight: string, card = insight): void {
    const there = liveTiles(boards, {dashboardId: to.id})
    if (tile.insightId !== null && there.some(({insightId}) => insightId === tile.insightId))
        throw invalidInput(insight)
    if (tile.textId !== null && there.some(({textId}) => textId === tile.textId)) throw invalidInput(card)
}

async function moveTile(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const dashboard = editableDashboard(context)
    const body = jsonObject(context)
    if (!isObject(body.tile)) throw requiredField("tile")
    const to = integerField(body, "to_dashboard")
    const tile = findTile(boards, dashboard, integerField(body.tile, "id"))
    const target = otherDashboard(boards, to)
    if (!mayEdit(target, boards.plan)) {
        const detail = "You don't have edit permissions for the destination dashboard."
        throw new ApiError(403, "authentication_error", "permission_denied", detail)
    }
    refuseTwice(boards, tile, target, "Invalid request data for moving tile.")
    tile.dashboardId = target.id
    context.world.touch()
    return ok(await dashboardView(context, dashboard))
}

async function copyTile(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const target = editableDashboard(context)
    const body = jsonObject(context)
    const from = integerField(body, "fromDashboardId")
    const id = integerField(body, "tileId")
    if (from === target.id) {
        throw invalidInput("Destination must be a different dashboard than the source.")
    }
    const tile = findTile(boards, otherDashboard(boards, from), id)
    if (tile.button)
        throw invalidInput("Only insight, text, and widget tiles can be copied between dashboards.")
    const on = "is already on the destination dashboard."
    refuseTwice(boards, tile, target, `This insight ${on}`, `This text card ${on}`)
    const {id: _id, dashboardId: _from, ...rest} = tile
    Object.assign(newTile(boards, target.id, {}), structuredClone(rest))
    context.world.touch()
    return ok(await dashboardView(context, target))
}

const WRITE = ["dashboard:write"]
const action = (
    name: string,
    handle: (context: ProjectContext) => Promise<Answer>,
    method = "POST",
): Route[] => projectRoutes(method, `/dashboards/:dashboard/${name}/`, WRITE, recentOnly(handle))

export const tileRoutes: Route[] = [
    ...action("create_text_tile", createTextTile),
    ...action("update_text_tile", updateTextTile),
    ...action("delete_tile", deleteTile),
    ...action("reorder_tiles", reorderTiles),
    ...action("move_tile", moveTile),
    ...action("move_tile", moveTile, "PATCH"),
    ...action("copy_tile", copyTile),
]
