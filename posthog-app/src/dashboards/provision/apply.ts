import {type Result, succeed} from "@beton/shared/api/result"

import type {BoardsClient} from "./client"
import type {DesiredDashboard} from "./desired"
import {insightKey, isSame, writtenOf} from "./key-line"
import type {PlannedWrite} from "./plan-types"
import type {RegisteredTile, Registry} from "./registry"
import type {DashboardBody, InsightBody} from "./schemas"
import type {Seen} from "./seen"

const FRESH = {fresh: true} as const

/** Sends one planned call; gives what the registry is to say from then on. */
export async function apply(
    client: BoardsClient,
    write: PlannedWrite,
    registry: Registry,
): Promise<Result<Registry>> {
    switch (write.op) {
        case "create-dashboard":
            return newDashboard(client, write.body, registry)
        case "restore-dashboard": {
            const back = await client.patchDashboard(write.id, {deleted: false})
            if (back.ok) return succeed(registry)
            return back.failure.kind === "not_found" ? newDashboard(client, write.body, registry) : back
        }
        case "drop-dashboard": {
            const dropped = await client.patchDashboard(write.id, {deleted: true})
            return dropped.ok || dropped.failure.kind === "not_found" ? succeed(registry) : dropped
        }
        case "drop-insight": {
            const dropped = await client.patchInsight(write.id, {deleted: true})
            if (!dropped.ok && dropped.failure.kind !== "not_found") return dropped
            const others = Object.entries(registry.tiles).filter(([, {insight}]) => insight !== write.id)
            return succeed({...registry, tiles: Object.fromEntries(others)})
        }
        case "create-insight":
            return withInsight(registry, write.tile, await client.createInsight(write.body), FRESH)
        case "patch-insight":
            return withInsight(
                registry,
                write.tile,
                await client.patchInsight(write.id, write.body),
                write.again === true ? {again: true} : {},
            )
        case "restore-insight": {
            const back = await client.patchInsight(write.id, write.body)
            if (back.ok || back.failure.kind !== "not_found")
                return withInsight(registry, write.tile, back, {})
            return withInsight(registry, write.tile, await client.createInsight(write.create), FRESH)
        }
        case "arrange": {
            const arranged = await client.patchDashboard(write.dashboard, write.body)
            return arranged.ok ? succeed(registry) : arranged
        }
    }
}

/**
 * What the registry says after a look (C4): ids as PostHog has them, and what is gone as it was. What was written last
 * is this installation's own writing; where it has none yet, or others wrote the same, it is what the key lines say.
 */
export function registryOf(
    project: string,
    desired: DesiredDashboard,
    seen: Seen,
    before: Registry | null,
): Registry | null {
    const {dashboard, insights, cards, placed} = seen
    if (dashboard === null) return before
    const ours = new Map(desired.tiles.map((tile) => [tile.id, tile.written]))
    const ids = [...new Set([...placed, ...insights.keys(), ...cards.keys()])].sort()
    const tiles = ids.map((id): [string, RegisteredTile] => {
        const insight = insights.get(id)
        const known = before?.tiles[id]
        const said = insight === undefined ? null : writtenOf(insight.description, desired.id, id)
        const own = known?.written ?? null
        const isOurs = own === null || (isSame(said, ours.get(id) ?? null) && !isSame(said, own))
        const written = isOurs ? (said ?? own) : own
        const again = known?.again === true && written === own ? {again: known.again} : {}
        return [id, {insight: insight?.id ?? known?.insight ?? null, written, ...again}]
    })
    return {project, dashboard: dashboard.id, ...madeAt(dashboard), tiles: Object.fromEntries(tiles)}
}

/** What was known of the old one's tiles is of no use on a new one. */
async function newDashboard(
    client: BoardsClient,
    body: Readonly<Record<string, unknown>>,
    {project}: Registry,
): Promise<Result<Registry>> {
    const made = await client.createDashboard(body)
    if (!made.ok) return made
    return succeed({project, dashboard: made.value.id, ...madeAt(made.value), fresh: true, tiles: {}})
}

function madeAt({created_at: made}: DashboardBody): Pick<Registry, "made"> {
    return made === "" ? {} : {made}
}

function withInsight(
    registry: Registry,
    tile: string,
    answer: Result<InsightBody>,
    marks: Pick<RegisteredTile, "fresh" | "again">,
): Result<Registry> {
    if (!answer.ok) return answer
    const {id, description} = answer.value
    const key = insightKey(description)
    const written = (key?.tile === tile ? key.written : registry.tiles[tile]?.written) ?? null
    const entry: RegisteredTile = {insight: id, written, ...marks}
    return succeed({...registry, tiles: {...registry.tiles, [tile]: entry}})
}
