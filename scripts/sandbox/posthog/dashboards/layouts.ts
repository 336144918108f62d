import type {Tile} from "./state"

interface Box {
    x: number
    y: number
    w: number
    h: number
}

export const REORDER_LAYOUTS = ["preserve", "two_column", "full_width"] as const
export type ReorderLayout = (typeof REORDER_LAYOUTS)[number]

const COLUMNS = 12
const WIDTH = 6
const HEIGHT = 5

function box(tile: Tile, size: string): Partial<Box> {
    const found = tile.layouts[size]
    return typeof found === "object" && found !== null ? found : {}
}

/** Reading order on a 12-column grid; tiles without a place come last. */
export function inReadingOrder(tiles: readonly Tile[], size = "sm"): Tile[] {
    const at = (tile: Tile) => [box(tile, size).y ?? 100, box(tile, size).x ?? 100] as const
    return [...tiles].sort((a, b) => at(a)[0] - at(b)[0] || at(a)[1] - at(b)[1])
}

const positive = (value: unknown, fallback: number): number =>
    typeof value === "number" && Number.isInteger(value) && value > 0 ? value : fallback

/** The server's own layout of tiles in a given order (examples/dashboard-reorder-tiles.json). */
export function arrange(tiles: readonly Tile[], layout: ReorderLayout): void {
    const heights = new Array<number>(COLUMNS).fill(0)
    let narrow = 0
    for (const [index, tile] of tiles.entries()) {
        const own = box(tile, "sm")
        const w =
            layout === "two_column"
                ? WIDTH
                : layout === "full_width"
                  ? COLUMNS
                  : Math.min(positive(own.w, WIDTH), COLUMNS)
        const h = layout === "preserve" ? positive(own.h, HEIGHT) : HEIGHT
        let place = {x: layout === "two_column" ? (index % 2) * WIDTH : 0, y: 0}
        place.y = Math.max(...heights.slice(place.x, place.x + w))
        for (let x = 1; layout === "preserve" && x <= COLUMNS - w; x++) {
            const y = Math.max(...heights.slice(x, x + w))
            if (y < place.y) place = {x, y}
        }
        heights.fill(place.y + h, place.x, place.x + w)
        tile.layouts = {sm: {...place, w, h}, xs: {x: 0, y: narrow, w: 1, h}}
        narrow += h
    }
}

function overlap(a: Box, b: Box): boolean {
    return !(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y)
}

/** Pulls tiles up into free rows, for each breakpoint by itself, as after `delete_tile`. */
export function compact(tiles: readonly Tile[]): void {
    for (const size of new Set(tiles.flatMap(({layouts}) => Object.keys(layouts)))) {
        const placed: Box[] = []
        for (const tile of inReadingOrder(tiles, size)) {
            if (tile.layouts[size] === undefined) continue
            const own = box(tile, size)
            const place: Box = {x: own.x ?? 0, y: 0, w: own.w ?? 1, h: own.h ?? 1}
            for (;;) {
                const hit = placed.filter((other) => overlap(place, other))
                if (hit.length === 0) break
                place.y = Math.max(...hit.map(({y, h}) => y + h))
            }
            placed.push(place)
            tile.layouts = {...tile.layouts, [size]: {...own, y: place.y}}
        }
    }
}
