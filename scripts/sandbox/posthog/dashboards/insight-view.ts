import type {ProjectContext} from "../context"
import type {RefreshMode} from "../query/request"
import {computeInsight, type Place, placedQuery} from "./compute"
import {type Boards, boardsOf, type Insight, liveTiles} from "./state"
import {effectiveRestriction, mayEdit, userBasic} from "./users"

/** Whether the owner of the keys may edit an insight: it is on no dashboard, or on one that they may edit. */
export function mayEditInsight(boards: Boards, insight: Insight): boolean {
    const on = dashboardsOf(boards, insight)
    return on.length === 0 || on.some((dashboard) => mayEdit(dashboard, boards.plan))
}

function dashboardsOf(boards: Boards, insight: Insight) {
    const ids = liveTiles(boards, {insightId: insight.id}).map(({dashboardId}) => dashboardId)
    return boards.dashboards.filter(({id}) => ids.includes(id))
}

/** The fields that need no computation (`basic=true`). */
export function basicInsight(boards: Boards, insight: Insight) {
    const tiles = liveTiles(boards, {insightId: insight.id})
    return {
        id: insight.id,
        short_id: insight.shortId,
        name: insight.name,
        derived_name: insight.derivedName,
        query: insight.query,
        filters: {},
        order: insight.order,
        deleted: insight.deleted,
        dashboards: tiles.map(({dashboardId}) => dashboardId),
        dashboard_tiles: tiles.map(({id, dashboardId, deleted}) => ({
            id,
            dashboard_id: dashboardId,
            deleted,
        })),
        description: insight.description,
        last_refresh: null,
        saved: insight.saved,
        tags: insight.tags,
        favorited: insight.favorited,
        created_at: insight.createdAt,
        created_by: userBasic(insight.createdBy),
        updated_at: insight.updatedAt,
        last_modified_at: insight.lastModifiedAt,
    }
}

/** An insight with its result in one place (examples/insight-get-refresh.json). */
export async function insightView(
    context: ProjectContext,
    insight: Insight,
    place: Place,
    mode: RefreshMode,
) {
    const boards = boardsOf(context.project)
    const levels = dashboardsOf(boards, insight).map((item) => effectiveRestriction(item, boards.plan))
    return {
        ...basicInsight(boards, insight),
        ...(boards.plan.mergedFilters ? {query: placedQuery(insight.query, place)} : {}),
        last_modified_by: userBasic(insight.lastModifiedBy),
        is_sample: false,
        effective_restriction_level: Math.max(21, ...levels),
        effective_privilege_level: mayEditInsight(boards, insight) ? 37 : 21,
        user_access_level: "manager",
        ...(await computeInsight(context, insight, place, mode)),
    }
}
