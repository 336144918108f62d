import {appHost} from "../../app/support/app-host"
import {isWrite} from "./calls"
import {Life} from "./life"
import {type CaseOptions, type CaseResult, openCase, phaseOf, STALE_MS, untilDone} from "./open-case"
import {randomBelow, Turns} from "./turns"

/** A job of the app begins no further unit after so long. */
const JOB_MS = 8_000

/**
 * A process freezes at its trouble's call; another one takes over after 15 minutes and ends the day; then the first one
 * thaws and goes on where it was.
 */
export async function runFrozen(o: CaseOptions): Promise<CaseResult> {
    const one = await openCase(o)
    const life = new Life()
    const woken = one.begin(life).wake()
    await Promise.race([woken, life.halted])
    one.clock.now += STALE_MS
    const faults: string[] = []
    if (!(await untilDone(one))) faults.push("the other process did not end the day")
    life.thaw()
    await woken
    const phase = await phaseOf(one)
    if (phase !== "done") faults.push(`the day was done, and then: ${phase}`)
    return one.conclude(faults)
}

/**
 * Two plugin hosts on one storage wake up in the same instant, and every job is delivered to both: whatever the order
 * in which their calls happen, each piece of work is done by one of them.
 *
 * @param seed decides the order
 * @param writes calls of the undisturbed run that change something: so many may be made, and no more
 */
export async function runTogether(
    o: Omit<CaseOptions, "mode">,
    {seed, writes}: {readonly seed: number; readonly writes: number},
): Promise<CaseResult> {
    const one = await openCase({
        ...o,
        mode: {name: "two plugin hosts", startsQuickly: true, checksSetUp: false, start: noProcess},
    })
    const turns = new Turns(randomBelow(seed))
    const hosts = [new Life(), new Life()].map((life) => {
        // A unit of work takes a job's whole time, so that every unit is a job of its own, for both to fight about.
        const slowly = async (operation: string): Promise<void> => {
            if (operation === "set run") one.clock.now += JOB_MS
        }
        const storage = turns.storage(one.storage.view(life, slowly))
        return appHost({
            config: one.copy.form,
            clock: one.clock,
            wire: turns.wire(one.line.connect(life)),
            storage,
            increment: (key) => storage.increment(key),
        })
    })
    await Promise.all(hosts.map((host) => host.heartbeat()))
    for (;;) {
        const jobs = hosts.flatMap((host) => host.jobs.splice(0))
        if (jobs.length === 0) break
        for (const host of hosts) host.jobs.push(...jobs)
        await Promise.all(hosts.map((host) => host.drain(jobs.length)))
    }
    const made = one.line.calls.filter(isWrite).length
    const faults = hosts.flatMap((host) => host.errors.map(({message}) => `error: ${message}`))
    if (made !== writes) faults.push(`${made} calls that write instead of ${writes}`)
    const phase = await phaseOf(one)
    if (phase !== "done") faults.push(`unfinished: ${phase}`)
    return one.conclude(faults)
}

function noProcess(): never {
    throw new Error("Two hosts are started by hand.")
}
