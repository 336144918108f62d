import {type Answer, ok, type ProjectContext} from "../context"
import {ApiError, notFound} from "../errors"
import {isoInstant} from "../project-state"
import {page} from "../rest/paging"
import {projectRoutes, type Route} from "../router"
import {NOWHERE, type Place, refreshMode} from "./compute"
import {deleteInsight, setTags} from "./dashboard-changes"
import {booleanField, jsonObject, textField} from "./fields"
import {fileInsight} from "./files"
import {
    insightFields,
    MATERIAL,
    namedDashboards,
    newInsight,
    placeInsight,
    refuseRestricted,
} from "./insight-fields"
import {basicInsight, insightView, mayEditInsight} from "./insight-view"
import {type Boards, boardsOf, type Insight, liveTiles} from "./state"

const YES = ["1", "true", "True", "yes", "on"]
const flag = (text: string | null): boolean => text !== null && YES.includes(text)

/** The insight of the path, by id or short id; raises 404, for a deleted one too. */
function findInsight({project, params}: ProjectContext, deletedToo = false): Insight {
    const key = params.insight ?? ""
    const found = boardsOf(project).insights.find((item) =>
        /^\d+$/.test(key) ? item.id === Number(key) : item.shortId === key,
    )
    if (!found || (found.deleted && !deletedToo)) throw notFound()
    return found
}

function onAll(boards: Boards, insight: Insight, ids: readonly number[]): boolean {
    const on = liveTiles(boards, {insightId: insight.id}).map(({dashboardId}) => dashboardId)
    return ids.every((id) => on.includes(id))
}

function matches(boards: Boards, insight: Insight, parameters: URLSearchParams): boolean {
    const saved = parameters.get("saved")
    const search = parameters.get("search")?.toLowerCase()
    const texts = [insight.name, insight.derivedName, insight.description, ...insight.tags]
    const dashboards = parameters.get("dashboards")
    return (
        !insight.deleted &&
        (saved === null || insight.saved === flag(saved)) &&
        (!search || texts.some((text) => text?.toLowerCase().includes(search))) &&
        (!parameters.get("short_id") || insight.shortId === parameters.get("short_id")) &&
        (!parameters.has("favorited") || insight.favorited) &&
        (!parameters.has("user") || insight.createdBy === "owner") &&
        (!dashboards || onAll(boards, insight, numbers(dashboards)))
    )
}

function numbers(text: string): number[] {
    return text
        .replace(/[[\]\s]/g, "")
        .split(",")
        .map(Number)
}

/** examples/insights-list-saved.json; full rows carry their cached results. */
async function list(context: ProjectContext): Promise<Answer> {
    const boards = boardsOf(context.project)
    const found = page(
        context,
        boards.insights.filter((insight) => matches(boards, insight, context.search)),
    )
    if (flag(context.search.get("basic"))) {
        return ok({...found, results: found.results.map((insight) => basicInsight(boards, insight))})
    }
    const mode = refreshMode(context.search.get("refresh"))
    const results = []
    for (const insight of found.results) results.push(await insightView(context, insight, NOWHERE, mode))
    return ok({...found, results})
}

async function create(context: ProjectContext): Promise<Answer> {
    const {project, world} = context
    const boards = boardsOf(project)
    const body = jsonObject(context)
    const fields = insightFields(body)
    const folder = textField(body, "_create_in_folder", Infinity)
    const dashboards = namedDashboards(context, body) ?? []
    refuseRestricted(boards, dashboards)
    const insight = Object.assign(newInsight(boards, isoInstant(world.now(project)), "owner"), fields)
    boards.insights.push(insight)
    setTags(boards, insight, body)
    placeInsight(boards, insight, dashboards)
    fileInsight(boards, insight, folder)
    world.touch()
    return {status: 201, body: await insightView(context, insight, NOWHERE, "force_cache")}
}

/** The place that `from_dashboard` names; a dashboard that the insight is not on is ignored. */
function place({project, search}: ProjectContext, insight: Insight): Place {
    const boards = boardsOf(project)
    const id = Number(search.get("from_dashboard") ?? NaN)
    const [tile] = liveTiles(boards, {insightId: insight.id, dashboardId: id})
    const dashboard = boards.dashboards.find((item) => item.id === tile?.dashboardId)
    return tile && dashboard ? {tile, dashboard} : NOWHERE
}

/** examples/insight-get-refresh.json; a query that fails is answered with 200. */
async function read(context: ProjectContext): Promise<Answer> {
    const insight = findInsight(context)
    if (flag(context.search.get("basic"))) return ok(basicInsight(boardsOf(context.project), insight))
    const at = place(context, insight)
    const shown = await insightView(context, insight, at, refreshMode(context.search.get("refresh")))
    return ok(at.tile ? {...shown, color: at.tile.color, layouts: at.tile.layouts} : shown)
}

const CLOSED =
    "This insight is on a dashboard that can only be edited by its owner, team members invited to editing the dashboard, and project admins."

/** PATCH; `dashboards` replaces the whole set (examples/insight-patch.json). */
async function patch(context: ProjectContext): Promise<Answer> {
    const {project, world} = context
    const boards = boardsOf(project)
    const body = jsonObject(context)
    const insight = findInsight(context, body.deleted === false)
    if (!mayEditInsight(boards, insight)) {
        throw new ApiError(403, "authentication_error", "permission_denied", CLOSED)
    }
    const fields = insightFields(body)
    const deleted = booleanField(body, "deleted")
    const dashboards = namedDashboards(context, body)
    if (dashboards) {
        refuseRestricted(
            boards,
            dashboards.filter(({id}) => !onAll(boards, insight, [id])),
        )
    }
    Object.assign(insight, fields)
    insight.updatedAt = isoInstant(world.now(project))
    if (deleted !== undefined || MATERIAL.some((field) => field in fields)) {
        insight.lastModifiedAt = insight.updatedAt
        insight.lastModifiedBy = "owner"
    }
    setTags(boards, insight, body)
    if (deleted) deleteInsight(boards, insight)
    else {
        if (deleted === false) insight.deleted = false
        if (dashboards) placeInsight(boards, insight, dashboards)
        fileInsight(boards, insight)
    }
    world.touch()
    return ok(await insightView(context, insight, NOWHERE, "force_cache"))
}

/** All of them count against the throttle of endpoints that compute (CONTRACT §4). DELETE has no route: 405. */
export const insightRoutes: Route[] = [
    ...projectRoutes("GET", "/insights/", ["insight:read"], list, "insight"),
    ...projectRoutes("POST", "/insights/", ["insight:write"], create, "insight"),
    ...projectRoutes("GET", "/insights/:insight/", ["insight:read"], read, "insight"),
    ...projectRoutes("PATCH", "/insights/:insight/", ["insight:write"], patch, "insight"),
]
