import {type Failure, type FailureKind, type Result, succeed} from "@beton/shared/api/result"

import type {Transport} from "../../clients/transport"
import type {Config} from "../../config/config"
import type {Host} from "../../host"
import {writerOf} from "../../writer"
import type {DashboardDefinition, TileContext} from "../definition"
import {apply, registryOf} from "./apply"
import {BoardsClient, SERVER_ERROR} from "./client"
import {type DesiredDashboard, desiredDashboard, type Sources} from "./desired"
import {dashboardKey} from "./key-line"
import {planDashboard} from "./plan"
import type {PlanEntry, PlannedWrite} from "./plan-types"
import {projectMark, readRegistry, type Registry, saveRegistry} from "./registry"
import {look, type Seen} from "./seen"
import {textOf, undoneOf} from "./undone"

/** From a look to the last call it takes three or four; more means that PostHog does not keep what it is sent. */
const MAX_PASSES = 10
/** Failures of one tile's own call: the others go on. Everything else is about the key, the project or the moment. */
const OF_ONE_TILE: readonly FailureKind[] = ["refused", "not_found", "unreadable", "too_slow"]
/** So often a tile may end in a server's error while others do not; then that is about the tile. */
const SERVER_ERRORS = 2

/** What provisioning one dashboard needs. */
export interface ProvisionContext {
    readonly host: Host
    readonly config: Config
    readonly transport: Transport
    readonly account: TileContext["account"]
    readonly sources: Sources
    /** Only looks and plans. */
    readonly dryRun?: boolean
    readonly restore?: boolean
    /** Ids of the other dashboards that are there. */
    readonly others?: readonly string[]
    /** Unix ms after which no further change begins, but for one: a slow PostHog gets there too. */
    readonly until?: number
}

/** What became of one dashboard. */
export interface Provisioned {
    readonly dashboard: string
    readonly title: string
    /** Page in PostHog; null while there is none. */
    readonly url: string | null
    /** Ids of the others as its key line names them; null without a dashboard or a line. */
    readonly others: readonly string[] | null
    /** The plan as it was first made. */
    readonly entries: readonly PlanEntry[]
    /** Calls that changed something. */
    readonly writes: number
    /** Tiles of the plan that are not as it says: refused, or time was up before. */
    readonly undone: readonly string[]
    /** Tiles whose call was refused, and why; what was there before works on. */
    readonly refused: readonly {readonly tile: string | null; readonly message: string}[]
    /** Time is up; another go does the rest. */
    readonly more: boolean
}

/**
 * Brings one dashboard to what its definition says, as far as people left it (C2, C3): looks, plans, calls, and looks
 * again until nothing remains. It may be cut off after any call, and nothing is sent when nothing is to be done.
 *
 * @returns a failure when nothing more can be done at the moment; what was done stays, and the next go continues
 */
export async function provisionDashboard(
    definition: DashboardDefinition,
    context: ProvisionContext,
): Promise<Result<Provisioned>> {
    const {host, config, transport, account, sources, dryRun = false, restore = false} = context
    const client = new BoardsClient(host, config, transport)
    const desired = desiredDashboard(definition, {config, account, writer: writerOf(config).writer}, sources)
    const {folder} = config.settings.dashboards
    const project = projectMark(config)
    const refused = new Map<string | null, string>()
    const serverErrors = new Map<string, number>()
    let entries: readonly PlanEntry[] | null = null
    let writes = 0
    let tried = 0
    let seen: Seen | null = null
    const done = new Set<string>()
    const isTimeUp = () => tried > 0 && context.until !== undefined && host.now() >= context.until
    const result = (more: boolean): Result<Provisioned> =>
        succeed({
            dashboard: definition.id,
            title: seen?.dashboard?.name.trim() || definition.title,
            url: seen?.dashboard
                ? `${config.posthogHost}/project/${config.project}/dashboard/${seen.dashboard.id}`
                : null,
            others: dashboardKey(seen?.dashboard?.description ?? "")?.others ?? null,
            entries: entries ?? [],
            writes,
            undone: undoneOf(entries ?? [], done, seen),
            refused: [...refused].map(([tile, message]) => ({tile, message})),
            more,
        })
    for (const _pass of Array.from({length: MAX_PASSES})) {
        if (isTimeUp()) return result(true)
        const saved = await readRegistry(host.storage, definition.id, project)
        const looked = await look(client, desired, saved)
        if (!looked.ok) return looked
        seen = looked.value
        const stored = seen.isForeign ? null : saved
        const names = new Set([...refused.keys()].flatMap((tile) => tile ?? []))
        const plan = planDashboard({
            desired,
            seen,
            registry: stored,
            restore,
            folder,
            refused: names,
            others: context.others ?? [],
        })
        if (plan.entries.length > 0) entries ??= plan.entries
        if (dryRun) return result(false)
        let registry = await noted(host, project, desired, seen, stored)
        if (plan.writes.length === 0) return result(false)
        let isAnswering = true
        for (const write of plan.writes) {
            if (isTimeUp()) return result(true)
            tried += 1
            const before = registry
            const sent = await apply(client, write, registry ?? {project, dashboard: 0, tiles: {}})
            if (!sent.ok) {
                // One error may be this tile's own; a second one in a row is PostHog's.
                if (isAnswering && "tile" in write && sent.failure.code === SERVER_ERROR) {
                    isAnswering = false
                    const times = (serverErrors.get(write.tile) ?? 0) + 1
                    serverErrors.set(write.tile, times)
                    if (times >= SERVER_ERRORS) refused.set(write.tile, sent.failure.message)
                    continue
                }
                if (!isOfItself(write, sent.failure)) return sent
                refused.set("tile" in write ? write.tile : null, sent.failure.message)
                if (!("tile" in write)) return result(false)
                isAnswering = true
                continue
            }
            isAnswering = true
            writes += 1
            registry = sent.value
            if ("tile" in write) done.add(write.tile)
            if (write.op === "arrange")
                for (const tile of plan.entries.flatMap((entry) => textOf(entry) ?? [])) done.add(tile)
            await saveRegistry(host.storage, definition.id, registry, before)
        }
    }
    refused.set(
        null,
        "PostHog does not keep what it is sent for this dashboard. Look whether something else changes it all the time.",
    )
    return result(false)
}

/** Stores what a look found, but never forgets that something of ours still has to be taken back. */
async function noted(
    host: Host,
    project: string,
    desired: DesiredDashboard,
    seen: Seen,
    stored: Registry | null,
): Promise<Registry | null> {
    if (seen.doubleDashboard !== null || seen.doubles.length > 0) return stored
    const registry = registryOf(project, desired, seen, stored)
    if (registry !== null) await saveRegistry(host.storage, desired.id, registry, stored)
    return registry
}

/** Whether a failure is about this tile or dashboard only: what is refused keeps nothing else from being done. */
function isOfItself(write: PlannedWrite, {kind}: Failure): boolean {
    if (kind === "refused") return true
    return OF_ONE_TILE.includes(kind) && ("tile" in write || write.op === "arrange")
}
