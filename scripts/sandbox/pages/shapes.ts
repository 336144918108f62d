/** What the pages' server answers, as the browser reads it. */

/** A dashboard in the list. */
export interface ListedDashboard {
    readonly id: number
    readonly title: string
    readonly about: string
}

/** A dashboard with its tiles; `saved` is the period it was saved with, as PostHog writes it. */
export interface DashboardInfo extends ListedDashboard {
    readonly saved: {readonly from: string | null; readonly to: string | null}
    /** IANA name: all times of the page are in it. */
    readonly time_zone: string
    readonly tiles: readonly TileInfo[]
}

/** Place on PostHog's grid of 12 columns. */
export interface Box {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
}

/** A tile: an insight, a text, or neither (a button, a widget). */
export interface TileInfo {
    readonly id: number
    readonly box: Box | null
    readonly text: string | null
    readonly insight: {
        readonly id: number
        readonly title: string
        readonly about: string
        /** The query node as PostHog stores it. */
        readonly query: unknown
    } | null
    /** Dates of its own, which the dashboard's filter does not change. */
    readonly own_dates: boolean
}

/** Rows with the names of their columns. */
export interface Rows {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly unknown[])[]
}

/** Counts of an ordered funnel. */
export interface Funnel {
    /** What is counted, each once: "person" or the name of a group type, such as "company". */
    readonly unit: string
    /** Time for the whole way, in words: "14 days". */
    readonly window: string
    readonly steps: readonly {readonly name: string; readonly count: number}[]
}

/** Rows of a tile, or in a sentence why there are none. */
export type Computed =
    | ({
          readonly ok: true
          /** ISO, in the project's time zone; empty when PostHog does not say. */
          readonly computed_at: string
          /** The chosen period could not be applied: the rows are those of the tile's own. */
          readonly own_period: boolean
          readonly funnel: Funnel | null
      } & Rows)
    | {readonly ok: false; readonly message: string}

/** Days or relative dates that a reader chose; both days are included. */
export interface ChosenRange {
    readonly date_from: string
    readonly date_to: string | null
}
