import {mulberry32} from "../../../shared/src/stats/mulberry32"

/** One scored account-date. */
export interface ScoredRow {
    readonly account: number
    readonly score: number
    readonly outcome: 0 | 1
}

/** Share of each class of accounts and its chance of being hot: hot accounts convert ten times as often, on every date. */
const CLASSES = [
    {share: 0.4, hot: 0.05},
    {share: 0.3, hot: 0.15},
    {share: 0.2, hot: 0.3},
    {share: 0.1, hot: 0.6},
]
const RATE = {hot: 0.4, cold: 0.04}
const NOISE_LEVELS = 4
const MOST_DATES = 12

/**
 * Account-dates with few distinct scores and outcomes that depend on a lasting property of the account, so that the
 * rows of an account are far from independent. Every account has 1 to 12 dates.
 */
export function simulateScores(seed: number, accounts: number): ScoredRow[] {
    const random = mulberry32(seed)
    return Array.from({length: accounts}, (_, account) => {
        const kind = classOf(random())
        const isHot = random() < CLASSES[kind]!.hot
        const dates = 1 + Math.floor(random() * MOST_DATES)
        return Array.from({length: dates}, () => ({
            account,
            score: scoreOf(kind, Math.floor(random() * NOISE_LEVELS)),
            outcome: random() < (isHot ? RATE.hot : RATE.cold) ? (1 as const) : (0 as const),
        }))
    }).flat()
}

/** The true area under the curve and precision of scores from `threshold` up, summed over all classes and scores. */
export function trueQuality(threshold: number): {auc: number; precision: number} {
    const cells = CLASSES.flatMap(({share, hot}, kind) =>
        Array.from({length: NOISE_LEVELS}, (_, noise) => ({
            score: scoreOf(kind, noise),
            weight: share / NOISE_LEVELS,
            rate: hot * RATE.hot + (1 - hot) * RATE.cold,
        })),
    )
    let wins = 0
    let pairs = 0
    for (const one of cells) {
        for (const other of cells) {
            const pair = one.weight * one.rate * other.weight * (1 - other.rate)
            pairs += pair
            if (one.score > other.score) wins += pair
            else if (one.score === other.score) wins += pair / 2
        }
    }
    const flagged = cells.filter(({score}) => score >= threshold)
    const weight = flagged.reduce((sum, cell) => sum + cell.weight, 0)
    const precision = flagged.reduce((sum, cell) => sum + cell.weight * cell.rate, 0) / weight
    return {auc: wins / pairs, precision}
}

function classOf(u: number): number {
    let kind = 0
    for (
        let below = CLASSES[0]!.share;
        u >= below && kind < CLASSES.length - 1;
        below += CLASSES[kind]!.share
    )
        kind++
    return kind
}

function scoreOf(kind: number, noise: number): number {
    return 15 * kind + 10 * noise
}
