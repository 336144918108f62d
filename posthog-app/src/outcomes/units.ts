import type {RunState} from "../steps/run-state"
import {findAccounts, readPage} from "./page"
import {NO_OUTCOMES, type OutcomesProgress} from "./progress"
import {readDeals} from "./read"
import {confirmGone, sendReady} from "./send"
import {moved, type SyncContext, type SyncOutcome, type SyncUnit} from "./unit"

const UNITS: Readonly<Record<OutcomesProgress["stage"], SyncUnit>> = {
    begin,
    page: readPage,
    accounts: findAccounts,
    read: readDeals,
    send: sendReady,
    gone: confirmGone,
}

/** The next unit of a sync: what it is stands in the run's state. */
export function syncUnit(state: RunState, context: SyncContext): Promise<SyncOutcome> {
    return UNITS[state.outcomes.stage](state, context)
}

async function begin(state: RunState, {deals, host, stored}: SyncContext): Promise<SyncOutcome> {
    const setup = await deals.setup(state)
    if (!setup.ok) return {kind: "failed", failure: setup.failure, progress: NO_OUTCOMES}
    for (const problem of setup.value.problems) host.log("warn", `Outcomes: ${problem}`)
    await stored.putSetup(setup.value)
    return moved(NO_OUTCOMES, {stage: "page"})
}
