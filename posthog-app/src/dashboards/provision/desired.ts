import type {DashboardDefinition, SourceId, TileContext, TileDefinition} from "../definition"
import {type TileNode, tileNode} from "../node"
import {aboutText, waitingText} from "./cards"
import {cardBody, hash8, type Written} from "./key-line"
import {ABOUT_ROWS, type Box} from "./layout"
import {displayHash, sourceHash} from "./node-parts"

/** Id of the text at the top of each dashboard; no tile may have it. */
export const ABOUT = "about"

/** What the project has to show. */
export interface Sources {
    readonly present: readonly SourceId[]
    /** Days that the project's data go back at least, one of `HISTORY_STEPS` or 0; null: not known. */
    readonly historyDays: number | null
}

/** A tile as PostHog is to have it. */
export interface DesiredTile {
    readonly id: string
    readonly name: string
    readonly about: string
    readonly node: TileNode
    readonly written: Written
    readonly box: Box
    /** Text card that stands in its place while a source is missing; null: its data are there. */
    readonly waiting: string | null
}

/** A dashboard as PostHog is to have it. */
export interface DesiredDashboard {
    readonly id: string
    readonly title: string
    readonly about: string
    readonly days: number | null
    /** Body of the text at the top. */
    readonly aboutCard: string
    /** In reading order. */
    readonly tiles: readonly DesiredTile[]
}

/** What a definition comes to with these settings and sources. */
export function desiredDashboard(
    definition: DashboardDefinition,
    context: TileContext,
    sources: Sources,
): DesiredDashboard {
    const {id, title, about, days} = definition
    const isWaiting = (tile: TileDefinition) => tile.needs.some((need) => !sources.present.includes(need))
    const inOrder = [...definition.tiles].sort((a, b) => a.layout.y - b.layout.y || a.layout.x - b.layout.x)
    const waiting = inOrder.filter(isWaiting).map((tile) => tile.title(context))
    return {
        id,
        title,
        about,
        days,
        aboutCard: cardBody(id, ABOUT, aboutText(definition, waiting, sources.historyDays)),
        tiles: inOrder.map((tile) => ({
            ...desiredTile(tile, context),
            waiting: isWaiting(tile)
                ? cardBody(id, tile.id, waitingText(tile.title(context), tile.waiting(context)))
                : null,
        })),
    }
}

function desiredTile(tile: TileDefinition, context: TileContext): Omit<DesiredTile, "waiting"> {
    const name = tile.title(context)
    const about = tile.about(context).trim()
    const node = tileNode(tile, context)
    const {x, y, w, h} = tile.layout
    return {
        id: tile.id,
        name,
        about,
        node,
        written: {
            version: tile.version,
            name: hash8(name),
            about: hash8(about),
            source: sourceHash(node),
            display: displayHash(node),
        },
        box: {x, y: y + ABOUT_ROWS, w, h},
    }
}
