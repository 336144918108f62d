import {type Result, succeed} from "@beton/shared/api/result"

import type {BoardsClient} from "./client"
import {insightKey} from "./key-line"
import type {PlannedWrite} from "./plan-types"
import type {RegisteredTile, Registry} from "./registry"
import type {InsightBody} from "./schemas"
import type {Seen} from "./seen"

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
            return withInsight(registry, write.tile, await client.createInsight(write.body), true)
        case "patch-insight":
            return withInsight(registry, write.tile, await client.patchInsight(write.id, write.body), false)
        case "restore-insight": {
            const back = await client.patchInsight(write.id, write.body)
            if (back.ok || back.failure.kind !== "not_found")
                return withInsight(registry, write.tile, back, false)
            return withInsight(registry, write.tile, await client.createInsight(write.create), true)
        }
        case "arrange": {
            const arranged = await client.patchDashboard(write.dashboard, write.body)
            return arranged.ok ? succeed(registry) : arranged
        }
    }
}

/** What the registry says after a look: ids and hashes as PostHog has them, and what is gone as it was (C4). */
export function registryOf(project: string, seen: Seen, before: Registry | null): Registry | null {
    const {dashboard, insights, cards, placed} = seen
    if (dashboard === null) return before
    const ids = [...new Set([...placed, ...insights.keys(), ...cards.keys()])].sort()
    const tiles = ids.map((id): [string, RegisteredTile] => {
        const insight = insights.get(id)
        const known = before?.tiles[id]
        const written = insight === undefined ? undefined : insightKey(insight.description)?.written
        return [
            id,
            {insight: insight?.id ?? known?.insight ?? null, written: written ?? known?.written ?? null},
        ]
    })
    return {project, dashboard: dashboard.id, tiles: Object.fromEntries(tiles)}
}

/** What was known of the old one's tiles is of no use on a new one. */
async function newDashboard(
    client: BoardsClient,
    body: Readonly<Record<string, unknown>>,
    {project}: Registry,
): Promise<Result<Registry>> {
    const made = await client.createDashboard(body)
    return made.ok ? succeed({project, dashboard: made.value.id, fresh: true, tiles: {}}) : made
}

function withInsight(
    registry: Registry,
    tile: string,
    answer: Result<InsightBody>,
    fresh: boolean,
): Result<Registry> {
    if (!answer.ok) return answer
    const {id, description} = answer.value
    const written = insightKey(description)?.written ?? registry.tiles[tile]?.written ?? null
    const entry: RegisteredTile = {insight: id, written, ...(fresh ? {fresh} : {})}
    return succeed({...registry, tiles: {...registry.tiles, [tile]: entry}})
}
