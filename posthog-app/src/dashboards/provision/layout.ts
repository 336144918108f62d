/** A place on a grid, in columns and rows. */
export interface Box {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
}

/** Rows that the text at the top takes; what a definition places begins below it. */
export const ABOUT_ROWS = 3

/** Place of the text at the top. */
export const ABOUT_BOX: Box = {x: 0, y: 0, w: 12, h: ABOUT_ROWS}

type Layouts = Readonly<Record<string, unknown>>

/** A place at one size (`sm` has 12 columns, `xs` one); null when it has none there. */
export function boxAt(layouts: Layouts, size: "sm" | "xs"): Box | null {
    const found = layouts[size]
    if (typeof found !== "object" || found === null) return null
    const {x, y, w, h} = found as Partial<Box>
    const isWhole = [x, y, w, h].every((side) => typeof side === "number" && Number.isFinite(side))
    return isWhole ? ({x, y, w, h} as Box) : null
}

/** Gives places to new tiles, one after the other, on a dashboard where others stand. */
export class Grid {
    private readonly taken: Box[]
    private narrow: number

    /** @param standing layouts of the tiles that have a place already */
    constructor(standing: readonly Layouts[]) {
        this.taken = standing.flatMap((layouts) => boxAt(layouts, "sm") ?? [])
        this.narrow = Math.max(0, ...standing.map((layouts) => bottomOf(boxAt(layouts, "xs"))))
    }

    /** The wanted place, or the same columns below everything when somebody stands there; the narrow size goes below in any case. */
    place(wanted: Box): {readonly sm: Box; readonly xs: Box} {
        const isFree = !this.taken.some((other) => overlap(wanted, other))
        const sm = isFree ? wanted : {...wanted, y: Math.max(0, ...this.taken.map(bottomOf))}
        this.taken.push(sm)
        const xs = {x: 0, y: this.narrow, w: 1, h: wanted.h}
        this.narrow += wanted.h
        return {sm, xs}
    }
}

function bottomOf(box: Box | null): number {
    return box === null ? 0 : box.y + box.h
}

function overlap(a: Box, b: Box): boolean {
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}
