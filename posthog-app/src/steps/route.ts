import {type DealSetup, dealSetup} from "../attio/deal-setup"
import {type AccountProfile, routeAccount, type RouteResult} from "../attio/route-account"
import {profilesOf} from "../profiles"
import type {RouteCandidate} from "./decide"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

/** Sends the accounts that qualify to the CRM, one per unit of work; routing that is off costs nothing. */
export const route: Step = async (state, context) => {
    const {route: progress} = state
    if (progress.state !== "on" || progress.candidates === 0) return toFinish(state)
    if (progress.next === 0) {
        const prepared = await prepareRouting(state, context)
        if (prepared !== null) return prepared
    }
    return routeNext(state, context)
}

function toFinish(state: RunState): StepOutcome {
    // `finish` counts its own two units from here.
    return next(state, {phase: "finish", emitNext: state.outboxChunks})
}

/** Workspace and profiles, read once per run; null when routing can start. */
async function prepareRouting(state: RunState, context: StepContext): Promise<StepOutcome | null> {
    const {attio, config, store, posthog} = context
    if (attio === null) return toFinish(state)
    const setup = await dealSetup(attio, config)
    if (!setup.ok) {
        if (setup.problem.kind === "api") return apiOutcome(state, setup.problem.failure)
        return next(state, {
            problems: [...state.problems, setup.problem.message],
            route: {...state.route, state: "off", reason: setup.problem.message},
        })
    }
    if (state.account === null) throw new Error("A run routes only after it knows what an account is.")
    const candidates = await store.part<RouteCandidate>("route", "candidates", 0)
    const before = posthog.queries
    const profiles = await profilesOf(
        posthog,
        config,
        state.account,
        candidates.map((candidate) => candidate.account),
    )
    if (!profiles.ok) return onFailure(state, profiles.failure, "Company domains")
    await store.putPart("route", "setup", 0, [setup.value])
    await store.putPart("route", "profiles", 0, [...profiles.value])
    return next(state, {
        queries: state.queries + posthog.queries - before,
        route: {...state.route, next: 1},
        attempts: 0,
    })
}

async function routeNext(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {attio, config, store, host} = context
    if (attio === null) return toFinish(state)
    const candidates = await store.part<RouteCandidate>("route", "candidates", 0)
    // `next` counts from 1 once routing is prepared.
    const candidate = candidates[state.route.next - 1]
    if (candidate === undefined) return toFinish(state)
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    const profiles = new Map(await store.part<[string, AccountProfile]>("route", "profiles", 0))
    if (setup === undefined) throw new Error("Storage lost the workspace's setup.")
    const profile = profiles.get(candidate.account) ?? {domain: null, name: null}
    const mayCreate = state.route.created < config.settings.routing.daily_cap
    const result = await routeAccount({
        attio,
        config,
        setup,
        candidate,
        profile,
        asOf: state.as_of,
        mayCreate,
    })
    if (result.kind === "api") return apiOutcome(state, result.failure)
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

function describe(result: Exclude<RouteResult, {kind: "api"}>): string {
    return result.kind === "skipped" ? `skipped, ${result.reason}.` : `deal ${result.dealId} ${result.kind}.`
}

/** A passing fault waits; anything else ends routing for this run with its reason, and the run still completes. */
function apiOutcome(state: RunState, failure: Parameters<typeof onFailure>[1]): StepOutcome {
    const outcome = onFailure(state, failure, "Attio")
    if (outcome.kind !== "stop") return outcome
    return next(state, {
        problems: [...state.problems, outcome.message],
        route: {...state.route, state: "off", reason: outcome.message, failed: state.route.failed + 1},
    })
}
