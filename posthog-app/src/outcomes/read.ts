import type {Failure} from "@beton/shared/api/result"
import {type Result, succeed} from "@beton/shared/api/result"
import {dealRows} from "@beton/shared/crm/deal-update"
import {type StageTimeline, stageTimeline} from "@beton/shared/crm/stage-timeline"
import {firstTouch, type Touch} from "@beton/shared/crm/touch"

import type {HistoryValue} from "../clients/attio"
import type {RunState} from "../steps/run-state"
import {bump} from "../steps/run-state"
import {isFirstStage, isMember, isoOf, onlyStage, stageValues} from "./facts"
import type {DealCompany, OutcomeSetup, OutcomesProgress, ReadyDeal, TodoDeal} from "./progress"
import {counted, moved, type SyncContext, type SyncUnit} from "./unit"

/** Read at once; as many as the client lets through at a time. */
const WAVE = 8
/** Events of one request: a second of signing. */
const ROWS = 100
const UNIT_MS = 5_000
const HISTORY_PAGE = 100
/** Deals whose tasks are asked about in a run, a call each. */
const MOST_TASKS = 200

/** Reads the histories of some of the page's deals and stores their events to be sent. */
export const readDeals: SyncUnit = async (state, context) => {
    const {stored, host} = context
    const {outcomes: progress} = state
    if (progress.read >= progress.todo) return moved(progress, {stage: "gone"})
    const todo = await stored.todo()
    const companies = new Map((await stored.companies()).map((one) => [one.companyId, one]))
    const setup = await stored.setup()
    const started = host.now()
    const ready: ReadyDeal[] = []
    let now = progress
    let rows = 0
    let failure: Failure | null = null
    while (failure === null && now.read < todo.length && rows < ROWS && host.now() - started < UNIT_MS) {
        const wave = todo.slice(now.read, now.read + WAVE)
        const asks = now
        const found = await Promise.all(
            wave.map((deal, i) =>
                readDeal(deal, {companies, setup, state, context, mayAsk: mayAsk(asks, i)}),
            ),
        )
        for (const answer of found) {
            if (!answer.ok) {
                failure = answer.failure
                break
            }
            const {deal} = answer.value
            if (deal !== null) ready.push(deal)
            rows += deal?.rows.length ?? 0
            now = after(now, answer.value)
        }
    }
    if (ready.length > 0) {
        await stored.putReady(ready)
        now = {...now, stage: "send", sendFor: "read"}
    }
    // What was read before the failure is sent first; then it goes on where it failed.
    if (failure !== null && now.read === progress.read) return {kind: "failed", failure, progress: now}
    return {kind: "next", progress: now}
}

interface Reading {
    readonly companies: ReadonlyMap<string, DealCompany>
    readonly setup: OutcomeSetup
    readonly state: RunState
    readonly context: SyncContext
    readonly mayAsk: boolean
}

/** What reading a deal came to. */
interface DealRead {
    /** null: there is nothing new to tell. */
    readonly deal: ReadyDeal | null
    readonly because: TodoDeal["because"]
    /** Why no account is known; null where one is. */
    readonly withoutAccount: string | null
    readonly isImported: boolean
    readonly tasks: "none" | "asked" | "forbidden"
}

async function readDeal(todo: TodoDeal, reading: Reading): Promise<Result<DealRead>> {
    const {facts, because} = todo
    const {state, context, setup} = reading
    const company = facts.companyId === null ? undefined : reading.companies.get(facts.companyId)
    const account = facts.keyAccount ?? facts.annotation?.account ?? company?.account ?? null
    const why = facts.companyId === null ? "the deal has no company" : (company?.why ?? "the company is gone")
    const nothing: DealRead = {
        deal: null,
        because,
        withoutAccount: account === null ? why : null,
        isImported: false,
        tasks: "none",
    }
    if (because === "without_account" && account === null) return succeed(nothing)
    const timeline = await timelineOf(todo, setup, context)
    if (!timeline.ok) return timeline
    const touched = await touchOf(todo, timeline.value, company, reading)
    if (!touched.ok) return touched
    const {touch, tasks} = touched.value
    if (because === "untouched" && touch === null) return succeed({...nothing, tasks})
    const isOpen = timeline.value.wonAt === null && timeline.value.lostAt === null
    const rows = dealRows(facts, timeline.value, {
        account,
        touch,
        leadSources: context.config.settings.outcomes.lead_sources,
        revision: Date.parse(state.as_of),
    })
    const remembered = {
        id: facts.dealId,
        createdAt: todo.createdAt,
        fingerprint: todo.fingerprint,
        account: account ?? "",
        touch,
        isWatched: facts.keyAccount !== null && isOpen && touch === null,
    }
    const deal = {dealId: facts.dealId, createdAt: todo.createdAt, known: remembered, rows}
    return succeed({...nothing, deal, isImported: !timeline.value.isReliable, tasks})
}

async function timelineOf(
    {facts}: TodoDeal,
    {mapping}: OutcomeSetup,
    {deals: {attio}}: SyncContext,
): Promise<Result<StageTimeline>> {
    if (attio === null || isFirstStage(facts))
        return succeed(stageTimeline(onlyStage(facts), mapping, facts.createdAt))
    const history: HistoryValue[] = []
    for (;;) {
        const page = await attio.history("deals", facts.dealId, "stage", {
            limit: HISTORY_PAGE,
            offset: history.length,
        })
        if (!page.ok) {
            // Deleted between the page and now: the next sync finds it gone.
            if (page.failure.kind !== "not_found") return page
            return succeed(stageTimeline(onlyStage(facts), mapping, facts.createdAt))
        }
        history.push(...page.value)
        if (page.value.length < HISTORY_PAGE) break
    }
    return succeed(stageTimeline(stageValues(history), mapping, facts.createdAt))
}

/** First touch of a deal of Beton's own; what was found once stays, though later answers may no longer show it. */
async function touchOf(
    {facts, known}: TodoDeal,
    timeline: StageTimeline,
    company: DealCompany | undefined,
    {context, state, mayAsk: may}: Reading,
): Promise<Result<{readonly touch: Touch | null; readonly tasks: DealRead["tasks"]}>> {
    if (facts.keyAccount === null) return succeed({touch: null, tasks: "none"})
    const moves = timeline.entries.slice(1).filter(({byMember}) => byMember)
    const interaction = company?.lastInteraction ?? null
    const seen: Touch[] = [
        ...(known?.touch === null || known === null ? [] : [known.touch]),
        ...moves.map(({from}): Touch => ({at: from, kind: "stage_change"})),
        ...(interaction === null ? [] : [{at: interaction, kind: "interaction" as const}]),
    ]
    const isOpen = timeline.wonAt === null && timeline.lostAt === null
    const {attio} = context.deals
    if (attio === null || !may || !isOpen || (known !== null && known.touch !== null))
        return succeed({touch: firstTouch(seen, facts.createdAt), tasks: "none"})
    const tasks = await attio.tasks("deals", facts.dealId)
    if (!tasks.ok) {
        if (tasks.failure.kind === "missing_scope")
            return succeed({touch: firstTouch(seen, facts.createdAt), tasks: "forbidden"})
        return tasks
    }
    const done = tasks.value.flatMap((task): Touch[] => {
        const made = isMember(task.created_by_actor)
            ? [{at: isoOf(task.created_at), kind: "task" as const}]
            : []
        const {completed_at: completedAt} = task
        // Older answers do not say when: it was before now.
        const at = typeof completedAt === "string" ? isoOf(completedAt) : state.as_of
        return task.is_completed ? [...made, {at, kind: "task_completed"}] : made
    })
    return succeed({touch: firstTouch([...seen, ...done], facts.createdAt), tasks: "asked"})
}

function mayAsk({mayReadTasks, counts}: OutcomesProgress, place: number): boolean {
    return mayReadTasks && counts.asked + place < MOST_TASKS
}

function after(
    progress: OutcomesProgress,
    {deal, because, withoutAccount, isImported, tasks}: DealRead,
): OutcomesProgress {
    const counts = counted(progress.counts, {
        changed: because === "changed" && deal !== null ? 1 : 0,
        imported: isImported ? 1 : 0,
        asked: tasks === "asked" ? 1 : 0,
    })
    return {
        ...progress,
        read: progress.read + 1,
        mayReadTasks: progress.mayReadTasks && tasks !== "forbidden",
        counts:
            withoutAccount === null
                ? counts
                : {...counts, withoutAccount: bump(counts.withoutAccount, withoutAccount)},
    }
}
