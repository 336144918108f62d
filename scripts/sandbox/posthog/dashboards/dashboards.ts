import {type Answer, ok, type ProjectContext} from "../context"
import {invalidInput, notFound} from "../errors"
import {isoInstant} from "../project-state"
import {page} from "../rest/paging"
import {projectRoutes, type Route} from "../router"
import {refreshMode} from "./compute"
import {
    dashboardFields,
    deleteDashboard,
    mayNotEdit,
    newDashboard,
    restoreDashboard,
    setTags,
} from "./dashboard-changes"
import {dashboardListView, dashboardView} from "./dashboard-view"
import {type Body, booleanField, invalidField, jsonObject, textField} from "./fields"
import {fileDashboard} from "./files"
import {fuzzyMatch, plainMatch} from "./search"
import {type Boards, boardsOf, type Dashboard, liveTiles, newTile} from "./state"
import {patchTile} from "./tile-patch"
import {mayEdit} from "./users"

const MAX_SEARCH = 200

/** The dashboard of the path; raises 404, for a deleted one too. */
export function findDashboard({project, params}: ProjectContext, deletedToo = false): Dashboard {
    const found = boardsOf(project).dashboards.find(({id}) => String(id) === params.dashboard)
    if (!found || (found.deleted && !deletedToo)) throw notFound()
    return found
}

/** The dashboard of the path, which the owner of the key must be allowed to edit. */
export function editableDashboard(context: ProjectContext, deletedToo = false): Dashboard {
    const dashboard = findDashboard(context, deletedToo)
    if (!mayEdit(dashboard, boardsOf(context.project).plan)) throw mayNotEdit()
    return dashboard
}

function byPinAndName(a: Dashboard, b: Dashboard): number {
    if (a.pinned !== b.pinned) return a.pinned ? -1 : 1
    return (a.name ?? "") < (b.name ?? "") ? -1 : (a.name ?? "") > (b.name ?? "") ? 1 : a.id - b.id
}

function list(context: ProjectContext): Answer {
    const boards = boardsOf(context.project)
    const search = context.search.get("search")
    const all = boards.dashboards.filter(({deleted}) => !deleted).sort(byPinAndName)
    if (!search)
        return ok(
            page(
                context,
                all.map((item) => dashboardListView(context, item)),
            ),
        )
    if (boards.plan.older) {
        const found = all.filter((item) => plainMatch(item, search))
        return ok(
            page(
                context,
                found.map((item) => dashboardListView(context, item)),
            ),
        )
    }
    if (search.length > MAX_SEARCH) {
        throw invalidInput(`Search query must be ${MAX_SEARCH} characters or fewer.`, "search")
    }
    const found = all
        .map((item) => ({item, match: fuzzyMatch(item, search)}))
        .filter(({match}) => match !== null)
        .sort((a, b) => Number(a.match === "similar") - Number(b.match === "similar"))
    const rows = found.map(({item, match}) => ({
        ...dashboardListView(context, item),
        search_match_type: match,
    }))
    return ok(page(context, rows))
}

/** Takes over filters and tiles of another dashboard: both show the same insights and cards afterwards. */
function duplicate(boards: Boards, from: Dashboard, to: Dashboard): void {
    const {filters, variables, breakdownColors, dataColorThemeId} = from
    Object.assign(to, {variables, breakdownColors, dataColorThemeId, creationMode: "duplicate"})
    if (Object.keys(to.filters).length === 0) to.filters = filters
    for (const {id: _id, dashboardId: _from, ...rest} of liveTiles(boards, {dashboardId: from.id})) {
        Object.assign(newTile(boards, to.id, {}), structuredClone(rest))
    }
}

function original(boards: Boards, body: Body): Dashboard | undefined {
    if (body.use_template && body.use_dashboard) {
        throw invalidInput("`use_dashboard` and `use_template` cannot be used together")
    }
    if (body.use_template) {
        throw invalidInput(`Invalid template provided: ${String(body.use_template)}`, "use_template")
    }
    if (!body.use_dashboard) return undefined
    const found = boards.dashboards.find(({id, deleted}) => id === body.use_dashboard && !deleted)
    if (!found) throw invalidInput("Invalid value provided", "use_dashboard")
    return found
}

/** POST: `tiles` are not taken here (examples/dashboard-create.json). */
async function create(context: ProjectContext): Promise<Answer> {
    const {project, world} = context
    const boards = boardsOf(project)
    const body = jsonObject(context)
    const fields = dashboardFields(body)
    const folder = textField(body, "_create_in_folder", Infinity)
    const from = original(boards, body)
    const dashboard = Object.assign(newDashboard(boards, isoInstant(world.now(project)), "owner"), fields)
    boards.dashboards.push(dashboard)
    if (from) duplicate(boards, from, dashboard)
    setTags(boards, dashboard, body)
    fileDashboard(boards, dashboard, folder)
    world.touch()
    return {status: 201, body: await dashboardView(context, dashboard)}
}

async function read(context: ProjectContext): Promise<Answer> {
    const dashboard = findDashboard(context)
    dashboard.lastAccessedAt = isoInstant(context.world.now(context.project))
    context.world.touch()
    return ok(await dashboardView(context, dashboard, refreshMode(context.search.get("refresh"))))
}

/** PATCH, with `deleted`, `delete_insights` and `tiles` (CONTRACT §8). */
async function patch(context: ProjectContext): Promise<Answer> {
    const {project, world} = context
    const boards = boardsOf(project)
    const body = jsonObject(context)
    const deleted = booleanField(body, "deleted")
    const dashboard = editableDashboard(context, deleted === false)
    const fields = dashboardFields(body)
    const withInsights = booleanField(body, "delete_insights") ?? false
    const tiles = body.tiles ?? []
    if (!Array.isArray(tiles)) {
        throw invalidField("not_a_list", `Expected a list of items but got type "${typeof tiles}".`, "tiles")
    }
    if (deleted === false && dashboard.deleted) restoreDashboard(boards, dashboard)
    if (deleted) deleteDashboard(boards, dashboard, withInsights)
    Object.assign(dashboard, fields)
    setTags(boards, dashboard, body)
    fileDashboard(boards, dashboard)
    world.touch()
    // One after the other: what comes before a refused tile stays, nothing is transactional here.
    for (const tile of tiles) patchTile(boards, dashboard, tile, "owner", isoInstant(world.now(project)))
    return ok(await dashboardView(context, dashboard))
}

const refused = (): never => {
    throw notFound("Endpoint not found.")
}

/** Actions without a scope answer 403 to every personal key (CONTRACT §7). DELETE has no route: 405. */
export const dashboardRoutes: Route[] = [
    ...projectRoutes("POST", "/dashboards/create_from_template_json/", "unsupported", refused),
    ...projectRoutes("POST", "/dashboards/create_unlisted_dashboard/", "unsupported", refused),
    ...projectRoutes("GET", "/dashboards/:dashboard/stream_tiles/", "unsupported", refused),
    ...projectRoutes("GET", "/dashboards/", ["dashboard:read"], list),
    ...projectRoutes("POST", "/dashboards/", ["dashboard:write"], create),
    ...projectRoutes("GET", "/dashboards/:dashboard/", ["dashboard:read"], read),
    ...projectRoutes("PATCH", "/dashboards/:dashboard/", ["dashboard:write"], patch),
]
