import {isTransient, type Result, succeed} from "@beton/shared/api/result"
import {fromAttio} from "@beton/shared/api/said-by"

import {groupPage} from "../account-page"
import {type DealSetup, dealSetup} from "../attio/deal-setup"
import {routeAccount} from "../attio/route-account"
import type {PlannedWrite, Routing} from "../attio/route-plan"
import type {RouteCandidate} from "../decided-rows"
import {type AccountProfile, NO_PROFILE, profilesOf} from "../profiles"
import {type Proof, proofOf} from "../proof"
import {clearLeft} from "./left-accounts"
import {type Lost, withLost} from "./lost-fields"
import {ROUTE_CHUNK} from "./order"
import {provedNow} from "./prove"
import {creditOf, isSame} from "./route-credit"
import {planNext} from "./route-dry"
import {apiOutcome, failed, newToday, routingOff, settled} from "./route-end"
import type {RunState} from "./run-state"
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
        await clearLeft(state, context.store)
        const {deals, companies} = setup.value.fields
        const problems = [...(deals?.problems ?? []), ...(companies?.problems ?? [])]
        const told = problems.reduce((run, problem) => withProblem(run, fromAttio(problem)), state)
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
    const now = await provedNow(state, context)
    const proof = now === null ? await proofOf(posthog, config, state.as_of) : succeed(now)
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
    let announced: PlannedWrite[] = []
    let lost: Lost[] = []
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
        mayCreate: newToday(state.route) < config.settings.routing.daily_cap,
        made: state.dealsMade,
        announce: async (write) => {
            announced = [...announced.filter((one) => !isSame(one, write)), write]
            const open = earlier.filter((one) => !announced.some((other) => isSame(one, other)))
            const intent = {next: state.route.next, writes: [...open, ...announced]}
            tried = {...tried, route: {...tried.route, intent}}
            await context.checkpoint(tried)
        },
        lost: (object, slugs) => void (lost = [...lost, {object, slugs}]),
    }
    if (state.dry) return planNext(state, context, routing)
    const result = await routeAccount(routing)
    const {account} = candidate
    if (result.kind === "api")
        return failed((await withLost(tried, lost, setup, context)).state, context, account, result.failure)
    const told = await withLost(state, lost, setup, context)
    return settled(told.state, context, account, creditOf(result, earlier, announced), proof ?? null)
}
