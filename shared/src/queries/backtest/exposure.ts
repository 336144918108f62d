import type {Cut} from "../../backtest/cuts"
import {bind, type Fragment, hogql} from "../hogql"
import type {BacktestInput} from "./input"
import {riskSet, STATES} from "./risk-set"

const KINDS = {signal: 0, routed: 1, score: 2} as const

/**
 * The risk set once for each cut: its columns, `cut` (1-based place in the list) and `exposed`, an array of 0 and 1 over
 * the account's landmarks. The text does not grow with the number of cuts.
 */
export function exposures(input: BacktestInput, cuts: readonly Cut[]): Fragment {
    const kinds = bind("cut_kinds", cuts.map(({of}) => KINDS[of])) // prettier-ignore
    const digits = bind("cut_digits", cuts.map((cut) => (cut.of === "signal" ? STATES ** cut.index : 1))) // prettier-ignore
    const limits = bind("cut_limits", cuts.map(limitOf)) // prettier-ignore
    return hogql`SELECT account, places, parts, codes, scores, ys, waits, ends, cut,
    arrayMap((code, score, r) -> if(multiIf(kind = ${bind("kind_signal", KINDS.signal)}, intDiv(code, digit) % ${bind("states", STATES)}, kind = ${bind("kind_score", KINDS.score)}, score, r) >= floor_of, 1, 0), codes, scores, routed) AS exposed
FROM (
    SELECT *, arrayElement(${kinds}, cut) AS kind, arrayElement(${digits}, cut) AS digit, arrayElement(${limits}, cut) AS floor_of
    FROM (SELECT *, arrayJoin(${bind(
        "cut_places",
        cuts.map((_cut, i) => i + 1),
    )}) AS cut FROM (${riskSet(input)}))
)`
}

function limitOf(cut: Cut): number {
    if (cut.of === "signal") return cut.state
    return cut.of === "routed" ? 1 : cut.threshold
}
