import type {Subject} from "./subjects"

/**
 * A yes-or-no question about an account at a landmark: is the signal active (at this stricter setting or beyond), would
 * the account be routed, does its score reach a threshold.
 */
export type Cut =
    | {readonly of: "signal"; readonly index: number; readonly state: number}
    | {readonly of: "routed"}
    | {readonly of: "score"; readonly threshold: number}

/** What every backtest asks of every subject: each signal as it is set, and routing last. Numbered 1, 2, … in counts. */
export function subjectCuts(subjects: readonly Subject[]): Cut[] {
    return [...subjects.map((_subject, index): Cut => ({of: "signal", index, state: 1})), {of: "routed"}]
}

/** Name of a cut in results and tests. */
export function cutName(cut: Cut): string {
    if (cut.of === "signal") return `signal:${cut.index}:${cut.state}`
    return cut.of === "routed" ? "routed" : `score:${cut.threshold}`
}
