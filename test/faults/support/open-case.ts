import {RunStore} from "@beton/posthog-app/store"

import {leaksIn, publicTexts} from "../../app/support/leaks"
import {AS_OF, KEYS, WAKE} from "../../app/support/project"
import type {AnswerBook} from "./answer-book"
import {type ExternalCall, isWrite} from "./calls"
import {differences, type EndState, readEndState} from "./end-state"
import type {AppProcess, Mode} from "./hosts"
import {Life} from "./life"
import {type Line, openLine} from "./line"
import type {MicroWorld, WorldCopy} from "./micro-world"
import {type ProcessStorage, SharedStorage} from "./shared-storage"
import {nameOf, type Planned} from "./troubles"

const HOUR_MS = 3_600_000
/** A run whose job is lost is picked up after 15 minutes. */
export const STALE_MS = 16 * 60_000
/** The first wake-up, and what a few hours of heartbeats can mend; the run's own deadline is six hours. */
const MAX_WAKES = 5

/** What a case came to. */
export interface CaseResult {
    readonly calls: readonly ExternalCall[]
    readonly state: EndState
    readonly logs: readonly string[]
    /** Every change of the storage, as "set run". */
    readonly storageWrites: readonly string[]
    /** What went wrong whatever the end state: errors, an unfinished run, leaks, calls too soon. */
    readonly faults: readonly string[]
}

export interface CaseOptions {
    readonly world: MicroWorld
    readonly mode: Mode
    readonly troubles?: readonly Planned[]
    /** Without it every query is asked for real, which only the world's own project can answer. */
    readonly book: AnswerBook | null
    readonly copy?: WorldCopy
    /** The process dies before this change of the storage, counted from 0. */
    readonly killAtWrite?: number
}

/** A world with a storage, a clock and a line, in which processes of the app come and go. */
export interface OpenCase {
    readonly copy: WorldCopy
    readonly clock: {now: number}
    readonly line: Line
    readonly storage: SharedStorage
    begin(life: Life): AppProcess
    /** Reads what is there in the end; `faults` are what the caller has noticed itself. */
    conclude(faults?: readonly string[]): Promise<CaseResult>
}

/** Opens a case; nothing has started yet. */
export async function openCase(o: CaseOptions): Promise<OpenCase> {
    const {world, mode, troubles = [], book} = o
    const {project} = world
    const copy = o.copy ?? (await world.copy())
    const clock = {now: WAKE}
    const line = openLine({
        copy,
        posthogUrl: project.url,
        originalId: project.id,
        admin: project.admin as never,
        clock,
        troubles,
        book,
        mustKeepQuiet: !mode.checksSetUp,
    })
    const storage = new SharedStorage()
    const processes: AppProcess[] = []
    const storageWrites: string[] = []
    const viewOf = (life: Life): ProcessStorage =>
        storage.view(life, async (operation) => {
            if (storageWrites.push(operation) - 1 === o.killAtWrite) life.kill()
        })
    return {
        copy,
        clock,
        line,
        storage,
        begin(life) {
            const wire = line.connect(life)
            const process = mode.start({form: copy.form, clock, wire, storage: viewOf(life)})
            processes.push(process)
            return process
        },
        async conclude(faults = []) {
            for (const process of processes) await process.end?.()
            const {state, texts} = await readEndState(copy, project, line.calls)
            const logs = processes.flatMap((process) => process.logs())
            const errors = processes.flatMap((process) => process.errors())
            const found = [
                ...faults,
                ...line.unmet().map(({at, trouble}) => `${nameOf(trouble)} at ${at} never happened`),
                ...errors.map(({message}) => `error: ${message}`),
                ...line.violations,
                ...(await leaks({storage, line, logs, errors, copy, key: project.key, texts})),
            ]
            return {calls: line.calls, state, logs, storageWrites, faults: found}
        },
    }
}

/** Runs the app from its first heartbeat until its day is done, whatever happens on the way. */
export async function runCase(o: CaseOptions): Promise<CaseResult> {
    const one = await openCase(o)
    const {clock, line} = one
    const faults: string[] = []
    if (!(await untilDone(one))) faults.push(`unfinished: ${await phaseOf(one)}`)
    else if (o.mode.startsQuickly) {
        // Once the day is done, the next heartbeat has nothing to write.
        const asked = line.calls.length
        clock.now += HOUR_MS
        await one.begin(new Life()).wake()
        const writes = line.calls.slice(asked).filter(isWrite)
        if (writes.length > 0) faults.push(`${writes.length} writes after the end`)
    }
    return one.conclude(faults)
}

/**
 * Wakes the app, and a new process of it when the old one was killed, until the day is done; false when it never is.
 *
 * @param onHalt what happens to the world while no process is there
 */
export async function untilDone(
    one: OpenCase,
    asOf = AS_OF,
    onHalt: () => void = () => undefined,
): Promise<boolean> {
    const {clock, line} = one
    let life = new Life()
    let process = one.begin(life)
    for (const _wake of Array.from({length: MAX_WAKES})) {
        await Promise.race([process.wake(), life.halted])
        if ((await phaseOf(one)) === "done" && (await lastAsOf(one)) === asOf) return true
        await line.mend()
        clock.now += life.ended ? STALE_MS : HOUR_MS
        if (!life.ended) continue
        onHalt()
        life = new Life()
        process = one.begin(life)
    }
    return false
}

/** Where the stored run stands. */
export async function phaseOf({storage}: OpenCase): Promise<string> {
    const run = await new RunStore(storage.view(new Life())).run()
    return run === null ? "no run" : `${run.phase}${run.stopped === null ? "" : ` (${run.stopped})`}`
}

async function lastAsOf({storage}: OpenCase): Promise<string | undefined> {
    return (await new RunStore(storage.view(new Life())).run())?.as_of
}

async function leaks(o: {
    readonly storage: SharedStorage
    readonly line: Line
    readonly logs: readonly string[]
    readonly errors: readonly Error[]
    readonly copy: WorldCopy
    readonly key: string
    readonly texts: Readonly<Record<string, string>>
}): Promise<string[]> {
    const texts = await publicTexts({
        storages: [o.storage.view(new Life())],
        logs: o.logs.map((text) => ({text})),
        errors: o.errors,
        sent: o.line.sent,
    })
    return leaksIn(
        {...texts, ...o.texts, "every row ever stored": o.storage.written.join("\n")},
        {"personal key": o.key, "Attio token": o.copy.crm.token, "signing key": KEYS.privateKey},
    )
}

/** What is wrong with a case, compared with the undisturbed one; empty when nothing is. */
export function verdictOf(result: CaseResult, undisturbed: EndState): string[] {
    return [...result.faults, ...differences(result.state, undisturbed)]
}
