import {type Failure} from "@beton/shared/api/result"
import {fromAttio, saidBy} from "@beton/shared/api/said-by"

import {logWrites} from "../attio/crm-log"
import type {Proof} from "../proof"
import {isOfOneRecord, waitOrStop} from "./crm-failure"
import {noteLeft} from "./left-accounts"
import {noticeOf} from "./notice"
import {type Credited, loggedOf, type Settled} from "./route-credit"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {mayWait, next, type StepContext, type StepOutcome, withProblem} from "./step"

/** Keeps what was done: counts, audit log, and whom to tell. */
export async function settled(
    state: RunState,
    context: StepContext,
    account: string,
    credited: Credited,
    proof: Proof | null,
): Promise<StepOutcome> {
    const {result, note} = credited
    context.host.log("info", `Routing ${account}: ${describe(result)}`)
    const noted = note === null ? state : withProblem(state, fromAttio(note))
    const logged = await logWrites(noted, loggedOf(credited, account), context)
    const told = await withNotice(logged, result, account, context, proof)
    if (result.kind === "skipped")
        await noteLeft(state, context.store, {account, customer: result.customer === true})
    return next(told, {
        route: counted(state.route, result),
        dealsMade: state.dealsMade + (result.kind === "created" ? 1 : 0),
        attempts: 0,
    })
}

/** Somebody has to be told about an account that is new to sales (D9). */
async function withNotice(
    state: RunState,
    result: Settled,
    account: string,
    {store, config}: StepContext,
    proof: Proof | null,
): Promise<RunState> {
    if (result.kind === "skipped" || !result.isNew) return state
    const {notices} = state.crm
    await store.putPart("route", "notices", notices, [noticeOf(result, account, state, config, proof)])
    return {...state, crm: {...state.crm, notices: notices + 1}}
}

/** An account whose record refuses costs only itself; anything else waits or ends routing. */
export function failed(
    state: RunState,
    context: StepContext,
    account: string,
    failure: Failure,
): StepOutcome {
    if (!isOfOneRecord(failure) || mayWait(failure, state, context))
        return apiOutcome(state, context, failure)
    context.host.log("warn", `Routing ${account}: ${failure.message}`)
    const moved = {
        ...state.route,
        next: state.route.next + 1,
        intent: null,
        failed: state.route.failed + 1,
    }
    return next(withProblem(state, fromAttio(failure.message)), {route: moved, attempts: 0})
}

/** What counts against the daily cap: deals that were made or opened again, and companies made without one. */
export function newToday({created, reopened, companies = 0}: RouteProgress): number {
    return created + reopened + companies
}

/** The run's counts after one more account. */
export function counted(progress: RouteProgress, result: Settled): RouteProgress {
    const isAlone = result.madeCompany === true && result.kind !== "created"
    const companies = (progress.companies ?? 0) + (isAlone ? 1 : 0)
    const moved = {...progress, next: progress.next + 1, intent: null, companies}
    if (result.kind !== "skipped") return {...moved, [result.kind]: moved[result.kind] + 1}
    const missed = (result.misfits ?? []).reduce<Readonly<Record<string, number>>>(
        (counts, place) => bump(counts, String(place)),
        moved.misfits,
    )
    return {...moved, skipped: bump(moved.skipped, result.reason), misfits: missed}
}

/** The line of one account in the log: what was done to which record, and why. */
function describe(result: Settled): string {
    if (result.kind === "skipped") return `skipped, ${result.reason}.`
    const record = result.deal ?? result.company
    return `${result.deal === null ? "company" : "deal"} ${record?.id.record_id ?? ""} ${result.kind}. ${result.why}`
}

/** What can be waited for is; after the deadline, and for anything else, routing ends with its reason and the run completes. */
export function apiOutcome(
    state: RunState,
    context: StepContext,
    failure: Failure,
    service: "Attio" | "PostHog" = "Attio",
): StepOutcome {
    const waiting = waitOrStop(failure, state, context, service)
    if (waiting !== null) return waiting
    const message = saidBy(service, failure.message)
    const failedOnce = {...state, route: {...state.route, failed: state.route.failed + 1}}
    return routingOff(failedOnce, message)
}

/** Routing ends here with its reason; the run goes on. */
export function routingOff(state: RunState, reason: string): StepOutcome {
    return next(withProblem(state, reason), {route: {...state.route, state: "off", reason}})
}
