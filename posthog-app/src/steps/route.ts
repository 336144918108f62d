import type {Failure, FailureKind} from "@beton/shared/api/result"

import {type DealSetup, dealSetup} from "../attio/deal-setup"
import {
    type AccountProfile,
    planRoute,
    routeAccount,
    type RouteResult,
    type Routing,
} from "../attio/route-account"
import type {RouteCandidate} from "../decided-rows"
import {profilesOf} from "../profiles"
import {plannedOf, type PlannedRoute} from "./dry-report"
import {ROUTE_CHUNK} from "./order"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {isLate, mayWait, next, type Step, type StepContext, type StepOutcome} from "./step"

/** Refusals that say something about one record only: the other accounts go on. */
const ONE_ACCOUNT: ReadonlySet<FailureKind> = new Set(["refused", "conflict", "not_found", "unreadable"])

/** Somebody has to act, and can. */
const MENDABLE: ReadonlySet<FailureKind> = new Set(["unauthorized", "missing_scope", "quota"])

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
    const setup = await dealSetup(context.attio, context.config, state.dry)
    if (setup.ok) {
        await context.store.putPart("route", "setup", 0, [setup.value])
        return next(state, {route: {...state.route, ready: true}, attempts: 0})
    }
    if (setup.problem.kind === "api") return apiOutcome(state, context, setup.problem.failure)
    const {message, mendable = false} = setup.problem
    if (mendable && !state.dry && !isLate(state, context)) return {kind: "stop", message, state}
    return routingOff(state, message)
}

async function readProfiles(state: RunState, context: StepContext, part: number): Promise<StepOutcome> {
    const {posthog, config, store} = context
    if (state.account === null) throw new Error("A run routes only after it knows what an account is.")
    const candidates = await store.part<RouteCandidate>("route", "candidates", part)
    const keys = candidates.map((candidate) => candidate.account)
    const profiles = await profilesOf(posthog, config, state.account, keys)
    if (!profiles.ok) return apiOutcome(state, context, profiles.failure, "PostHog")
    await store.putPart("route", "profiles", 0, [...profiles.value])
    return next(state, {route: {...state.route, profiles: part}, attempts: 0})
}

async function routeNext(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {attio, config, store, host} = context
    const part = await store.part<RouteCandidate>("route", "candidates", state.route.profiles)
    const candidate = part[state.route.next % ROUTE_CHUNK]
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    const profiles = new Map(await store.part<[string, AccountProfile]>("route", "profiles", 0))
    if (attio === null || candidate === undefined || setup === undefined)
        throw new Error("Storage lost what routing needs.")
    // What was announced outlives a failed try of the same account.
    let tried = state
    const routing: Routing = {
        attio,
        config,
        setup,
        candidate,
        profile: profiles.get(candidate.account) ?? {domain: null, name: null},
        asOf: state.as_of,
        mayCreate: state.route.created < config.settings.routing.daily_cap,
        announce: async (kind) => {
            tried = await announce(tried, kind, context)
        },
    }
    if (state.dry) return planNext(state, context, routing)
    const result = await routeAccount(routing)
    if (result.kind === "api") return failed(tried, context, candidate.account, result.failure)
    const credited = creditOf(result, state.route)
    host.log("info", `Routing ${candidate.account}: ${describe(credited)}`)
    return next(state, {route: counted(state.route, credited), attempts: 0})
}

async function announce(
    state: RunState,
    kind: "created" | "updated" | "annotated",
    context: StepContext,
): Promise<RunState> {
    // Announced by an earlier try already: what that one began stays what it is.
    if (state.route.intent?.next === state.route.next) return state
    const announced = {...state, route: {...state.route, intent: {next: state.route.next, kind}}}
    await context.checkpoint(announced)
    return announced
}

/** A write whose answer was lost shows up as "up to date" in the next try: it still was this run that wrote it. */
function creditOf(
    result: Exclude<RouteResult, {kind: "api"}>,
    {intent, next: index}: RouteProgress,
): Exclude<RouteResult, {kind: "api"}> {
    if (intent?.next !== index || result.kind === "skipped" || result.kind === "created") return result
    return {...result, kind: intent.kind}
}

/** The same decision without a write, kept for the report of the dry run. */
async function planNext(state: RunState, context: StepContext, routing: Routing): Promise<StepOutcome> {
    const {account} = routing.candidate
    const plan = await planRoute(routing)
    if (plan.kind === "api") return failed(state, context, account, plan.failure)
    const planned: PlannedRoute = plannedOf(routing, plan)
    await context.store.putPart("plan", "accounts", state.planParts, [planned])
    context.host.log("info", `Routing ${account}: ${planned.sentence}`)
    const kind = plan.kind === "create_company" || plan.kind === "create_deal" ? "created" : plan.kind
    const result: RouteResult =
        kind === "skipped"
            ? {kind, reason: plan.kind === "skipped" ? plan.reason : ""}
            : {kind, dealId: "", why: ""}
    return next(state, {
        route: counted(state.route, result as Exclude<RouteResult, {kind: "api"}>),
        planParts: state.planParts + 1,
        attempts: 0,
    })
}

function failed(state: RunState, context: StepContext, account: string, failure: Failure): StepOutcome {
    if (!ONE_ACCOUNT.has(failure.kind) || failure.code === "redirect" || mayWait(failure, state, context))
        return apiOutcome(state, context, failure)
    context.host.log("warn", `Routing ${account}: ${failure.message}`)
    const moved = {
        ...state.route,
        next: state.route.next + 1,
        intent: null,
        failed: state.route.failed + 1,
    }
    return next(withProblem(state, `Attio: ${failure.message}`), {route: moved, attempts: 0})
}

function counted(progress: RouteProgress, result: Exclude<RouteResult, {kind: "api"}>): RouteProgress {
    const moved = {...progress, next: progress.next + 1, intent: null}
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

/**
 * A passing fault waits; what somebody must mend (a revoked token, a missing scope, a full plan) stops the run here, and
 * each heartbeat tries again. After the deadline, and for anything else, routing ends with its reason and the run
 * completes.
 */
function apiOutcome(
    state: RunState,
    context: StepContext,
    failure: Failure,
    service: "Attio" | "PostHog" = "Attio",
): StepOutcome {
    if (mayWait(failure, state, context)) return {kind: "later", failure, state}
    const message = `${service}: ${failure.message}`
    const mendable = MENDABLE.has(failure.kind) || failure.code === "redirect"
    if (mendable && !isLate(state, context)) return {kind: "stop", message, state}
    const failedOnce = {...state, route: {...state.route, failed: state.route.failed + 1}}
    return routingOff(failedOnce, message)
}

function routingOff(state: RunState, reason: string): StepOutcome {
    return next(withProblem(state, reason), {route: {...state.route, state: "off", reason}})
}

function withProblem(state: RunState, problem: string): RunState {
    return state.problems.includes(problem) ? state : {...state, problems: [...state.problems, problem]}
}
