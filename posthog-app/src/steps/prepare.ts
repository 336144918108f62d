import {RUN_COMPLETED, runCompletedContentSchema} from "@beton/shared/events/run-completed"
import {verify} from "@beton/shared/events/signing"
import {recentRuns} from "@beton/shared/queries/beton-events"
import {groupPropertyShare, probe} from "@beton/shared/queries/sources"

import {findAccountSource} from "../account-source"
import {publicKeysOf} from "../config/config"
import {askSource, SOURCE_QUESTIONS, type SourceQuestion, sourceReport} from "../sources"
import type {RunState, SignalProgress} from "./run-state"
import {next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

/** What has to be known before anything is computed, one call each. */
const CHECKS = ["project", "probe", "done_already", "domain", ...SOURCE_QUESTIONS] as const

type Check = (typeof CHECKS)[number]

/** Looks at the project: is the day done already, what is an account, which sources exist. One call per unit. */
export const prepare: Step = async (state, context) => {
    const check = CHECKS.find((name) => !state.checked.includes(name))
    if (check === undefined) return settle(state, context)
    const before = context.posthog.queries
    const outcome = await run(check, state, context)
    const queries = state.queries + context.posthog.queries - before
    if (outcome.kind !== "next") return {...outcome, state: {...outcome.state, queries}}
    return next(outcome.state, {checked: [...state.checked, check], queries, attempts: 0})
}

function run(check: Check, state: RunState, context: StepContext): Promise<StepOutcome> {
    switch (check) {
        case "project":
            return readProject(state, context)
        case "probe":
            return probeHogql(state, context)
        case "done_already":
            return doneAlready(state, context)
        case "domain":
            return domainProblem(state, context)
        case "events":
        case "properties":
        case "coverage":
        case "warehouse":
            return ask(check, state, context)
    }
}

async function readProject(state: RunState, {config, posthog, host}: StepContext): Promise<StepOutcome> {
    const project = await posthog.project()
    if (!project.ok) return onFailure(state, project.failure, "PostHog project", {host, config})
    const account = await findAccountSource(posthog, config, project.value)
    if (account.ok) return next(state, {account: account.value, apiToken: project.value.api_token})
    if (account.failure.code === "account") return {kind: "stop", message: account.failure.message, state}
    return onFailure(state, account.failure, "Group types", {host, config})
}

/** Whether this PostHog answers HogQL at all (DESIGN §4). */
async function probeHogql(state: RunState, context: StepContext): Promise<StepOutcome> {
    const answer = await context.posthog.query(probe, {})
    if (answer.ok) return next(state, {})
    const tooOld = answer.failure.kind === "not_found" || answer.failure.kind === "refused"
    if (!tooOld) return onFailure(state, answer.failure, "PostHog query", context)
    const message = `This PostHog does not answer HogQL queries, so it is too old for Beton. Upgrade it. (${answer.failure.message})`
    return {kind: "stop", message, state}
}

/** Whether a signed summary of this very run is in PostHog: storage may be lost, the day is still done. */
async function doneAlready(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {config, posthog, store} = context
    const at = Date.parse(state.as_of)
    const range = {from: new Date(at - 1000).toISOString(), to: new Date(at + 1000).toISOString()}
    const runs = await posthog.query(recentRuns, range)
    if (!runs.ok) return onFailure(state, runs.failure, "Earlier runs", context)
    const ours = runs.value.some((row) => {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: RUN_COMPLETED},
        )
        if (!trust.ok || trust.envelope.as_of !== state.as_of) return false
        return runCompletedContentSchema.safeParse(trust.envelope.content).success
    })
    if (!ours) return next(state, {})
    await store.setDone(state.as_of)
    return next(state, {phase: "done"})
}

/** Notes when no account can ever be matched with a company. */
async function domainProblem(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {config, posthog} = context
    const {account} = state
    if (config.domainProperty === null || account?.type !== "group") return next(state, {})
    const share = await posthog.query(groupPropertyShare, {
        group_type_index: account.groupTypeIndex,
        property: config.domainProperty,
    })
    if (!share.ok) return onFailure(state, share.failure, "Domain property", context)
    const row = share.value[0]
    if (row === undefined || row.groups === 0 || row.with_property > 0) return next(state, {})
    const problem = `Domain property: none of the ${row.groups} ${account.groupType} groups has the property "${config.domainProperty}", so no account can be matched with a company. Choose the property that holds the web domain.`
    return next(state, {problems: [...state.problems, problem]})
}

async function ask(question: SourceQuestion, state: RunState, context: StepContext): Promise<StepOutcome> {
    const {config, posthog} = context
    if (state.account === null)
        throw new Error("Sources are looked at only after it is known what an account is.")
    const answer = await askSource(question, posthog, config, state.account, Date.parse(state.as_of))
    if (answer.ok) return next(state, {sources: {...state.sources, ...answer.value}})
    // A check that is too slow for this project must not keep the signals from being computed.
    if (answer.failure.kind === "too_slow")
        return next(state, {sources: {...state.sources, [question]: null}})
    return onFailure(state, answer.failure, "Data sources", context)
}

function settle(state: RunState, {config}: StepContext): StepOutcome {
    const report = sourceReport(config, state.sources)
    const signals: Record<string, SignalProgress> = {}
    for (const [id, source] of Object.entries(report.signals)) {
        signals[id] = {
            state: source.state === "ready" ? "pending" : source.state,
            reason: source.reason,
            pages: 0,
            active: 0,
        }
    }
    return next(state, {
        phase: "detect",
        signals,
        coverage: report.coverage,
        problems: report.note === null ? state.problems : [...state.problems, report.note],
    })
}
