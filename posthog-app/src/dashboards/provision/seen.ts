import {type Result, succeed} from "@beton/shared/api/result"

import type {BoardsClient} from "./client"
import {ABOUT, type DesiredDashboard} from "./desired"
import {findByName, findDashboard} from "./find-dashboard"
import {cardKey, dashboardKey, insightKey, writtenOf} from "./key-line"
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
    /** What is stored is of another server at this address: it means nothing here. */
    readonly isForeign: boolean
}

/** Looks at everything that belongs to a dashboard; two calls when all is known. Reads only. */
export async function look(
    client: BoardsClient,
    desired: DesiredDashboard,
    stored: Registry | null,
): Promise<Result<Seen>> {
    const {id} = desired
    const found = await findDashboard(client, desired, stored)
    if (!found.ok) return found
    const {double, isMissed, isForeign, namesakes} = found.value
    const listed = await client.insights(`beton/${id}/`)
    if (!listed.ok) return listed
    const byName = await findByName(client, id, namesakes, listed.value)
    if (!byName.ok) return byName
    const dashboard = found.value.dashboard ?? byName.value
    const registry = isForeign ? null : stored
    const insights = await findInsights(client, desired, registry, dashboard, listed.value)
    if (!insights.ok) return insights
    const placed = dashboard === null ? [] : placedOn(dashboard, desired, registry)
    return succeed({
        dashboard,
        deleted: dashboard === null && (registry !== null || isMissed || insights.value.size > 0),
        insights: insights.value,
        cards: cardsOf(dashboard, id),
        placed: new Set([...placed, ...Object.keys(registry?.tiles ?? {})]),
        doubles: doublesOf(registry, insights.value),
        doubleDashboard: double,
        isForeign,
    })
}

/** Where neither a line nor the storage says so, every tile counts as placed: one that is missing may have been deleted. */
function placedOn({description}: DashboardBody, {tiles}: DesiredDashboard, registry: Registry | null) {
    const key = dashboardKey(description)
    if (key !== null) return key.placed
    return registry === null ? [ABOUT, ...tiles.map(({id}) => id)] : []
}

async function findInsights(
    client: BoardsClient,
    {id, tiles: wanted}: DesiredDashboard,
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
    const placed = [...tiles.values()].flatMap(({insight}) => insight ?? [])
    for (const {id: insight, description} of [...listed, ...placed]) {
        const key = insightKey(description)
        if (key?.dashboard === id) add(key.tile, insight)
    }
    // Somebody removed the key line: by its name it is still known not to be missing.
    const nameless = placed.filter(({description}) => insightKey(description) === null)
    for (const {id: tile, name} of wanted)
        for (const insight of nameless)
            if (!candidates.has(tile) && insight.name === name) add(tile, insight.id)
    const found = new Map<string, SeenInsight>()
    for (const [tile, ids] of candidates) {
        for (const insight of inOrder(ids, registry?.tiles[tile], tiles)) {
            const body = await ownBody(client, insight, known.get(insight))
            if (!body.ok) return body
            if (body.value === null) continue
            // Ids of a server that was set up anew may be somebody else's: what says so itself goes before.
            const isSure = tiles.has(insight) || writtenOf(body.value.description, id, tile) !== null
            if (!isSure && found.has(tile)) continue
            found.set(tile, {...body.value, tile: tiles.get(insight) ?? null})
            if (isSure) break
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
