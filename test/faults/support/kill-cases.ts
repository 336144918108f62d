import {type Bench, callAt, caseOf, firstOfEachKind} from "./bench"
import {isWrite} from "./calls"
import {differences, type EndState} from "./end-state"
import {runOnLostDisk} from "./lost-storage"
import type {MatrixCase} from "./matrix"
import {runCase, verdictOf} from "./open-case"
import {runFrozen} from "./overlap"
import {nameOf, type Trouble} from "./troubles"

/**
 * all: before and after every call · distinct: a call that only reads leaves the same world before and after, so once is
 * enough · kinds: after the first call of each kind, and after each one that is followed by a write: what a process
 * learns last before it changes something · writes: only the latter
 */
export type Points = "all" | "distinct" | "kinds" | "writes"

/**
 * Killed before and after every call.
 *
 * @param from calls before this one are left out
 */
export function killPoints(bench: Bench, points: Points = "all", from = 0): MatrixCase[] {
    return pointsOf(bench, points)
        .filter(({at}) => at >= from)
        .map(({at, row, point}) => {
            const trouble: Trouble = {kind: "kill", point}
            return caseOf(bench, [{at, trouble}], {row, column: nameOf(trouble)})
        })
}

/** Frozen before and after every call. */
export function freezePoints(bench: Bench, points: Points = "all"): MatrixCase[] {
    return pointsOf(bench, points).map(({at, row, point}) => {
        const trouble: Trouble = {kind: "freeze", point}
        return caseOf(bench, [{at, trouble}], {row, column: nameOf(trouble)}, runFrozen)
    })
}

interface Point {
    readonly at: number
    readonly row: string
    readonly point: "before" | "after"
}

function pointsOf(bench: Bench, points: Points): Point[] {
    if (points === "kinds" || points === "writes") {
        const beforeWrites = bench.kinds.flatMap((_kind, at) =>
            at > 0 && isWrite(callAt(bench, at)) ? [at - 1] : [],
        )
        const firsts = points === "kinds" ? firstOfEachKind(bench) : []
        const calls = [...new Set([...firsts, ...beforeWrites])]
        return calls.map((at) => ({at, row: bench.kinds[at] ?? "", point: "after"}))
    }
    return bench.kinds.flatMap((row, at): Point[] => {
        const before: Point = {at, row, point: "before"}
        const both = points === "all" || isWrite(callAt(bench, at))
        return both ? [before, {...before, point: "after"}] : [before]
    })
}

/**
 * Killed before every change of the storage.
 *
 * @param step 2: every second one
 */
export function storageKillPoints(bench: Bench, step = 1): MatrixCase[] {
    const {world, mode, book, undisturbed} = bench
    const points = undisturbed.storageWrites.map((operation, killAtWrite) => ({operation, killAtWrite}))
    return points
        .filter(({killAtWrite}) => killAtWrite % step === 0)
        .map(({operation, killAtWrite}) => ({
            // "set active:usage_spike:0:0" is one of "set active".
            rows: [operation.replace(/:.*/, "")],
            column: "killed before",
            label: `${mode.name}, killed before change ${killAtWrite} of the storage (${operation})`,
            run: async () => verdictOf(await runCase({world, mode, book, killAtWrite}), undisturbed.state),
        }))
}

/** Killed at every call, with the storage gone as well: the next process has PostHog and the CRM only. */
export function lostDiskPoints(bench: Bench, points: Points = "all"): MatrixCase[] {
    return pointsOf(bench, points).map(({at, row, point}) => {
        const trouble: Trouble = {kind: "kill", point}
        const {world, mode, book, undisturbed} = bench
        return {
            rows: [row],
            column: nameOf(trouble),
            label: `${mode.name}, ${row}: ${nameOf(trouble)} at call ${at}, storage lost`,
            run: async () => {
                const {faults, state} = await runOnLostDisk({world, mode, book, troubles: [{at, trouble}]})
                return [...faults, ...differences(withoutCredit(state), withoutCredit(undisturbed.state))]
            },
        }
    })
}

/** What a run did is known to its storage alone: the next one finds it done, and cannot count it as its own. */
function withoutCredit(state: EndState): EndState {
    const summaries = state.summaries.map((summary) => {
        const {
            created: _created,
            updated: _updated,
            annotated: _annotated,
            refreshed: _refreshed,
            ...routing
        } = (summary.routing ?? {}) as Record<string, unknown>
        return {...summary, routing}
    })
    return {...state, summaries, audit: []}
}
