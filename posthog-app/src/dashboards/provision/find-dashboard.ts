import {type Result, succeed} from "@beton/shared/api/result"

import type {BoardsClient} from "./client"
import type {DesiredDashboard} from "./desired"
import {dashboardKey, insightKey} from "./key-line"
import type {Registry} from "./registry"
import type {DashboardBody, InsightBody} from "./schemas"

/** A dashboard of ours, as far as it was found. */
export interface FoundDashboard {
    readonly dashboard: DashboardBody | null
    readonly double: number | null
    /** Another dashboard of ours says that it was there. */
    readonly isMissed: boolean
    /** The stored id is of another server at this address. */
    readonly isForeign: boolean
    /** Dashboards of its name without any key line. */
    readonly namesakes: readonly number[]
}

const NOT_FOUND: FoundDashboard = {
    dashboard: null,
    double: null,
    isMissed: false,
    isForeign: false,
    namesakes: [],
}
/** To the second: servers differ in how they write the rest. */
const SECONDS = "2026-01-01T00:00:00".length

/** By stored id, then by key; of several with the same key (copies that people made) the oldest is ours. */
export async function findDashboard(
    client: BoardsClient,
    {id, title}: Pick<DesiredDashboard, "id" | "title">,
    registry: Registry | null,
): Promise<Result<FoundDashboard>> {
    let isForeign = false
    if (registry !== null && registry.fresh === undefined) {
        const known = await client.dashboard(registry.dashboard)
        if (!known.ok && known.failure.kind !== "not_found") return known
        isForeign = known.ok && !isSameAge(registry.made, known.value.created_at)
        if (known.ok && !isForeign) return succeed({...NOT_FOUND, dashboard: known.value})
    }
    const listed = await client.dashboards()
    if (!listed.ok) return listed
    const keys = listed.value.map((row) => ({...row, key: dashboardKey(row.description)}))
    // What is stored here and not there was deleted: then a dashboard of that name is somebody's own.
    const isLost = registry === null || isForeign
    const namesakes = keys
        .filter(({key, name}) => isLost && key === null && name === title)
        .map((row) => row.id)
    const isMissed = keys.some(({key}) => key?.others.includes(id))
    const missing = {...NOT_FOUND, isForeign, isMissed, namesakes}
    const ids = keys.filter(({key}) => key?.dashboard === id).map((row) => row.id)
    if (ids.length === 0) return succeed(missing)
    const oldest = Math.min(...ids)
    const own = registry?.fresh === true && ids.includes(registry.dashboard) ? registry.dashboard : oldest
    const dashboard = await client.dashboard(oldest)
    if (!dashboard.ok) return dashboard.failure.kind === "not_found" ? succeed(missing) : dashboard
    return succeed({
        ...NOT_FOUND,
        isForeign,
        dashboard: dashboard.value,
        double: own === oldest ? null : own,
    })
}

/**
 * A dashboard whose key line was removed while nothing is stored: by its name and our insights on it; null without one.
 *
 * @param insights those whose texts name the dashboard
 */
export async function findByName(
    client: BoardsClient,
    id: string,
    namesakes: readonly number[],
    insights: readonly InsightBody[],
): Promise<Result<DashboardBody | null>> {
    const ours = insights.filter(({description}) => insightKey(description)?.dashboard === id)
    const on = new Set(ours.flatMap(({dashboards}) => dashboards))
    const found = namesakes.filter((one) => on.has(one))
    if (found.length === 0) return succeed(null)
    const dashboard = await client.dashboard(Math.min(...found))
    return !dashboard.ok && dashboard.failure.kind === "not_found" ? succeed(null) : dashboard
}

function isSameAge(stored: string | undefined, found: string): boolean {
    return stored === undefined || found === "" || stored.slice(0, SECONDS) === found.slice(0, SECONDS)
}
