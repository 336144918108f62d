/** How a card stands; each has its word, so that colour never speaks alone. */
export type CardTone = "hot" | "calm" | "quiet" | "warning" | "problem"

/** What the widget shows: at most eight short lines, the most important first (ANCHORS §5). */
export interface Card {
    /** Name of the state, for tests and for the evidence dialog. */
    readonly state:
        | "hot"
        | "below_threshold"
        | "quiet"
        | "customer"
        | "control_group"
        | "not_linked"
        | "not_connected"
        | "stale"
        | "unknown_state"
    readonly band: {readonly word: string; readonly tone: CardTone}
    /** The one fact, e.g. "Score 78 of 100, up 21". */
    readonly headline: string
    /** One sentence each. */
    readonly lines: readonly string[]
}

/** Lines below title and headline: eight in all. */
export const MOST_LINES = 6
