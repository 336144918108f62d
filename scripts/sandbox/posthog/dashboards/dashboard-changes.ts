import {ApiError, invalidInput} from "../errors"
import {type Body, booleanField, invalidField, objectField, tagsField, textField} from "./fields"
import {fileDashboard, fileInsight} from "./files"
import {type Boards, type Dashboard, type Insight, liveTiles, type UserName} from "./state"

/** A dashboard as POST makes it before its fields are set. */
export function newDashboard(boards: Boards, createdAt: string, createdBy: UserName): Dashboard {
    return {
        id: boards.nextId++,
        name: null,
        description: "",
        pinned: false,
        createdAt,
        createdBy,
        lastAccessedAt: null,
        deleted: false,
        creationMode: "default",
        filters: {},
        variables: {},
        breakdownColors: [],
        dataColorThemeId: null,
        tags: [],
        restrictionLevel: 21,
    }
}

function restriction(body: Body): 21 | 37 | undefined {
    const level = body.restriction_level
    if (level === undefined || level === 21 || level === 37) return level
    throw invalidField("invalid_choice", `"${String(level)}" is not a valid choice.`, "restriction_level")
}

/** The checked fields of a body; nothing is changed before all of them have been read. Raises 400. */
export function dashboardFields(body: Body): Partial<Dashboard> {
    const filters = objectField(body, "filters", "Filters must be a dictionary")
    const variables = objectField(body, "variables", "Variables must be a dictionary")
    const theme = body.data_color_theme_id
    const fields: {[K in keyof Dashboard]?: Dashboard[K] | undefined} = {
        name: textField(body, "name", 400),
        description: textField(body, "description", Infinity) ?? undefined,
        pinned: booleanField(body, "pinned"),
        // An empty object does not reset them, as on the real server.
        filters: filters && Object.keys(filters).length > 0 ? filters : undefined,
        variables: variables && Object.keys(variables).length > 0 ? variables : undefined,
        breakdownColors: body.breakdown_colors,
        dataColorThemeId:
            theme === undefined || theme === null || typeof theme === "number" ? theme : undefined,
        restrictionLevel: restriction(body),
    }
    if (Array.isArray(body.quick_filter_ids) && body.quick_filter_ids.length > 0) {
        throw invalidInput(`Quick filters not found: ${body.quick_filter_ids.join(", ")}`, "quick_filter_ids")
    }
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Tags need the paid feature; without it they are dropped without an error. */
export function setTags(boards: Boards, object: {tags: string[]}, body: Body): void {
    const tags = tagsField(body)
    if (tags && boards.plan.tagging) object.tags = tags
}

/** Soft deletion of an insight: its tiles go with it. */
export function deleteInsight(boards: Boards, insight: Insight): void {
    insight.deleted = true
    for (const tile of boards.tiles) if (tile.insightId === insight.id) tile.deleted = true
    fileInsight(boards, insight)
}

/** Soft deletion; with `withInsights` also of the insights that are on no other dashboard. */
export function deleteDashboard(boards: Boards, dashboard: Dashboard, withInsights: boolean): void {
    const only = liveTiles(boards, {dashboardId: dashboard.id}).flatMap(({insightId}) =>
        insightId !== null && liveTiles(boards, {insightId}).length === 1 ? [insightId] : [],
    )
    for (const tile of boards.tiles) if (tile.dashboardId === dashboard.id) tile.deleted = true
    dashboard.deleted = true
    fileDashboard(boards, dashboard)
    if (!withInsights) return
    for (const insight of boards.insights) {
        if (!only.includes(insight.id)) continue
        insight.deleted = true
        fileInsight(boards, insight)
    }
}

/** Undoes a deletion. All of its tiles come back, also those that had been deleted one by one before. */
export function restoreDashboard(boards: Boards, dashboard: Dashboard): void {
    dashboard.deleted = false
    const own = boards.tiles.filter(({dashboardId}) => dashboardId === dashboard.id)
    for (const tile of own) tile.deleted = false
    for (const insight of boards.insights) {
        if (!insight.deleted || !own.some(({insightId}) => insightId === insight.id)) continue
        insight.deleted = false
        fileInsight(boards, insight)
    }
}

export const mayNotEdit = () =>
    new ApiError(
        403,
        "authentication_error",
        "permission_denied",
        "You don't have edit permissions for this dashboard.",
    )
