import {AnswerBook} from "./answer-book"
import {type ExternalCall, isQuery, kindOf} from "./calls"
import {type Mode, PLUGIN_HOST} from "./hosts"
import type {MatrixCase} from "./matrix"
import {type MicroWorld, microWorld, type WorldOptions} from "./micro-world"
import {type CaseOptions, type CaseResult, runCase, verdictOf} from "./open-case"
import {nameOf, type Planned} from "./troubles"

/** A world, its one undisturbed run, and what that run asked for: every matrix is made from it. */
export interface Bench {
    readonly world: MicroWorld
    readonly mode: Mode
    readonly undisturbed: CaseResult
    /** Kind of each call of the undisturbed run, in order. */
    readonly kinds: readonly string[]
    readonly book: AnswerBook
}

/**
 * Runs a world undisturbed in the plugin host, everything asked for real, and makes sure that its answers may be used
 * again.
 *
 * @throws Error when they may not, or when something went wrong without any trouble
 */
export async function openBench(o: WorldOptions = {}): Promise<Bench> {
    const world = await microWorld(o)
    const undisturbed = await runCase({world, mode: PLUGIN_HOST, book: null, copy: await world.original()})
    if (undisturbed.faults.length > 0) throw new Error(undisturbed.faults.join("\n"))
    const book = new AnswerBook(world)
    const changed = await book.unstable(undisturbed.calls.filter(isQuery))
    if (changed.length > 0)
        throw new Error(`Answers that a run changes cannot be kept: ${changed.join("\n")}`)
    return {world, mode: PLUGIN_HOST, undisturbed, kinds: undisturbed.calls.map(kindOf), book}
}

/**
 * The same world in another mode, with the calls that this mode makes.
 *
 * @throws Error when the mode itself ends in another state
 */
export async function inMode(bench: Bench, mode: Mode): Promise<Bench> {
    const {world, book} = bench
    const found = await runCase({world, mode, book})
    const problems = verdictOf(found, bench.undisturbed.state)
    if (problems.length > 0) throw new Error(`${mode.name}: ${problems.join("\n")}`)
    return {...bench, mode, undisturbed: found, kinds: found.calls.map(kindOf)}
}

/** A case with these troubles, to be compared with the undisturbed run. */
export function caseOf(
    {world, mode, book, undisturbed}: Bench,
    troubles: readonly Planned[],
    cell: {readonly row: string; readonly column: string},
    runIt: (o: CaseOptions) => Promise<CaseResult> = runCase,
): MatrixCase {
    const label = troubles.map(({at, trouble}) => `${nameOf(trouble)} at call ${at}`).join(", then ")
    return {
        rows: [cell.row],
        column: cell.column,
        label: `${mode.name}, ${cell.row}: ${label}`,
        run: async () => verdictOf(await runIt({world, mode, book, troubles}), undisturbed.state),
    }
}

/** Places of the first call of each kind. */
export function firstOfEachKind({kinds}: Bench): number[] {
    return [...new Set(kinds)].map((kind) => kinds.indexOf(kind))
}

/** Places of the second and the last call of each kind that comes more than once: what lies between is the same code. */
export function repeatedOfEachKind({kinds}: Bench): number[] {
    const places = [...new Set(kinds)].flatMap((kind) => {
        const all = kinds.flatMap((one, at) => (one === kind ? [at] : []))
        return [...all.slice(1, 2), ...all.slice(2).slice(-1)]
    })
    return places.sort((a, b) => a - b)
}

/** A call of the undisturbed run. */
export function callAt({undisturbed}: Bench, at: number): ExternalCall {
    const call = undisturbed.calls[at]
    if (call === undefined) throw new Error(`The undisturbed run made no call ${at}.`)
    return call
}
