import {logWrites} from "../attio/crm-log"
import type {DealSetup} from "../attio/deal-setup"
import {ensureTask} from "../attio/owner-task"
import {deliverNext, isDelivered} from "../notify/outbox"
import {senderOf} from "../notify/sender"
import {isOfOneRecord, waitOrStop} from "./crm-failure"
import type {Notice} from "./notice"
import type {RunState} from "./run-state"
import {mayWait, next, type Step, type StepContext, type StepOutcome, withProblem} from "./step"

/** Tells people about accounts that are new to sales (D9): a task for the owner, then a message. Neither can fail the run. */
export const tell: Step = async (state, context) => {
    const {told, notices} = state.crm
    if (told.nextTask < notices && wantsTasks(context)) return taskNext(state, context)
    const channels = senderOf(context)
    if (isDelivered(told.messages, notices, channels)) return next(state, {phase: "audit"})
    const at = async (n: number): Promise<Notice> => {
        const [notice] = await context.store.part<Notice>("route", "notices", n)
        if (notice === undefined) throw new Error("Storage lost whom to tell about.")
        return notice
    }
    const outcome = await deliverNext(channels, {count: notices, at}, told.messages, {
        run: {id: state.run_id, asOf: state.as_of},
        now: context.host.now(),
        save: async (messages) => context.checkpoint(withMessages(state, messages)),
    })
    const moved = outcome.problems.reduce(withProblem, withMessages(state, outcome.state))
    if (outcome.kind === "later" && mayWait(outcome.failure, state, context))
        return {kind: "later", failure: outcome.failure, state: moved}
    if (outcome.kind === "later")
        return next(withProblem(moved, outcome.failure.message), {phase: "audit", attempts: 0})
    for (const line of outcome.lines) context.host.log("info", line)
    return next(moved, {attempts: 0})
}

function withMessages(state: RunState, messages: RunState["crm"]["told"]["messages"]): RunState {
    return {...state, crm: {...state.crm, told: {...state.crm.told, messages}}}
}

function wantsTasks({config, attio}: StepContext): boolean {
    const {target, task} = config.settings.routing
    return attio !== null && (target === "task" || task.enabled)
}

async function taskNext(state: RunState, context: StepContext): Promise<StepOutcome> {
    const {attio, config, store} = context
    const {told} = state.crm
    const [notice] = await store.part<Notice>("route", "notices", told.nextTask)
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    if (attio === null || notice === undefined || setup === undefined)
        throw new Error("Storage lost what the task is about.")
    const {ownerId} = notice
    const assignee = ownerId !== null && setup.activeMembers.includes(ownerId) ? ownerId : setup.fallbackOwner
    const task = await ensureTask(attio, notice, {
        asOf: state.as_of,
        assignee,
        workingDays: config.settings.routing.task.due_working_days,
    })
    const moved = {...state, crm: {...state.crm, told: {...told, nextTask: told.nextTask + 1}}}
    if (!task.ok) {
        const waiting = waitOrStop(task.failure, state, context)
        if (waiting !== null) return waiting
        const noted = withProblem(state, `Attio: no task for ${notice.company}. ${task.failure.message}`)
        const rest = isOfOneRecord(task.failure) ? told.nextTask + 1 : state.crm.notices
        return next(noted, {crm: {...noted.crm, told: {...told, nextTask: rest}}, attempts: 0})
    }
    if (task.value === null) return next(moved, {attempts: 0})
    const {taskId, content} = task.value
    const entry = {
        object: "tasks",
        recordId: taskId,
        action: "created",
        before: {},
        after: {content},
        why: notice.because,
        account: notice.account,
    } as const
    // One that was there already is an earlier try's, or an earlier run's whose log has it.
    const logged = await logWrites(moved, [entry], context)
    return next(logged, {attempts: 0})
}
