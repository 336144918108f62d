import {type Failure, isTransient, type Result, succeed} from "@beton/shared/api/result"

import {groupPage} from "../account-page"
import {logWrites} from "../attio/crm-log"
import {type DealSetup, dealSetup} from "../attio/deal-setup"
import {isUpToDate, routeAccount} from "../attio/route-account"
import {type PlannedWrite, planRoute, type RoutePlan, type Routing} from "../attio/route-plan"
import type {RouteCandidate} from "../decided-rows"
import {type AccountProfile, NO_PROFILE, profilesOf} from "../profiles"
import {type Proof, proofOf} from "../proof"
import {isOfOneRecord, waitOrStop} from "./crm-failure"
import {plannedOf, type PlannedRoute} from "./dry-report"
import {noticeOf} from "./notice"
import {ROUTE_CHUNK} from "./order"
import {type Credited, creditOf, isSame, loggedOf, type Settled} from "./route-credit"
import {bump, type RouteProgress, type RunState} from "./run-state"
import {isLate, mayWait, next, type Step, type StepContext, type StepOutcome, withProblem} from "./step"

/** Parts of the candidates whose profiles are read at once: two queries for 500 accounts. */
const PROFILE_PARTS = 5

/** So often it is asked again for what the last backtest says. */
const PROOF_TRIES = 3

/** Sends the accounts that qualify to the CRM, one per unit of work, best first; routing that is off costs nothing. */
export const route: Step = async (state, context) => {
    const {attio} = context
    const {route: progress} = state
    if (attio === null || progress.state !== "on") return next(state, {phase: "refresh"})
    // Falling scores are written down on days without candidates too (D8).
    if (!progress.ready) return checkWorkspace(state, context)
    if (progress.next >= progress.candidates) return next(state, {phase: "refresh"})
    const part = Math.floor(progress.next / ROUTE_CHUNK)
    if (progress.profiles <= part) return readProfiles(state, context, part)
    return routeNext(state, context)
}

/** Workspace, stages, owners and attributes, and what the last backtest says, once per run. */
async function checkWorkspace(state: RunState, context: StepContext): Promise<StepOutcome> {
    if (context.attio === null) return next(state, {phase: "refresh"})
    // Nothing is created on a day that needs nothing new.
    const looksOnly = state.dry || state.route.candidates === 0
    const setup = await dealSetup(context.attio, context.config, looksOnly)
    if (setup.ok) {
        const proof = await readProof(state, context)
        if (!proof.ok) return apiOutcome(state, context, proof.failure, "PostHog")
        await context.store.putPart("route", "setup", 0, [setup.value])
        const {deals, companies} = setup.value.fields
        const problems = [...(deals?.problems ?? []), ...(companies?.problems ?? [])]
        const told = problems.reduce((run, problem) => withProblem(run, `Attio: ${problem}`), state)
        return next(told, {route: {...state.route, ready: true}, attempts: 0})
    }
    if (setup.problem.kind === "api") return apiOutcome(state, context, setup.problem.failure)
    const {message, mendable = false} = setup.problem
    if (mendable && !state.dry && !isLate(state, context)) return {kind: "stop", message, state}
    return routingOff(state, message)
}

/** A backtest that cannot be had is no reason not to route, nor to wait for long. */
async function readProof(state: RunState, context: StepContext): Promise<Result<null>> {
    const {posthog, config, store} = context
    const proof = await proofOf(posthog, config, state.as_of)
    const waits = !proof.ok && isTransient(proof.failure) && state.attempts < PROOF_TRIES
    if (waits && mayWait(proof.failure, state, context)) return proof
    const found = proof.ok ? proof.value : null
    await store.putPart("route", "proof", 0, found === null ? [] : [found.proof])
    await store.putPart("route", "score", 0, found === null ? [] : [found.score])
    return succeed(null)
}

async function readProfiles(state: RunState, context: StepContext, part: number): Promise<StepOutcome> {
    const {posthog, config, store} = context
    if (state.account === null) throw new Error("A run routes only after it knows what an account is.")
    const parts = Math.ceil(state.route.candidates / ROUTE_CHUNK)
    const places = Array.from({length: Math.min(PROFILE_PARTS, parts - part)}, (_, i) => part + i)
    const keys: string[][] = []
    for (const n of places) {
        const candidates = await store.part<RouteCandidate>("route", "candidates", n)
        keys.push(candidates.map((candidate) => candidate.account))
    }
    const profiles = await profilesOf(posthog, config, state.account, keys.flat(), state.as_of)
    if (!profiles.ok) return apiOutcome(state, context, profiles.failure, "PostHog")
    for (const [i, n] of places.entries()) {
        const known = (keys[i] ?? []).map((key) => [key, profiles.value.get(key) ?? NO_PROFILE] as const)
        await store.putPart("route", "profiles", n, known)
    }
    return next(state, {route: {...state.route, profiles: part + places.length}, attempts: 0})
}

async function routeNext(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {attio, config, store} = context
    const part = Math.floor(state.route.next / ROUTE_CHUNK)
    const candidates = await store.part<RouteCandidate>("route", "candidates", part)
    const candidate = candidates[state.route.next % ROUTE_CHUNK]
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    const profiles = new Map(await store.part<[string, AccountProfile]>("route", "profiles", part))
    const [proof] = await store.part<Proof>("route", "proof", 0)
    if (attio === null || candidate === undefined || setup === undefined)
        throw new Error("Storage lost what routing needs.")
    // What was announced outlives a failed try of the same account.
    const earlier = state.route.intent?.next === state.route.next ? state.route.intent.writes : []
    const announced: PlannedWrite[] = []
    let tried = state
    const routing: Routing = {
        attio,
        config,
        setup,
        candidate,
        profile: profiles.get(candidate.account) ?? NO_PROFILE,
        proof: proof ?? null,
        asOf: state.as_of,
        link: groupPage(config, state.account, candidate.account),
        mayCreate: state.route.created < config.settings.routing.daily_cap,
        made: state.dealsMade,
        announce: async (write) => {
            announced.push(write)
            const open = earlier.filter((one) => !announced.some((other) => isSame(one, other)))
            const intent = {next: state.route.next, writes: [...open, ...announced]}
            tried = {...tried, route: {...tried.route, intent}}
            await context.checkpoint(tried)
        },
    }
    if (state.dry) return planNext(state, context, routing)
    const result = await routeAccount(routing)
    if (result.kind === "api") return failed(tried, context, candidate.account, result.failure)
    return settled(state, context, candidate.account, creditOf(result, earlier, announced), proof ?? null)
}

/** Keeps what was done: counts, audit log, and whom to tell. */
async function settled(
    state: RunState,
    context: StepContext,
    account: string,
    credited: Credited,
    proof: Proof | null,
): Promise<StepOutcome> {
    const {result, note} = credited
    context.host.log("info", `Routing ${account}: ${describe(result)}`)
    const noted = note === null ? state : withProblem(state, `Attio: ${note}`)
    const logged = await logWrites(noted, loggedOf(credited, account), context)
    const told = await withNotice(logged, result, account, context, proof)
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

/** The same decision without a write, kept for the report of the dry run. */
async function planNext(state: RunState, context: StepContext, routing: Routing): Promise<StepOutcome> {
    const {account} = routing.candidate
    const plan = await planRoute(routing)
    if (plan.kind === "api") return failed(state, context, account, plan.failure)
    const isOpenDeal = plan.kind === "updated" || plan.kind === "annotated"
    const unchanged = isOpenDeal && isUpToDate(routing, plan)
    const planned: PlannedRoute = plannedOf(routing, plan, unchanged)
    await context.store.putPart("plan", "accounts", state.planParts, [planned])
    context.host.log("info", `Routing ${account}: ${planned.sentence}`)
    return next(state, {
        route: counted(state.route, plannedResult(plan, unchanged, routing)),
        planParts: state.planParts + 1,
        attempts: 0,
    })
}

function plannedResult(
    plan: Exclude<RoutePlan, {kind: "api"}>,
    unchanged: boolean,
    {candidate}: Routing,
): Settled {
    if (plan.kind === "skipped") return plan
    const rest = {deal: null, company: null, isNew: false, why: "", heard: candidate}
    if (unchanged) return {kind: "unchanged", ...rest}
    switch (plan.kind) {
        case "create_company":
        case "create_deal":
            return {kind: "created", ...rest}
        case "company":
            return {kind: "updated", ...rest}
        default:
            return {kind: plan.kind, ...rest}
    }
}

function failed(state: RunState, context: StepContext, account: string, failure: Failure): StepOutcome {
    if (!isOfOneRecord(failure) || mayWait(failure, state, context))
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

function counted(progress: RouteProgress, result: Settled): RouteProgress {
    const moved = {...progress, next: progress.next + 1, intent: null}
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
function apiOutcome(
    state: RunState,
    context: StepContext,
    failure: Failure,
    service: "Attio" | "PostHog" = "Attio",
): StepOutcome {
    const waiting = waitOrStop(failure, state, context, service)
    if (waiting !== null) return waiting
    const message = `${service}: ${failure.message}`
    const failedOnce = {...state, route: {...state.route, failed: state.route.failed + 1}}
    return routingOff(failedOnce, message)
}

function routingOff(state: RunState, reason: string): StepOutcome {
    return next(withProblem(state, reason), {route: {...state.route, state: "off", reason}})
}
