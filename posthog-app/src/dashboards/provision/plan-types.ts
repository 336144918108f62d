import type {Box} from "./layout"

/** What becomes of a tile. */
export type PlanAction =
    "create" | "update" | "keep" | "conflict" | "contested" | "waiting" | "removed-by-user"

/** One line of the plan. */
export interface PlanEntry {
    readonly dashboard: string
    /** null: the dashboard itself. */
    readonly tile: string | null
    readonly action: PlanAction
    readonly why: string
}

type Body = Readonly<Record<string, unknown>>

/** One call that changes something. */
export type PlannedWrite =
    | {readonly op: "create-dashboard"; readonly body: Body}
    | {readonly op: "restore-dashboard"; readonly id: number; readonly body: Body}
    | {readonly op: "drop-dashboard"; readonly id: number}
    | {readonly op: "drop-insight"; readonly id: number}
    | {readonly op: "create-insight"; readonly tile: string; readonly body: Body}
    | {readonly op: "patch-insight"; readonly tile: string; readonly id: number; readonly body: Body; readonly again?: true}
    /** With a fallback for an insight that is gone for good. */
    | {readonly op: "restore-insight"; readonly tile: string; readonly id: number; readonly body: Body; readonly create: Body}
    /** Texts, places of new tiles, cards that go, and the dashboard's key line. */
    | {readonly op: "arrange"; readonly dashboard: number; readonly body: Body} // prettier-ignore

/** A plan: what is told, and what is called next; after those calls a new plan says what remains. */
export interface Plan {
    readonly entries: readonly PlanEntry[]
    readonly writes: readonly PlannedWrite[]
}

/** An entry of `tiles` in a PATCH of a dashboard. */
export interface ArrangedTile {
    readonly id?: number
    readonly text?: {readonly id?: number; readonly body: string}
    readonly layouts?: unknown
    readonly color?: string
    readonly deleted?: true
}

/** What is to be arranged; a new tile has a wish that becomes a place once all others are known. */
export type Arrangement = {readonly tile: ArrangedTile} | {readonly tile: ArrangedTile; readonly wish: Box}
