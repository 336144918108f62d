import {Transport} from "@beton/posthog-app/clients/transport"
import type {Config} from "@beton/posthog-app/config/config"
import type {DashboardDefinition, SourceId, TileDefinition} from "@beton/posthog-app/dashboards/definition"
import {
    type ProvisionContext,
    provisionDashboard,
    type Provisioned,
} from "@beton/posthog-app/dashboards/provision/provision"
import type {Host} from "@beton/posthog-app/host"
import type {Result} from "@beton/shared/api/result"
import type {BoundQuery} from "@beton/shared/queries/query"

import {memoryStorage} from "../../../scripts/sandbox/plugin-host/storage"
import type {Boards, Dashboard, Insight, Tile} from "../../../scripts/sandbox/posthog/dashboards/state"
import {
    configOf,
    DASHBOARD_SCOPES,
    formFor,
    POSTHOG_SCOPES,
    type TestProject,
    testProject,
} from "../../app/support/project"
import {openWire, type Sent, type Wire} from "../../app/support/wire"
import {boardHost} from "./board-host"

function testQuery(select: string, writer: string, version: number): BoundQuery {
    const text = `${select} FROM events WHERE properties.beton_writer = ${writer} AND {filters} LIMIT 10\n-- ${version}`
    return {id: "test", version, text, values: {}, columns: [], ttlSeconds: 0}
}

/** A tile of the test dashboard; each version has a SQL text of its own. */
export function testTile(id: string, more: Partial<TileDefinition> = {}): TileDefinition {
    const version = more.version ?? 1
    return {
        id,
        version,
        title: () => `Tile ${id}`,
        about: () => `About ${id}.`,
        query: ({writer}) => testQuery(`SELECT count() AS signals_fired`, `'${writer}'`, version),
        display: () => ({as: "number", column: {name: "signals_fired"}}),
        layout: {x: 0, y: 0, w: 6, h: 4},
        needs: [],
        waiting: () => `Connect what ${id} needs.`,
        ...more,
    }
}

/** A dashboard with three tiles: a number, a chart, and one that needs deals. */
export function testDashboard(more: Partial<DashboardDefinition> = {}): DashboardDefinition {
    return {
        id: "test",
        title: "Beton: Test",
        about: "What tests look at.",
        days: 30,
        tiles: [
            testTile("one"),
            testTile("two", {
                layout: {x: 6, y: 0, w: 6, h: 4},
                query: ({writer}) => testQuery("SELECT event AS signal, count() AS fired", `'${writer}'`, 1),
                display: () => ({as: "bar", x: {name: "signal"}, y: [{name: "fired", label: "Fired"}]}),
            }),
            testTile("three", {layout: {x: 0, y: 4, w: 12, h: 5}, needs: ["deals"]}),
        ],
        ...more,
    }
}

/** The definition with one of its tiles replaced. */
export function withTile(
    definition: DashboardDefinition,
    id: string,
    change: Partial<TileDefinition>,
): DashboardDefinition {
    return {
        ...definition,
        tiles: definition.tiles.map((tile) => (tile.id === id ? {...tile, ...change} : tile)),
    }
}

/** A project of the stand-in and ways to provision it. */
export interface BoardWorld {
    readonly project: TestProject
    readonly config: Config
    readonly wire: Wire
    readonly logs: string[]
    storage: ReturnType<typeof memoryStorage>
    /** Provisions the definition; throws on a failure. */
    provision(definition?: DashboardDefinition, o?: Options): Promise<Provisioned>
    /** The same with the failure as a value. */
    attempt(definition?: DashboardDefinition, o?: Options): Promise<Result<Provisioned>>
    boards(): Promise<Boards>
    /** Requests since a mark that change something. */
    writesSince(mark: number): Sent[]
}

/** What may differ between two goes. */
export interface Options {
    readonly present?: readonly SourceId[]
    readonly historyDays?: number | null
    readonly dryRun?: boolean
    readonly restore?: boolean
    readonly storage?: ReturnType<typeof memoryStorage>
    readonly fetch?: Host["fetch"]
    readonly key?: string
    /** Another installation's settings. */
    readonly config?: Config
    /** Ids of the other dashboards that are there. */
    readonly others?: readonly string[]
}

/** A fresh project with a key of all scopes. */
export async function boardWorld(): Promise<BoardWorld> {
    const project = await testProject({}, [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES])
    await project.admin.setLimits(project.id, {
        privatePerMinute: 1e6,
        privatePerHour: 1e6,
        insightPerMinute: 1e6,
        insightPerHour: 1e6,
    })
    const config = configOf(formFor(project, {}, {dashboards: {enabled: true}}))
    const wire = openWire()
    const logs: string[] = []
    const attempt = (definition = testDashboard(), o: Options = {}) => {
        const host = boardHost(
            o.storage ?? world.storage,
            o.fetch ?? ((url, request) => wire.fetch(url, request)),
            logs,
        )
        const context: ProvisionContext = {
            host,
            config: {...(o.config ?? config), ...(o.key === undefined ? {} : {posthogKey: o.key})},
            transport: new Transport(host, {budgetMs: Infinity}),
            account: {type: "group", groupType: "company", groupTypeIndex: 0},
            sources: {present: o.present ?? [], historyDays: o.historyDays ?? null},
            dryRun: o.dryRun ?? false,
            restore: o.restore ?? false,
            others: o.others ?? [],
        }
        return provisionDashboard(definition, context)
    }
    const world: BoardWorld = {
        project,
        config,
        wire,
        logs,
        storage: memoryStorage(),
        attempt,
        provision: async (definition, o) => {
            const done = await attempt(definition, o)
            if (!done.ok) throw new Error(done.failure.message)
            return done.value
        },
        boards: () => project.admin.boards(project.id),
        writesSince: (mark) => wire.sent.slice(mark).filter(({method}) => method !== "GET"),
    }
    return world
}

/** What people see of a dashboard, without ids and times: two goes that end alike have the same. */
export function shownOf(boards: Boards) {
    const live = <T extends {deleted: boolean | null}>(list: readonly T[]): T[] =>
        list.filter(({deleted}) => deleted !== true)
    const insights = live(boards.insights)
    const insightOf = (tile: Tile): Insight | undefined => insights.find(({id}) => id === tile.insightId)
    const textOf = (tile: Tile): string | null =>
        boards.texts.find(({id}) => id === tile.textId)?.body ?? null
    const tilesOf = ({id}: Dashboard) =>
        live(boards.tiles)
            .filter((tile) => tile.dashboardId === id)
            .map((tile) => ({tile, insight: insightOf(tile), text: textOf(tile)}))
            .filter(({insight, text}) => insight !== undefined || text !== null)
            .map(({tile, insight, text}) => ({
                name: insight?.name ?? null,
                description: insight?.description ?? null,
                query: insight?.query ?? null,
                text,
                layouts: tile.layouts,
                color: tile.color,
            }))
            .sort((a, b) => (`${a.name ?? ""} ${a.text ?? ""}` < `${b.name ?? ""} ${b.text ?? ""}` ? -1 : 1))
    return {
        dashboards: live(boards.dashboards).map((dashboard) => ({
            name: dashboard.name,
            description: dashboard.description,
            filters: dashboard.filters,
            tiles: tilesOf(dashboard),
        })),
        insights: insights.map(({name}) => name).sort(),
    }
}

/** Actions by tile; the dashboard itself is "". */
export function actionsOf({entries}: Provisioned): Record<string, string> {
    return Object.fromEntries(entries.map(({tile, action}) => [tile ?? "", action]))
}
