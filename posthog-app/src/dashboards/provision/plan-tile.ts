import {changeOf} from "./change"
import {ABOUT, type DesiredTile} from "./desired"
import {insightLine, withLine} from "./key-line"
import {ABOUT_BOX} from "./layout"
import type {PlanInput} from "./plan"
import type {Arrangement, PlanAction, PlanEntry, PlannedWrite} from "./plan-types"
import type {SeenCard, SeenInsight} from "./seen"

/** What a tile needs: calls of its own, and its part of the one call that arranges the dashboard. */
export interface TilePlan {
    readonly entry: PlanEntry
    readonly writes: readonly PlannedWrite[]
    readonly arrange: readonly Arrangement[]
}

const REMOVED = "Deleted in PostHog. It stays so until `beton provision --restore`."
const AGAIN = "Deleted in PostHog, asked for again."

/**
 * The text at the top: rewritten when its content changed, never when somebody edited it.
 *
 * @param isOthers a newer version or another installation has the dashboard in hand and would write it back
 */
export function planCard(input: PlanInput, isOthers = false): TilePlan {
    const {desired, seen, restore} = input
    const done = planOf(input, ABOUT)
    const [card, ...doubles] = seen.cards.get(ABOUT) ?? []
    if (card !== undefined) {
        const text = isOthers ? [] : rewritten(card, desired.aboutCard)
        const action = text.length > 0 ? "update" : "keep"
        const why = card.edited
            ? "Edited in PostHog and kept."
            : action === "keep"
              ? "Up to date."
              : "Its text changed."
        return done(action, why, [], [...text, ...leaving(doubles)])
    }
    if (seen.placed.has(ABOUT) && !restore) return done("removed-by-user", REMOVED)
    const why = seen.placed.has(ABOUT) ? AGAIN : "Not there yet."
    return done("create", why, [], [{tile: {text: {body: desired.aboutCard}}, wish: ABOUT_BOX}])
}

/** One tile: its insight, or the text in its place while its data are missing. */
export function planTile(tile: DesiredTile, input: PlanInput): TilePlan {
    const {desired, seen, restore, registry, refused} = input
    const done = planOf(input, tile.id)
    if (refused?.has(tile.id)) return done("keep", "PostHog refused it this time.")
    const insight = seen.insights.get(tile.id)
    const cards = seen.cards.get(tile.id) ?? []
    if (insight !== undefined && insight.tile !== null) {
        const {written: stored = null, again = false} = registry?.tiles[tile.id] ?? {}
        const {body, ...change} = changeOf(desired.id, tile, insight, {stored, again, restore})
        const mark = change.again === true ? {again: true as const} : {}
        const writes: PlannedWrite[] =
            body === null ? [] : [{op: "patch-insight", tile: tile.id, id: insight.id, body, ...mark}]
        return done(change.action, change.why, writes, settled(tile, insight, cards))
    }
    if (insight !== undefined) {
        if (!restore) return done("removed-by-user", REMOVED)
        return done("create", AGAIN, [backOnDashboard(tile.id, insight, input)])
    }
    const [card, ...doubles] = cards
    if (card !== undefined) {
        if (tile.waiting === null) return done("create", "Its data have arrived.", [newInsight(tile, input)])
        const why = card.edited ? "Its text was edited in PostHog and kept." : "Its data are not there yet."
        return done("waiting", why, [], [...rewritten(card, tile.waiting), ...leaving(doubles)])
    }
    const wasThere = seen.placed.has(tile.id)
    if (wasThere && !restore) return done("removed-by-user", REMOVED)
    const known = registry?.tiles[tile.id]?.insight ?? null
    if (wasThere && known !== null) return done("create", AGAIN, [restored(tile, known, input)])
    if (tile.waiting === null)
        return done("create", wasThere ? AGAIN : "Not there yet.", [newInsight(tile, input)])
    return done(
        "waiting",
        "Its data are not there yet.",
        [],
        [{tile: {text: {body: tile.waiting}}, wish: tile.box}],
    )
}

/** A new insight gets its place once; the text that stood there gives it up and goes. */
function settled(tile: DesiredTile, insight: SeenInsight, cards: readonly SeenCard[]): Arrangement[] {
    const ours = cards.filter(({edited}) => !edited)
    const place = insight.tile
    if (place === null) return []
    if (Object.keys(place.layouts).length > 0) return leaving(ours)
    const before = ours.find((card) => Object.keys(card.tile.layouts).length > 0)?.tile
    if (before === undefined) return [{tile: {id: place.id}, wish: tile.box}, ...leaving(ours)]
    const color = before.color ?? null
    const taken = {id: place.id, layouts: before.layouts, ...(color === null ? {} : {color})}
    return [{tile: taken}, ...leaving(ours)]
}

function rewritten({tile, edited}: SeenCard, body: string): Arrangement[] {
    const {text} = tile
    if (edited || !text || text.body.trim() === body) return []
    return [{tile: {id: tile.id, text: {id: text.id, body}}}]
}

/** Cards that go; one that somebody edited stays. */
function leaving(cards: readonly SeenCard[]): Arrangement[] {
    return cards.filter(({edited}) => !edited).map(({tile}) => ({tile: {id: tile.id, deleted: true}}))
}

function insightBody(tile: DesiredTile, {desired, seen, folder}: PlanInput) {
    return {
        name: tile.name,
        description: withLine(tile.about, insightLine(desired.id, tile.id, tile.written)),
        query: tile.node,
        dashboards: seen.dashboard === null ? [] : [seen.dashboard.id],
        saved: true,
        tags: ["beton"],
        _create_in_folder: folder,
    }
}

function newInsight(tile: DesiredTile, input: PlanInput): PlannedWrite {
    return {op: "create-insight", tile: tile.id, body: insightBody(tile, input)}
}

/** PATCH replaces the whole set of dashboards, so the others are named too (CONTRACT §9). */
function backOnDashboard(tile: string, {id, dashboards}: SeenInsight, {seen}: PlanInput): PlannedWrite {
    const all = [...new Set([...dashboards, ...(seen.dashboard === null ? [] : [seen.dashboard.id])])]
    return {op: "patch-insight", tile, id, body: {dashboards: all}}
}

function restored(tile: DesiredTile, id: number, input: PlanInput): PlannedWrite {
    const create = insightBody(tile, input)
    const {dashboards} = create
    return {op: "restore-insight", tile: tile.id, id, body: {deleted: false, dashboards}, create}
}

function planOf({desired}: PlanInput, tile: string) {
    return (
        action: PlanAction,
        why: string,
        writes: readonly PlannedWrite[] = [],
        arrange: readonly Arrangement[] = [],
    ): TilePlan => ({entry: {dashboard: desired.id, tile, action, why}, writes, arrange})
}
