import type {ExpectedAccount} from "./expected"

/** Best recall among score thresholds that flag at most a fifth of the accounts. */
export function bestRecall(found: ExpectedAccount[], wanted: Set<string>): {recall: number; flagged: number} {
    let best = {recall: 0, flagged: 0}
    for (const threshold of new Set(found.map(({score}) => score))) {
        const flagged = found.filter(({score}) => score >= threshold)
        const recall = flagged.filter(({account}) => wanted.has(account)).length / wanted.size
        if (threshold > 0 && flagged.length <= 0.2 * found.length && recall > best.recall)
            best = {recall, flagged: flagged.length / found.length}
    }
    return best
}
