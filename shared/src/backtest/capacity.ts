import type {Rival, ScoreResult, Share, ThresholdRow} from "./result"

/** What the score must do at the chosen threshold (REQUIREMENTS, "the bar"). */
export const BAR = {recall: 0.6, flagged: 0.2, liftLo: 3} as const

/** Whether a threshold meets each part of the bar, and all of it. */
export interface BarCheck {
    /** At least 60 % of the conversions are found. */
    readonly recall: boolean
    /** At most 20 % of the account-dates are flagged. */
    readonly flagged: boolean
    /** The lower limit of flagged against the rest is at least 3. */
    readonly lift: boolean
    readonly met: boolean
}

/** Another way to choose accounts, and the score at the same share of account-dates. */
export interface RivalComparison {
    readonly id: string
    readonly title: string
    readonly flagged: Share
    readonly recall: Share
    readonly score_recall: number
    /** Where the score's recall lies against the rival's range. */
    readonly score_is: "above_range" | "within_range" | "below_range"
}

/** A threshold for a capacity, and how it would have done. */
export interface CapacityChoice {
    /**
     * ok: the largest volume that fits. everything_fits: the lowest score that occurs fits as well. nothing_fits: even the
     * strictest threshold sends more than fits; its row is given. no_scores: no account ever had a score.
     */
    readonly status: "ok" | "everything_fits" | "nothing_fits" | "no_scores"
    readonly accounts_per_month: number
    /** Precision, recall, share flagged, accounts seen and lift, each with its range; null without scores. */
    readonly row: ThresholdRow | null
    /** Share of conversions found when the same share is picked at random: that share itself. */
    readonly chance_recall: number | null
    /** The single signal that finds most beyond chance; null without one. */
    readonly best_single: RivalComparison | null
    /** null where nothing fits or nobody converted. */
    readonly bar: BarCheck | null
}

/**
 * The threshold that fills a team's capacity best (H2): of those whose new accounts per 30 days fit, the one with most;
 * of equals the lower one. New accounts need not fall as the threshold rises, because an account that dips below a high
 * threshold and comes back is new again; so all rows are looked at. Signals that always route are not in this number.
 *
 * @param accountsPerMonth accounts that can be worked in 30 days, >= 0
 * @throws RangeError when it is no such number
 */
export function thresholdForCapacity(score: ScoreResult, accountsPerMonth: number): CapacityChoice {
    if (!(accountsPerMonth >= 0 && accountsPerMonth < Infinity))
        throw new RangeError("A capacity is a number of accounts a month, from 0 on.")
    const rows = score.thresholds
        .filter(({accounts}) => accounts > 0)
        .sort((a, b) => a.threshold - b.threshold)
    const [lowest] = rows
    const strictest = rows[rows.length - 1]
    if (lowest === undefined || strictest === undefined)
        return {status: "no_scores", accounts_per_month: accountsPerMonth, row: null, chance_recall: null, best_single: null, bar: null} // prettier-ignore
    const fitting = rows.filter(({new_per_month: volume}) => volume <= accountsPerMonth)
    const best = fitting.reduce<ThresholdRow | null>(
        (most, row) => (most === null || row.new_per_month > most.new_per_month ? row : most),
        null,
    )
    const everything = lowest.new_per_month <= accountsPerMonth
    const row = everything ? lowest : (best ?? strictest)
    return {
        status: everything ? "everything_fits" : best === null ? "nothing_fits" : "ok",
        accounts_per_month: accountsPerMonth,
        row,
        chance_recall: row.flagged.value,
        best_single: bestSingle(score),
        bar: best === null || row.recall.n === 0 ? null : meetsBar(row),
    }
}

/**
 * Recall and share flagged by their values, the lift by its lower limit. A share or limit that cannot be said does not
 * meet its part.
 */
export function meetsBar({recall, flagged, lift}: ThresholdRow): BarCheck {
    const parts = {
        recall: recall.value !== null && recall.value >= BAR.recall,
        flagged: flagged.value !== null && flagged.value <= BAR.flagged,
        lift: lift.lo !== null && lift.lo >= BAR.liftLo,
    }
    return {...parts, met: parts.recall && parts.flagged && parts.lift}
}

/**
 * The best single signal against the score at that signal's own share of account-dates, the only share at which both are
 * known. The score's recall is set against the signal's range; it is no paired test.
 */
function bestSingle({rivals, best_single: id}: ScoreResult): RivalComparison | null {
    const rival = rivals.find((one) => one.id === id)
    if (rival === undefined || rival.score_recall === null) return null
    return {...rival, score_recall: rival.score_recall, score_is: placeOf(rival, rival.score_recall)}
}

function placeOf({recall: {lo, hi}}: Rival, value: number): RivalComparison["score_is"] {
    if (hi !== null && value > hi) return "above_range"
    return lo !== null && value < lo ? "below_range" : "within_range"
}
