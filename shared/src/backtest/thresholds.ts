import {scoreGroups} from "./groups"
import {cellsOf, type CountTables} from "./tables"

/** Most thresholds that a table shows. */
const MOST = 21

/**
 * Thresholds worth comparing: the routing threshold, and of the scores that occur as many as fit, spread by how many
 * account-dates they flag.
 */
export function thresholdsOf(tables: CountTables, routing: number): number[] {
    const scores = new Map<number, number>()
    for (const {a: score, n} of cellsOf(tables, "scores"))
        if (score > 0) scores.set(score, (scores.get(score) ?? 0) + n)
    const occurring = [...scores.keys()].sort((a, b) => a - b)
    if (occurring.length < MOST) return [...new Set([...occurring, routing])].sort((a, b) => a - b)
    const total = scoreGroups(tables, 1).n1
    const chosen = new Set([routing])
    for (let step = 1; step < MOST; step++) {
        const wanted = total * (1 - step / MOST)
        const found = occurring.find((score) => scoreGroups(tables, score).n1 <= wanted)
        if (found !== undefined) chosen.add(found)
    }
    chosen.add(occurring[0] ?? routing)
    return [...chosen].sort((a, b) => a - b)
}
