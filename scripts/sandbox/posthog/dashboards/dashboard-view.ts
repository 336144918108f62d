import type {ProjectContext} from "../context"
import type {RefreshMode} from "../query/request"
import {insightView} from "./insight-view"
import {inReadingOrder} from "./layouts"
import {boardsOf, type Dashboard, liveTiles, type TextCard, type Tile} from "./state"
import {effectiveRestriction, privilege, userBasic} from "./users"

function cardView(context: ProjectContext, card: TextCard | undefined) {
    if (!card) return null
    return {
        id: card.id,
        body: card.body,
        created_by: userBasic(card.createdBy),
        last_modified_at: card.lastModifiedAt,
        last_modified_by: userBasic(card.lastModifiedBy),
        team: context.project.id,
    }
}

/** One tile (examples/dashboard-create-text-tile.json). */
export async function tileView(
    context: ProjectContext,
    dashboard: Dashboard,
    tile: Tile,
    order: number | null,
    mode: RefreshMode = "force_cache",
) {
    const boards = boardsOf(context.project)
    const insight = boards.insights.find(({id}) => id === tile.insightId)
    const shown = insight ? await insightView(context, insight, {dashboard, tile}, mode) : null
    return {
        id: tile.id,
        layouts: tile.layouts,
        color: tile.color,
        order,
        show_description: tile.show_description,
        transparent_background: tile.transparent_background,
        filters_overrides: tile.filters_overrides,
        last_refresh: shown?.last_refresh ?? null,
        is_cached: shown ? shown.is_cached : null,
        insight: shown,
        text: cardView(
            context,
            boards.texts.find(({id}) => id === tile.textId),
        ),
        button_tile: tile.button,
        widget: null,
    }
}

/** A dashboard as lists show it: without tiles (examples/dashboards-list-search.json). */
export function dashboardListView(context: ProjectContext, dashboard: Dashboard) {
    const {plan} = boardsOf(context.project)
    return {
        id: dashboard.id,
        name: dashboard.name,
        description: dashboard.description,
        pinned: dashboard.pinned,
        created_at: dashboard.createdAt,
        created_by: userBasic(dashboard.createdBy),
        last_accessed_at: dashboard.lastAccessedAt,
        last_viewed_at: null,
        is_shared: false,
        deleted: dashboard.deleted,
        creation_mode: dashboard.creationMode,
        filters: dashboard.filters,
        variables: dashboard.variables,
        breakdown_colors: dashboard.breakdownColors,
        data_color_theme_id: dashboard.dataColorThemeId,
        tags: dashboard.tags,
        tiles: null,
        restriction_level: dashboard.restrictionLevel,
        effective_restriction_level: effectiveRestriction(dashboard, plan),
        effective_privilege_level: privilege(dashboard, plan),
        user_access_level: "manager",
        access_control_version: dashboard.restrictionLevel > 21 ? "v1" : "v2",
        last_refresh: null,
        persisted_filters: dashboard.filters,
        persisted_variables: dashboard.variables,
        team_id: context.project.id,
    }
}

/** A dashboard with its tiles in reading order; `mode` says whether they are computed. */
export async function dashboardView(
    context: ProjectContext,
    dashboard: Dashboard,
    mode: RefreshMode = "force_cache",
) {
    const tiles = []
    const live = liveTiles(boardsOf(context.project), {dashboardId: dashboard.id})
    for (const [order, tile] of inReadingOrder(live).entries()) {
        tiles.push(await tileView(context, dashboard, tile, order, mode))
    }
    return {...dashboardListView(context, dashboard), tiles}
}
