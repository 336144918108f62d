import {type Answer, ok, type ProjectContext} from "../context"
import {projectRoutes, type Route} from "../router"
import {refreshMode} from "./compute"
import {tileView} from "./dashboard-view"
import {findDashboard} from "./dashboards"
import {inReadingOrder} from "./layouts"
import {recentOnly} from "./recent"
import {boardsOf, liveTiles} from "./state"

/** A table as text, which is what `run_insights` answers unless JSON is asked for. */
function asText(columns: string[] | null, rows: unknown): string {
    const lines = Array.isArray(rows) ? (rows as unknown[][]) : []
    const cell = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))
    return [columns ?? [], ...lines].map((line) => line.map(cell).join("|")).join("\n")
}

/** examples/dashboard-run-insights.json; its scope is query:read. */
async function runInsights(context: ProjectContext): Promise<Answer> {
    const dashboard = findDashboard(context)
    const json = context.search.get("output_format") === "json"
    const mode = refreshMode(context.search.get("refresh"))
    const tiles = inReadingOrder(liveTiles(boardsOf(context.project), {dashboardId: dashboard.id}))
    const results = []
    for (const tile of tiles) {
        const {id, insight} = await tileView(context, dashboard, tile, null, mode)
        if (!insight || insight.query === null) continue
        const {columns, result, short_id, name, derived_name} = insight
        const shown = result === null ? null : json ? {columns, results: result} : asText(columns, result)
        results.push({id, insight: {id: insight.id, short_id, name, derived_name, result: shown}})
    }
    return ok({results})
}

export const runRoutes: Route[] = projectRoutes(
    "GET",
    "/dashboards/:dashboard/run_insights/",
    ["query:read"],
    recentOnly(runInsights),
)
