import {hyperMode, hyperRange, logHyperPmf, logHyperTail} from "./distributions/hypergeometric"
import {bothGroupsFilled, type TwoGroups} from "./two-groups"

/** A probability that may lie below the smallest double: `log10` still has it when `p` is 0. */
export interface TailProbability {
    /** 0..1 */
    readonly p: number
    readonly log10: number
}

/** P-values of Fisher's exact test of equal rates. */
export interface FisherTest {
    /** Sum of the probabilities of all tables that are no more probable than the observed one. */
    readonly twoSided: TailProbability
    /** P(A >= a): more events with the signal. */
    readonly greater: TailProbability
    /** P(A <= a). */
    readonly less: TailProbability
    /** min(1, 2 min(P(A > a), P(A < a)) + P(A = a)): the p-value of METHODS §1.3. */
    readonly midPTwoSided: TailProbability
}

/** Two tables count as equally probable within this relative difference, as in R's fisher.test. */
const TIE = 1e-7

/**
 * Fisher's exact test and its mid-p version. Given both totals, the number of events with the signal is
 * hypergeometric when the rates are equal. Exact at any count; the mid-p version is less conservative and the one
 * to use for rare events and before a multiplicity correction (Lydersen, Fagerland & Laake 2009).
 *
 * @returns null when a group is empty or a count is no integer
 */
export function fisher(groups: TwoGroups): FisherTest | null {
    const {a, n1, c, n0} = groups
    if (!bothGroupsFilled(groups) || ![a, n1, c, n0].every(Number.isSafeInteger)) return null
    const [total, events] = [n1 + n0, a + c]
    const upper = (k: number): number => logHyperTail(k, total, events, n1, "upper")
    const lower = (k: number): number => logHyperTail(k, total, events, n1, "lower")
    const nearer = Math.min(upper(a + 1), lower(a - 1))
    return {
        twoSided: probability(logTwoSided(groups)),
        greater: probability(upper(a)),
        less: probability(lower(a)),
        midPTwoSided: probability(logSum(nearer + Math.LN2, logHyperPmf(a, total, events, n1))),
    }
}

function logTwoSided({a, n1, c, n0}: TwoGroups): number {
    const [total, events] = [n1 + n0, a + c]
    const logPmf = (k: number): number => logHyperPmf(k, total, events, n1)
    const threshold = logPmf(a) + Math.log1p(TIE)
    const mode = hyperMode(total, events, n1)
    const [least, most] = hyperRange(total, events, n1)
    if (logPmf(mode) <= threshold) return 0
    // The probabilities rise up to the mode and fall after it: two bisections find both ends of what is likelier.
    const below = lastWhere(least - 1, mode, (k) => k < least || logPmf(k) <= threshold)
    const above = -lastWhere(-most - 1, -mode, (k) => -k > most || logPmf(-k) <= threshold)
    const sum = logSum(
        logHyperTail(below, total, events, n1, "lower"),
        logHyperTail(above, total, events, n1, "upper"),
    )
    if (sum < -Math.LN2) return sum
    // Near 1 the digits are in what is missing from 1.
    let missing = 0
    for (let k = below + 1; k < above; k++) missing += Math.exp(logPmf(k))
    return Math.log1p(-missing)
}

/** The greatest integer in [from, to) for which `holds` is true, where it holds from `from` up to some point. */
function lastWhere(from: number, to: number, holds: (k: number) => boolean): number {
    let [yes, no] = [from, to]
    while (no - yes > 1) {
        const middle = Math.floor((yes + no) / 2)
        if (holds(middle)) yes = middle
        else no = middle
    }
    return yes
}

function logSum(x: number, y: number): number {
    const [greater, smaller] = x > y ? [x, y] : [y, x]
    return smaller === -Infinity ? greater : greater + Math.log1p(Math.exp(smaller - greater))
}

function probability(log: number): TailProbability {
    const capped = Math.min(0, log)
    return {p: Math.exp(capped), log10: capped * Math.LOG10E}
}
