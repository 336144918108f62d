import {type Bench, callAt, caseOf, firstOfEachKind} from "./bench"
import {type ExternalCall, fingerprint, isQuery, isWrite} from "./calls"
import type {MatrixCase} from "./matrix"
import {API_FAULTS, type ApiFault, OUTAGE, type Planned, type Trouble} from "./troubles"
import {randomBelow} from "./turns"

/** A service is away for three quarters of an hour, from the given calls on. */
export function outages(bench: Bench, calls: readonly number[]): MatrixCase[] {
    return calls.map((at) =>
        caseOf(bench, [{at, trouble: {kind: "fault", fault: OUTAGE}}], {
            row: bench.kinds[at] ?? "",
            column: OUTAGE.name,
        }),
    )
}

/** Every fault at each of the given calls (default: all), one at a time. */
export function faultPoints(bench: Bench, calls = bench.kinds.map((_kind, at) => at)): MatrixCase[] {
    return API_FAULTS.flatMap((fault) =>
        calls
            .filter((at) => mayMeet(callAt(bench, at), fault))
            .map((at) => {
                const cell = {row: bench.kinds[at] ?? "", column: fault.name}
                return caseOf(bench, [{at, trouble: {kind: "fault", fault}}], cell)
            }),
    )
}

/** Calls of one case that meet the same fault. */
const TOGETHER = 12

/**
 * Every fault at the first call of every kind. A passing fault hits a dozen kinds in one run, far from each other: the run
 * waits and goes on at the same place each time, so the one does not cover up for the other.
 */
export function faultsByKind(bench: Bench): MatrixCase[] {
    const {kinds} = bench
    const firsts = firstOfEachKind(bench)
    return API_FAULTS.flatMap((fault) => {
        const calls = firsts.filter((at) => mayMeet(callAt(bench, at), fault))
        const cases = fault.alone === undefined ? Math.ceil(calls.length / TOGETHER) : calls.length
        return Array.from({length: cases}, (_, n) => {
            const hit = calls.filter((_call, i) => i % cases === n)
            const troubles = hit.map((at): Planned => {
                return {at: fingerprint(callAt(bench, at)), trouble: {kind: "fault", fault}}
            })
            const one = caseOf(bench, troubles, {row: "", column: fault.name})
            const rows = hit.map((at) => kinds[at] ?? "")
            return {...one, rows, label: `${bench.mode.name}, ${fault.name} at ${rows.join(" and ")}`}
        })
    })
}

/** So many calls an undisturbed run repeats because of its own rate limit. */
const FEWER_CALLS = 6

/** Pairs of troubles at random calls, the second after the first; the same for the same seed. */
export function randomPairs(
    bench: Bench,
    {count, seed}: {readonly count: number; readonly seed: number},
): MatrixCase[] {
    const below = randomBelow(seed)
    const troubleAt = (at: number): Trouble => {
        const call = callAt(bench, at)
        const all: Trouble[] = [
            {kind: "kill", point: "before"},
            {kind: "kill", point: "after"},
            ...API_FAULTS.filter((fault) => mayMeet(call, fault)).map(
                (fault) => ({kind: "fault", fault}) as const,
            ),
        ]
        return all[below(all.length)] ?? {kind: "kill", point: "before"}
    }
    // A run that has waited meets its own rate limit no more, and asks a few questions less than the undisturbed one.
    const calls = bench.kinds.length - FEWER_CALLS
    return Array.from({length: count}, () => {
        const first = below(calls - 1)
        const second = first + 1 + below(calls - first - 1)
        const troubles = [first, second].map((at) => ({at, trouble: troubleAt(at)}))
        const [a = "", b = ""] = troubles.map(({trouble}) =>
            trouble.kind === "fault" ? trouble.fault.name : "killed",
        )
        return caseOf(bench, troubles, {row: a, column: b})
    })
}

function mayMeet(call: ExternalCall, {only}: ApiFault): boolean {
    return only === undefined || (only === "queries" ? isQuery(call) : isWrite(call))
}
