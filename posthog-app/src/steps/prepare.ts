import {RUN_COMPLETED, runCompletedContentSchema} from "@beton/shared/events/run-completed"
import {verify} from "@beton/shared/events/signing"
import {recentRuns} from "@beton/shared/queries/beton-events"
import {groupPropertyShare} from "@beton/shared/queries/sources"

import {findAccountSource} from "../account-source"
import {inspectSources} from "../sources"
import type {RunState, SignalProgress} from "./run-state"
import {next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

/** Looks at the project before anything is computed: is the day done already, what is an account, which sources exist. */
export const prepare: Step = async (state, context) => {
    const {config, posthog} = context
    const before = posthog.queries
    const project = await posthog.project()
    if (!project.ok) return onFailure(state, project.failure, "PostHog project")
    const account = await findAccountSource(posthog, config, project.value)
    if (!account.ok) {
        if (account.failure.code === "account") return {kind: "stop", message: account.failure.message, state}
        return onFailure(state, account.failure, "Group types")
    }
    const done = await doneAlready(state, context)
    if (!done.ok) return done.outcome
    if (done.value) {
        await context.store.setDone(state.as_of)
        return next(state, {phase: "done"})
    }
    const sources = await inspectSources(posthog, config, account.value, Date.parse(state.as_of))
    if (!sources.ok) return onFailure(state, sources.failure, "Data sources")
    const problems: string[] = []
    const domain = await domainProblem(state, context, account.value)
    if (!domain.ok) return domain.outcome
    if (domain.value !== null) problems.push(domain.value)
    const signals: Record<string, SignalProgress> = {}
    for (const [id, source] of Object.entries(sources.value.signals)) {
        signals[id] = {
            state: source.state === "ready" ? "pending" : source.state,
            reason: source.reason,
            pages: 0,
            active: 0,
        }
    }
    return next(state, {
        phase: "detect",
        account: account.value,
        apiToken: project.value.api_token,
        signals,
        coverage: sources.value.coverage,
        problems,
        queries: state.queries + posthog.queries - before,
    })
}

type Checked<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly outcome: StepOutcome}

/** Whether a signed summary of this very run is in PostHog: storage may be lost, the day is still done. */
async function doneAlready(state: RunState, {config, posthog}: StepContext): Promise<Checked<boolean>> {
    const at = Date.parse(state.as_of)
    const range = {from: new Date(at - 1000).toISOString(), to: new Date(at + 1000).toISOString()}
    const runs = await posthog.query(recentRuns, range)
    if (!runs.ok) return {ok: false, outcome: onFailure(state, runs.failure, "Earlier runs")}
    const ours = runs.value.some((row) => {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: [config.keys.publicKey], project: config.project, kind: RUN_COMPLETED},
        )
        if (!trust.ok || trust.envelope.as_of !== state.as_of) return false
        return runCompletedContentSchema.safeParse(trust.envelope.content).success
    })
    return {ok: true, value: ours}
}

/** A sentence when no account can ever be matched with a company; null when all is well. */
async function domainProblem(
    state: RunState,
    {config, posthog}: StepContext,
    account: NonNullable<RunState["account"]>,
): Promise<Checked<string | null>> {
    if (config.domainProperty === null || account.type !== "group") return {ok: true, value: null}
    const share = await posthog.query(groupPropertyShare, {
        group_type_index: account.groupTypeIndex,
        property: config.domainProperty,
    })
    if (!share.ok) return {ok: false, outcome: onFailure(state, share.failure, "Domain property")}
    const row = share.value[0]
    if (row === undefined || row.groups === 0 || row.with_property > 0) return {ok: true, value: null}
    return {
        ok: true,
        value: `Domain property: none of the ${row.groups} ${account.groupType} groups has the property "${config.domainProperty}", so no account can be matched with a company. Choose the property that holds the web domain.`,
    }
}
