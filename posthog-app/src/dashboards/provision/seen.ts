import {type Result, succeed} from "@beton/shared/api/result"

import type {BoardsClient} from "./client"
import {cardKey, dashboardKey, insightKey} from "./key-line"
import type {Registry} from "./registry"
import type {DashboardBody, InsightBody, TileBody} from "./schemas"

/** An insight of ours, and its tile on our dashboard while it has one. */
export interface SeenInsight extends InsightBody {
    readonly tile: TileBody | null
}

/** A text card of ours. */
export interface SeenCard {
    readonly tile: TileBody
    readonly edited: boolean
}

/** What PostHog has of one dashboard. */
export interface Seen {
    readonly dashboard: DashboardBody | null
    /** It was there once and somebody deleted it. */
    readonly deleted: boolean
    /** By id of the tile. */
    readonly insights: ReadonlyMap<string, SeenInsight>
    /** By id of the tile in whose place they stand, the oldest first. */
    readonly cards: ReadonlyMap<string, readonly SeenCard[]>
    /** Ids of all tiles that were ever placed, as far as the dashboard or the storage knows. */
    readonly placed: ReadonlySet<string>
    /** Insights that this storage's owner made at the same time as somebody else made the same. */
    readonly doubles: readonly number[]
    /** The same for the dashboard. */
    readonly doubleDashboard: number | null
}

/** Looks at everything that belongs to a dashboard; two calls when all is known. Reads only. */
export async function look(
    client: BoardsClient,
    id: string,
    registry: Registry | null,
): Promise<Result<Seen>> {
    const found = await findDashboard(client, id, registry)
    if (!found.ok) return found
    const {dashboard, double, isMissed} = found.value
    const listed = await client.insights(`beton/${id}/`)
    if (!listed.ok) return listed
    const insights = await findInsights(client, id, registry, dashboard, listed.value)
    if (!insights.ok) return insights
    const placed = dashboard === null ? [] : (dashboardKey(dashboard.description)?.placed ?? [])
    return succeed({
        dashboard,
        deleted: dashboard === null && (registry !== null || isMissed || insights.value.size > 0),
        insights: insights.value,
        cards: cardsOf(dashboard, id),
        placed: new Set([...placed, ...Object.keys(registry?.tiles ?? {})]),
        doubles: doublesOf(registry, insights.value),
        doubleDashboard: double,
    })
}

/** A dashboard of ours, as far as it was found. */
interface FoundDashboard {
    readonly dashboard: DashboardBody | null
    readonly double: number | null
    /** Another dashboard of ours says that it was there. */
    readonly isMissed: boolean
}

/** By stored id, then by key; of several with the same key (copies that people made) the oldest is ours. */
async function findDashboard(
    client: BoardsClient,
    id: string,
    registry: Registry | null,
): Promise<Result<FoundDashboard>> {
    if (registry !== null && registry.fresh === undefined) {
        const known = await client.dashboard(registry.dashboard)
        if (known.ok) return succeed({dashboard: known.value, double: null, isMissed: false})
        if (known.failure.kind !== "not_found") return known
    }
    const listed = await client.dashboards()
    if (!listed.ok) return listed
    const keys = listed.value.map((row) => ({id: row.id, key: dashboardKey(row.description)}))
    const missing = {dashboard: null, double: null, isMissed: keys.some(({key}) => key?.others.includes(id))}
    const ids = keys.filter(({key}) => key?.dashboard === id).map((row) => row.id)
    if (ids.length === 0) return succeed(missing)
    const oldest = Math.min(...ids)
    const own = registry?.fresh === true && ids.includes(registry.dashboard) ? registry.dashboard : oldest
    const dashboard = await client.dashboard(oldest)
    if (!dashboard.ok) return dashboard.failure.kind === "not_found" ? succeed(missing) : dashboard
    return succeed({dashboard: dashboard.value, double: own === oldest ? null : own, isMissed: false})
}

async function findInsights(
    client: BoardsClient,
    id: string,
    registry: Registry | null,
    dashboard: DashboardBody | null,
    listed: readonly InsightBody[],
): Promise<Result<Map<string, SeenInsight>>> {
    const tiles = new Map(
        (dashboard?.tiles ?? []).flatMap((tile) => (tile.insight ? [[tile.insight.id, tile] as const] : [])),
    )
    const known = new Map(listed.map((insight) => [insight.id, insight]))
    const candidates = new Map<string, Set<number>>()
    const add = (tile: string, insight: number) =>
        candidates.set(tile, (candidates.get(tile) ?? new Set()).add(insight))
    for (const [tile, {insight}] of Object.entries(registry?.tiles ?? {}))
        if (insight !== null) add(tile, insight)
    const described = [...listed, ...[...tiles.values()].flatMap(({insight}) => insight ?? [])]
    for (const {id: insight, description} of described) {
        const key = insightKey(description)
        if (key?.dashboard === id) add(key.tile, insight)
    }
    const found = new Map<string, SeenInsight>()
    for (const [tile, ids] of candidates) {
        for (const insight of inOrder(ids, registry?.tiles[tile], tiles)) {
            const body = await ownBody(client, insight, known.get(insight))
            if (!body.ok) return body
            if (body.value === null) continue
            found.set(tile, {...body.value, tile: tiles.get(insight) ?? null})
            break
        }
    }
    return succeed(found)
}

/** The one that is stored, unless it was made a moment ago; then those on our dashboard; then the oldest. */
function inOrder(
    ids: ReadonlySet<number>,
    registered: Registry["tiles"][string] | undefined,
    tiles: ReadonlyMap<number, TileBody>,
): number[] {
    const stored = registered?.fresh === true ? null : registered?.insight
    const rank = (id: number): number => (id === stored ? 0 : tiles.has(id) ? 1 : 2)
    return [...ids].sort((a, b) => rank(a) - rank(b) || a - b)
}

/** An insight with its own query: as the list has it, or asked for; null for one that was deleted. */
async function ownBody(
    client: BoardsClient,
    id: number,
    listed: InsightBody | undefined,
): Promise<Result<InsightBody | null>> {
    if (listed?.query !== undefined) return succeed(listed)
    const asked = await client.insight(id)
    if (asked.ok) return asked
    return asked.failure.kind === "not_found" ? succeed(null) : asked
}

function cardsOf(dashboard: DashboardBody | null, id: string): Map<string, SeenCard[]> {
    const cards = new Map<string, SeenCard[]>()
    const tiles = [...(dashboard?.tiles ?? [])].sort((a, b) => a.id - b.id)
    for (const tile of tiles) {
        const key = tile.text ? cardKey(tile.text.body) : null
        if (key?.dashboard !== id) continue
        cards.set(key.card, [...(cards.get(key.card) ?? []), {tile, edited: key.edited}])
    }
    return cards
}

/** What the registry calls fresh while an older insight has the same key. */
function doublesOf(registry: Registry | null, insights: ReadonlyMap<string, SeenInsight>): number[] {
    return Object.entries(registry?.tiles ?? {}).flatMap(([tile, {insight, fresh}]) => {
        const ours = insights.get(tile)
        return fresh === true && insight !== null && ours !== undefined && ours.id !== insight
            ? [insight]
            : []
    })
}
