import {NEWER} from "./change"
import {ABOUT, type DesiredDashboard} from "./desired"
import {aboutOf, dashboardKey, dashboardLine, withLine} from "./key-line"
import {Grid} from "./layout"
import {planCard, planTile, type TilePlan} from "./plan-tile"
import type {Arrangement, Plan, PlanEntry, PlannedWrite} from "./plan-types"
import type {Registry} from "./registry"
import type {Seen} from "./seen"

/** What a plan is made from. */
export interface PlanInput {
    readonly desired: DesiredDashboard
    readonly seen: Seen
    readonly registry: Registry | null
    /** Bring back what people deleted, and replace SQL that they edited where Beton has a newer one. */
    readonly restore: boolean
    /** Folder of new dashboards and insights. */
    readonly folder: string
    /** Tiles whose call was refused: they are not tried again this time. */
    readonly refused?: ReadonlySet<string>
    /** Ids of the other dashboards that are there. */
    readonly others?: readonly string[]
}

/**
 * What PostHog has against what it is to have (C2, C3, C5). Pure. `writes` are those that can be made now: a dashboard
 * before its insights, insights before their places; the next plan, from a new look, has what remains. A plan without
 * writes is the end.
 */
export function planDashboard(input: PlanInput): Plan {
    const {desired, seen, restore} = input
    if (seen.doubleDashboard !== null)
        return {entries: [], writes: [{op: "drop-dashboard", id: seen.doubleDashboard}]}
    if (seen.doubles.length > 0)
        return {entries: [], writes: seen.doubles.map((id) => ({op: "drop-insight", id}))}
    if (seen.dashboard === null && seen.deleted && !restore) return deletedPlan(desired)
    const insights = desired.tiles.map((tile) => planTile(tile, input))
    const isOthers = insights.some(({entry}) => entry.action === "contested" || entry.why === NEWER)
    const tiles = [planCard(input, isOthers), ...insights]
    const calls = tiles.flatMap(({writes}) => writes)
    const arranged = seen.dashboard === null ? [] : arrangement(input, tiles, seen.dashboard)
    // What makes or changes a tile stands in its own line; a plan never says that all stays while something is sent.
    const isTold = tiles.some(({entry}) => entry.action === "create" || entry.action === "update")
    const entries = [
        dashboardEntry(input, arranged.length > 0 && !isTold),
        ...tiles.map(({entry}) => entry),
        ...leftovers(input),
    ]
    if (seen.dashboard === null) return {entries, writes: [dashboardWrite(input)]}
    return {entries, writes: calls.length > 0 ? calls : arranged}
}

function deletedPlan({id, tiles}: DesiredDashboard): Plan {
    const why = "Deleted in PostHog. It stays so until `beton provision --restore`."
    const gone = (tile: string | null): PlanEntry => ({dashboard: id, tile, action: "removed-by-user", why})
    return {entries: [gone(null), ...tiles.map((tile) => gone(tile.id))], writes: []}
}

function dashboardEntry({desired, seen}: PlanInput, isRearranged: boolean): PlanEntry {
    const of = {dashboard: desired.id, tile: null}
    if (seen.dashboard !== null && isRearranged)
        return {...of, action: "update", why: "Its texts, places or key line are not up to date."}
    if (seen.dashboard !== null) return {...of, action: "keep", why: "It is there."}
    return {
        ...of,
        action: "create",
        why: seen.deleted ? "Deleted in PostHog, asked for again." : "Not there yet.",
    }
}

function dashboardWrite({desired, registry, seen, folder}: PlanInput): PlannedWrite {
    const {id, title, about, days} = desired
    const body = {
        name: title,
        description: withLine(about, dashboardLine({dashboard: id, placed: [], others: []})),
        ...(days === null ? {} : {filters: {date_from: `-${days}d`}}),
        tags: ["beton"],
        _create_in_folder: folder,
    }
    return seen.deleted && registry !== null
        ? {op: "restore-dashboard", id: registry.dashboard, body}
        : {op: "create-dashboard", body}
}

/** Tiles of ours, and texts in their places, that no definition has: they left the product, or a newer version made them. */
function leftovers({desired, seen}: PlanInput): PlanEntry[] {
    const known = new Set([ABOUT, ...desired.tiles.map(({id}) => id)])
    const placed = [...seen.insights].flatMap(([tile, insight]) => (insight.tile === null ? [] : [tile]))
    const left = [...new Set([...placed, ...seen.cards.keys()])].filter((tile) => !known.has(tile))
    return left.map((tile) => ({
        dashboard: desired.id,
        tile,
        action: "keep",
        why: "This version of Beton has no such tile. It is left alone; delete it in PostHog if you do not need it.",
    }))
}

/** One call for texts, places, cards that go and the key line; none when all that stands. */
function arrangement(
    {desired, seen, registry, restore, others: there = []}: PlanInput,
    tiles: readonly TilePlan[],
    {id, description, tiles: standing}: NonNullable<Seen["dashboard"]>,
): PlannedWrite[] {
    const arranged = tiles.flatMap((tile) => tile.arrange)
    const leaving = new Set(arranged.flatMap(({tile}) => (tile.deleted === true ? [tile.id] : [])))
    const grid = new Grid(standing.filter((tile) => !leaving.has(tile.id)).map(({layouts}) => layouts))
    // The text at the top comes first, then reading order: that is also the order on a narrow screen.
    const items = [...arranged.filter(isWish), ...arranged.filter((one) => !isWish(one))].map((one) =>
        isWish(one) ? {...one.tile, layouts: grid.place(one.wish)} : one.tile,
    )
    const key = dashboardKey(description)
    // Only what was seen there: a card that is refused in this very call must not count as deleted later.
    const here = [
        ...seen.placed,
        ...[...seen.insights].flatMap(([tile, insight]) => (insight.tile === null ? [] : [tile])),
        ...seen.cards.keys(),
    ]
    const placed = [...new Set(here)].sort()
    const stored = registry === null && !restore ? placed : Object.keys(registry?.tiles ?? {})
    const said = [...(key?.placed ?? stored)].sort()
    const others = [...new Set([...(key?.others ?? []), ...there])].sort()
    // Who removed the line wants it gone: it comes back with the next tile only.
    const isSaid =
        placed.join() === said.join() && (key === null || others.join() === [...key.others].sort().join())
    if (items.length === 0 && isSaid) return []
    return [
        {
            op: "arrange",
            dashboard: id,
            body: {
                ...(isSaid
                    ? {}
                    : {
                          description: withLine(
                              aboutOf(description),
                              dashboardLine({dashboard: desired.id, placed, others}),
                          ),
                      }),
                ...(items.length > 0 ? {tiles: items} : {}),
            },
        },
    ]
}

function isWish(one: Arrangement): one is Extract<Arrangement, {wish: unknown}> {
    return "wish" in one
}
