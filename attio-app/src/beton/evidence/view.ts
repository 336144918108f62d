/** One signal of the account, ready to be read. */
export interface SignalView {
    readonly id: string
    readonly title: string
    /** "3 visits in 7 days; at least 2 are needed". */
    readonly observed: string
    /** Facts a rep would quote, "People: 2". */
    readonly facts: readonly string[]
    /** Newly fired at this run. */
    readonly isNew: boolean
    /** What the last backtest says of it, in sentences; counts before rates. */
    readonly trackRecord: readonly string[]
}

/** One earlier firing. */
export interface PastFiring {
    /** ISO instant. */
    readonly asOf: string
    readonly score: number
    readonly titles: readonly string[]
    /** Replayed from the time before Beton was installed. */
    readonly replayed: boolean
}

/** What Beton signed about an account, ready to be read. */
export interface EvidenceView {
    readonly account: string
    /** The newest firing; null where none was found. */
    readonly newest: {
        readonly asOf: string
        readonly score: number
        /** Some signal could not be computed, so the score may be too low. */
        readonly partial: boolean
        readonly whyNow: string
        readonly routeReason: string
        readonly signals: readonly SignalView[]
    } | null
    readonly breakdown: string
    readonly next: string
    readonly past: readonly PastFiring[]
    /** When a run last finished, and what it could not do. */
    readonly lastRun: {readonly finishedAt: string; readonly problems: readonly string[]} | null
    /** Page of the account in PostHog; null where accounts are no groups. */
    readonly link: string | null
    /** Rows that were not believed, in one sentence; null without any. */
    readonly distrusted: string | null
}

/** Somebody to call: a person of the company in Attio who is active in the product (F9). */
export interface PersonView {
    readonly name: string
    readonly jobTitle: string | null
    readonly url: string | null
    /** "41 actions on 6 of the last 30 days, last 1 day ago". */
    readonly activity: string
}

/** What the evidence dialog shows. */
export interface EvidenceAnswer {
    readonly evidence: EvidenceView
    readonly people: readonly PersonView[]
    /** Why there is nobody to show, or how many were left out; null when there is nothing to say. */
    readonly peopleNote: string | null
    /** Evidence from a few minutes ago because PostHog did not answer; null when it is of now. */
    readonly note: string | null
}
