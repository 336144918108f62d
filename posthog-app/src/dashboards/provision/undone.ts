import {ABOUT} from "./desired"
import type {PlanEntry} from "./plan-types"
import type {Seen} from "./seen"

/** The tile of an entry whose text the one call for texts and places brings; null where it brings none. */
export function textOf({tile, action}: PlanEntry): string | null {
    return action === "waiting" || tile === ABOUT ? tile : null
}

/**
 * Tiles of a plan that are not yet as it says.
 *
 * @param written those whose call went through
 * @param seen the last look
 */
export function undoneOf(
    entries: readonly PlanEntry[],
    written: ReadonlySet<string>,
    seen: Seen | null,
): string[] {
    const isPlaced = (entry: PlanEntry, tile: string): boolean => {
        const insight = seen?.insights.get(tile)?.tile ?? null
        return insight !== null || (textOf(entry) !== null && seen?.cards.has(tile) === true)
    }
    return entries.flatMap((entry) => {
        const {tile, action} = entry
        if (tile === null || written.has(tile)) return []
        const isNew = action === "create" || action === "waiting"
        return action === "update" || (isNew && !isPlaced(entry, tile)) ? [tile] : []
    })
}
