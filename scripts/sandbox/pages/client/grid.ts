import type {TileInfo} from "../shapes"

/**
 * Heights of the grid's rows, as `grid-template-rows`: rows that only texts stand in are as high as the text, all others
 * have a least height.
 */
export function rowHeights(tiles: readonly TileInfo[]): string {
    const rows = Math.max(0, ...tiles.map(({box}) => (box === null ? 0 : box.y + box.h)))
    return Array.from({length: rows}, (_, row) => {
        const here = tiles.filter(({box}) => box !== null && box.y <= row && row < box.y + box.h)
        const isTextOnly = here.length > 0 && here.every(({insight}) => insight === null)
        return isTextOnly ? "auto" : "minmax(2.6rem, auto)"
    }).join(" ")
}
