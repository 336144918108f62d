import type {Failure, FailureKind} from "@beton/shared/api/result"
import {isTransient} from "@beton/shared/api/result"

import {type DealSetup, dealSetup} from "../attio/deal-setup"
import {type AccountProfile, routeAccount, type RouteResult} from "../attio/route-account"
import {profilesOf} from "../profiles"
import {ROUTE_CHUNK, type RouteCandidate} from "./decide"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {isLate, next, type Step, type StepContext, type StepOutcome} from "./step"

/** Refusals that say something about one record only: the other accounts go on. */
const ONE_ACCOUNT: ReadonlySet<FailureKind> = new Set(["refused", "conflict", "not_found", "unreadable"])

/** Sends the accounts that qualify to the CRM, one per unit of work, best first; routing that is off costs nothing. */
export const route: Step = async (state, context) => {
    const {attio} = context
    const {route: progress} = state
    if (attio === null || progress.state !== "on" || progress.next >= progress.candidates)
        return toFinish(state)
    if (!progress.ready) return checkWorkspace(state, context)
    const part = Math.floor(progress.next / ROUTE_CHUNK)
    if (progress.profiles !== part) return readProfiles(state, context, part)
    return routeNext(state, context)
}

function toFinish(state: RunState): StepOutcome {
    return next(state, {phase: "finish"})
}

/** Workspace, stages, owners and attributes, once per run. */
async function checkWorkspace(state: RunState, context: StepContext): Promise<StepOutcome> {
    if (context.attio === null) return toFinish(state)
    const setup = await dealSetup(context.attio, context.config)
    if (setup.ok) {
        await context.store.putPart("route", "setup", 0, [setup.value])
        return next(state, {route: {...state.route, ready: true}, attempts: 0})
    }
    if (setup.problem.kind === "api") return apiOutcome(state, context, setup.problem.failure)
    return routingOff(state, setup.problem.message)
}

async function readProfiles(state: RunState, context: StepContext, part: number): Promise<StepOutcome> {
    const {posthog, config, store} = context
    if (state.account === null) throw new Error("A run routes only after it knows what an account is.")
    const candidates = await store.part<RouteCandidate>("route", "candidates", part)
    const before = posthog.queries
    const keys = candidates.map((candidate) => candidate.account)
    const profiles = await profilesOf(posthog, config, state.account, keys)
    const queries = state.queries + posthog.queries - before
    if (!profiles.ok) return apiOutcome({...state, queries}, context, profiles.failure)
    await store.putPart("route", "profiles", 0, [...profiles.value])
    return next(state, {queries, route: {...state.route, profiles: part}, attempts: 0})
}

async function routeNext(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {attio, config, store, host} = context
    const part = await store.part<RouteCandidate>("route", "candidates", state.route.profiles)
    const candidate = part[state.route.next % ROUTE_CHUNK]
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    const profiles = new Map(await store.part<[string, AccountProfile]>("route", "profiles", 0))
    if (attio === null || candidate === undefined || setup === undefined)
        throw new Error("Storage lost what routing needs.")
    const result = await routeAccount({
        attio,
        config,
        setup,
        candidate,
        profile: profiles.get(candidate.account) ?? {domain: null, name: null},
        asOf: state.as_of,
        mayCreate: state.route.created < config.settings.routing.daily_cap,
    })
    if (result.kind === "api") {
        if (!ONE_ACCOUNT.has(result.failure.kind)) return apiOutcome(state, context, result.failure)
        host.log("warn", `Routing ${candidate.account}: ${result.failure.message}`)
        const moved = {...state.route, next: state.route.next + 1, failed: state.route.failed + 1}
        return next(withProblem(state, `Attio: ${result.failure.message}`), {route: moved, attempts: 0})
    }
    host.log("info", `Routing ${candidate.account}: ${describe(result)}`)
    return next(state, {route: counted(state.route, result), attempts: 0})
}

function counted(progress: RouteProgress, result: Exclude<RouteResult, {kind: "api"}>): RouteProgress {
    const moved = {...progress, next: progress.next + 1}
    switch (result.kind) {
        case "created":
            return {...moved, created: moved.created + 1}
        case "updated":
            return {...moved, updated: moved.updated + 1}
        case "annotated":
            return {...moved, annotated: moved.annotated + 1}
        case "unchanged":
            return {...moved, unchanged: moved.unchanged + 1}
        case "skipped":
            return {...moved, skipped: bump(moved.skipped, result.reason)}
    }
}

/** The audit line of one account (D3): what was done to which deal, and why. */
function describe(result: Exclude<RouteResult, {kind: "api"}>): string {
    return result.kind === "skipped"
        ? `skipped, ${result.reason}.`
        : `deal ${result.dealId} ${result.kind}. ${result.why}`
}

/** A passing fault waits until the deadline; anything else ends routing with its reason, and the run still completes. */
function apiOutcome(state: RunState, context: StepContext, failure: Failure): StepOutcome {
    if (isTransient(failure) && !isLate(state, context)) return {kind: "later", failure, state}
    const failed = {...state, route: {...state.route, failed: state.route.failed + 1}}
    return routingOff(failed, `Attio: ${failure.message}`)
}

function routingOff(state: RunState, reason: string): StepOutcome {
    return next(withProblem(state, reason), {route: {...state.route, state: "off", reason}})
}

function withProblem(state: RunState, problem: string): RunState {
    return state.problems.includes(problem) ? state : {...state, problems: [...state.problems, problem]}
}
