import type {DesiredDashboard, DesiredTile} from "./desired"
import {cardBody, dashboardLine, insightLine} from "./key-line"
import {displayHash, mergedNode, sourceHash} from "./node-parts"
import {planDashboard, type PlanInput} from "./plan"
import type {Seen, SeenInsight} from "./seen"

const node = (sql: string) => ({
    kind: "DataVisualizationNode" as const,
    source: {kind: "HogQLQuery" as const, query: sql},
    display: "BoldNumber",
    tableSettings: {columns: [{column: "n"}]},
})
const tile = (
    id: string,
    more: Partial<DesiredTile> = {},
    sql = "SELECT 1 AS n",
    version = 1,
): DesiredTile => ({
    id,
    name: id,
    about: "About",
    node: node(sql),
    written: {
        version,
        name: "name____",
        about: "about___",
        source: sourceHash(node(sql)),
        display: displayHash(node(sql)),
    },
    box: {x: 0, y: 3, w: 6, h: 4},
    waiting: null,
    ...more,
})
const desired = (...tiles: DesiredTile[]): DesiredDashboard => ({
    id: "test",
    title: "Test",
    about: "About.",
    days: 30,
    aboutCard: cardBody("test", "about", "Text"),
    tiles,
})
const NOTHING: Seen = {
    dashboard: null,
    deleted: false,
    insights: new Map(),
    cards: new Map(),
    placed: new Set(),
    doubles: [],
    doubleDashboard: null,
    isForeign: false,
}
const board = (placed: string[] = [], tiles: NonNullable<Seen["dashboard"]>["tiles"] = []) => ({
    id: 7,
    name: "Test",
    created_at: "2026-10-05T06:00:00Z",
    description: dashboardLine({dashboard: "test", placed, others: []}),
    tiles,
})
const plan = (input: Partial<PlanInput> & Pick<PlanInput, "desired">) =>
    planDashboard({seen: NOTHING, registry: null, restore: false, folder: "Folder", ...input})
const actions = (entries: ReturnType<typeof plan>["entries"]) => entries.map((one) => [one.tile, one.action])

describe("a plan", () => {
    it("makes the dashboard before anything else", () => {
        const {entries, writes} = plan({desired: desired(tile("a"), tile("b", {waiting: "wait"}))})
        expect(actions(entries)).toEqual([
            [null, "create"],
            ["about", "create"],
            ["a", "create"],
            ["b", "waiting"],
        ])
        expect(writes).toMatchObject([
            {
                op: "create-dashboard",
                body: {name: "Test", filters: {date_from: "-30d"}, _create_in_folder: "Folder"},
            },
        ])
    })

    it("makes insights before it arranges anything", () => {
        const seen = {...NOTHING, dashboard: board()}
        const {writes} = plan({desired: desired(tile("a")), seen})
        expect(writes).toMatchObject([
            {op: "create-insight", tile: "a", body: {dashboards: [7], saved: true}},
        ])
    })

    it("gives a new insight a place below what stands in its own, and leaves other tiles alone", () => {
        const a = tile("a")
        const description = insightLine("test", "a", a.written)
        const own = {id: 1, layouts: {}, insight: {id: 11, name: "a", description}, text: null}
        const theirs = {
            id: 2,
            layouts: {sm: {x: 0, y: 0, w: 12, h: 9}},
            insight: null,
            text: {id: 5, body: "x"},
        }
        const insight: SeenInsight = {
            id: 11,
            name: "a",
            description,
            query: a.node,
            dashboards: [7],
            tile: own,
        }
        const seen = {
            ...NOTHING,
            dashboard: board(["a", "about"], [own, theirs]),
            insights: new Map([["a", insight]]),
            placed: new Set(["a", "about"]),
        }
        const {writes} = plan({desired: desired(a), seen})
        expect(writes).toEqual([
            {
                op: "arrange",
                dashboard: 7,
                body: {
                    tiles: [{id: 1, layouts: {sm: {x: 0, y: 9, w: 6, h: 4}, xs: {x: 0, y: 0, w: 1, h: 4}}}],
                },
            },
        ])
    })

    it("never makes again what was placed once, unless asked", () => {
        const seen = {...NOTHING, dashboard: board(["a", "about"]), placed: new Set(["a", "about"])}
        expect(plan({desired: desired(tile("a")), seen})).toMatchObject({
            entries: [
                {action: "keep"},
                {tile: "about", action: "removed-by-user"},
                {tile: "a", action: "removed-by-user"},
            ],
            writes: [],
        })
        expect(plan({desired: desired(tile("a")), seen, restore: true}).writes).toMatchObject([
            {op: "create-insight"},
        ])
    })

    it("takes back what it made at the same time as somebody else, before anything else", () => {
        expect(plan({desired: desired(tile("a")), seen: {...NOTHING, doubleDashboard: 9}}).writes).toEqual([
            {op: "drop-dashboard", id: 9},
        ])
        expect(
            plan({desired: desired(tile("a")), seen: {...NOTHING, dashboard: board(), doubles: [12]}}).writes,
        ).toEqual([{op: "drop-insight", id: 12}])
    })
})

describe("parts of a node", () => {
    it("what a server adds changes no hash; what Beton sets does", () => {
        const ours = node("SELECT 1 AS n")
        const added = {
            ...ours,
            version: 2,
            chartSettings: {showLegend: true},
            source: {...ours.source, modifiers: {}, values: {}, filters: {dateRange: {date_from: "-7d"}}},
            tableSettings: {
                pinnedColumns: ["n"],
                columns: [{column: "n", settings: {display: {color: "red", label: null}}}],
            },
        }
        expect([sourceHash(added), displayHash(added)]).toEqual([sourceHash(ours), displayHash(ours)])
        expect(sourceHash(node("SELECT 2 AS n"))).not.toBe(sourceHash(ours))
        expect(displayHash({...ours, display: "ActionsTable"})).not.toBe(displayHash(ours))
        expect(sourceHash({kind: "InsightVizNode", source: ours.source})).not.toBe(sourceHash(ours))
    })

    it("merging takes ours for what is asked, and keeps all that others added", () => {
        const found = {
            ...node("SELECT 1 AS n"),
            version: 2,
            tableSettings: {
                pinnedColumns: ["n"],
                columns: [{column: "n", settings: {display: {color: "red", label: "Old"}}}],
            },
        }
        const ours = node("SELECT 2 AS n")
        expect(mergedNode(found, ours, {source: true, display: false})).toEqual({
            ...found,
            source: ours.source,
        })
        expect(mergedNode(found, ours, {source: false, display: true})).toEqual({
            ...found,
            tableSettings: {pinnedColumns: ["n"], columns: [{column: "n"}]},
        })
        expect(mergedNode({kind: "InsightVizNode"}, ours, {source: true, display: true})).toEqual(ours)
    })
})
