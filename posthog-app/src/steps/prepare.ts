import {runId} from "@beton/shared/events/ids"
import {RUN_COMPLETED, runCompletedContentSchema} from "@beton/shared/events/run-completed"
import {verify} from "@beton/shared/events/signing"
import {probe} from "@beton/shared/queries/probe"
import {recentRuns} from "@beton/shared/queries/recent-runs"
import {groupPropertyShare} from "@beton/shared/queries/sources"

import {findAccountSource} from "../account-source"
import {checkClock} from "../clock"
import {publicKeysOf} from "../config/config"
import {isInstant, nextAsOf, WARM_UP_DAYS} from "../days"
import {askSource, SOURCE_QUESTIONS, type SourceQuestion, sourceReport} from "../sources"
import {writerOf} from "../writer"
import {reportOf} from "./dry-report"
import type {RunState, SignalProgress} from "./run-state"
import {mayWait, next, onFailure, type Step, type StepContext, type StepOutcome} from "./step"

const DAY_MS = 86_400_000

/** How far back daily runs are looked for when storage may be lost; more than the 30 days that may be caught up. */
const LOOK_BACK_DAYS = 35

/** What has to be known before anything is computed, one call each. */
const CHECKS = ["project", "probe", "earlier_runs", "domain", ...SOURCE_QUESTIONS] as const

type Check = (typeof CHECKS)[number]

/** Looks at the project: which day is due, what is an account, which sources exist. One call per unit. */
export const prepare: Step = async (state, context) => {
    const check = CHECKS.find((name) => !state.checked.includes(name))
    if (check === undefined) return settle(state, context)
    const outcome = await run(check, state, context)
    if (outcome.kind !== "next") return outcome
    return next(outcome.state, {checked: [...outcome.state.checked, check], attempts: 0})
}

function run(check: Check, state: RunState, context: StepContext): Promise<StepOutcome> {
    switch (check) {
        case "project":
            return readProject(state, context)
        case "probe":
            return probeHogql(state, context)
        case "earlier_runs":
            return earlierRuns(state, context)
        case "domain":
            return domainProblem(state, context)
        case "events":
        case "properties":
        case "coverage":
        case "warehouse":
            return ask(check, state, context)
    }
}

async function readProject(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {config, posthog, transport, host} = context
    const project = await posthog.project()
    if (!project.ok) return onFailure(state, project.failure, "PostHog project", context)
    const clock = checkClock(state, host.now(), transport.state.skewMs)
    if (clock.kind !== "next") return clock
    const account = await findAccountSource(posthog, config, project.value)
    if (account.ok) return next(clock.state, {account: account.value, apiToken: project.value.api_token})
    if (account.failure.code === "account") return {kind: "stop", message: account.failure.message, state}
    return onFailure(state, account.failure, "Group types", context)
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

/**
 * Which runs PostHog knows as completed: storage may be lost, the day is still done (DESIGN §3). After a gap the run
 * turns to the oldest missed day that is still wanted; a backfill ends before the first run.
 */
async function earlierRuns(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {config, posthog, store} = context
    if (state.kind === "now") return next(state, {})
    const due = Date.parse(state.due)
    // Far enough to tell a long gap, which catches up like a short one, from a project that is new.
    const days = state.kind === "backfill" ? config.settings.backfill.days : LOOK_BACK_DAYS
    const range = {
        from: new Date(due - days * DAY_MS - 1000).toISOString(),
        to: new Date(due + 1000).toISOString(),
    }
    const runs = await posthog.query(recentRuns, {...range, writer: writerOf(config).writer, limit: 1000})
    if (!runs.ok) return onFailure(state, runs.failure, "Earlier runs", context)
    const completed = runs.value.flatMap((row) => {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: RUN_COMPLETED},
        )
        if (!trust.ok || !runCompletedContentSchema.safeParse(trust.envelope.content).success) return []
        return isInstant(trust.envelope.as_of) ? [trust.envelope.as_of] : []
    })
    if (state.kind === "backfill") return untilFirstRun(state, completed, context)
    const last =
        completed
            .filter((asOf) => asOf <= state.due)
            .sort()
            .at(-1) ?? null
    if (last === null) return next(state, {})
    if (!state.dry) await store.setDone(last)
    const wanted = nextAsOf(last, state.due, config.settings.catch_up_days)
    if (wanted === null) return next(state, {phase: "done"})
    return next(state, {as_of: wanted, run_id: runId(config.project, wanted)})
}

/** A backfill replays the days before Beton's first run; what a run has written stays as it is. */
async function untilFirstRun(
    state: RunState,
    completed: readonly string[],
    {store, config}: Pick<StepContext, "store" | "config">,
): Promise<StepOutcome> {
    const first = [...completed].sort()[0]
    if (first === undefined) return next(state, {})
    const oldest = Date.parse(state.as_of) - (state.instants - 1) * DAY_MS
    const left = Math.ceil((Date.parse(first) - oldest) / DAY_MS)
    if (left >= state.instants) return next(state, {})
    if (left <= WARM_UP_DAYS) {
        const nothing = {...state, problems: ["Beton has run for that long already: nothing to fill in."]}
        await store.saveReport(await reportOf(nothing, store, config))
        return next(nothing, {phase: "done"})
    }
    return next(state, {
        instants: left,
        as_of: new Date(oldest + (left - 1) * DAY_MS).toISOString(),
    })
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
    if (answer.failure.kind === "too_slow" && !mayWait(answer.failure, state, context))
        return next(state, {sources: {...state.sources, [question]: null}})
    return onFailure(state, answer.failure, "Data sources", context)
}

function settle(state: RunState, {config}: StepContext): StepOutcome {
    const report = sourceReport(config, state.sources)
    const buckets = bucketsFor(state.sources.coverage?.accounts ?? null, state.instants)
    const none = Array.from({length: buckets}, () => 0)
    const signals: Record<string, SignalProgress> = {}
    for (const [id, source] of Object.entries(report.signals)) {
        signals[id] = {
            state: source.state === "ready" ? "pending" : source.state,
            reason: source.reason,
            parts: none,
            active: 0,
        }
    }
    return next(state, {
        phase: "detect",
        buckets,
        historyParts: none,
        signals,
        coverage: report.coverage,
        problems: report.note === null ? state.problems : [...state.problems, report.note],
    })
}

/** Accounts (times instants) that are worked on at once; keeps a run of any size in tens of megabytes. */
const BUCKET_ACCOUNTS = 2_000
const MAX_BUCKETS = 256

function bucketsFor(accounts: number | null, instants: number): number {
    // Not known (the count was too slow): then there are many. A tenth of the accounts is active on a day of a replay.
    const work = (accounts ?? 200_000) * Math.max(1, instants / 10)
    return Math.min(MAX_BUCKETS, Math.max(1, Math.ceil(work / BUCKET_ACCOUNTS)))
}
