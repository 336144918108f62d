import {fromAttio} from "@beton/shared/api/said-by"
import {bucketOf} from "@beton/shared/bucket"
import {type AccountState, stateNamed, stateOf} from "@beton/shared/crm/account-state"
import {isByPerson} from "@beton/shared/crm/fields/cells"

import {groupPage} from "../account-page"
import {type AccountFacts, changedFields} from "../attio/account-fields"
import {cellsOf, isOpen, keyOf, plainValues, stageOf, textOf} from "../attio/cells"
import {logWrites} from "../attio/crm-log"
import {accountRef, type CrmObject, DEAL} from "../attio/deal-attributes"
import type {DealSetup} from "../attio/deal-setup"
import {attributeNamed} from "../attio/ensure-attributes"
import {recordPage} from "../attio/record-pages"
import {isUnknownValue, lostSlugs} from "../attio/write-record"
import type {AttioRecord} from "../clients/attio"
import {quietAccount, type RouteCandidate} from "../decided-rows"
import type {Proof} from "../proof"
import {isOfOneRecord, waitOrStop} from "./crm-failure"
import {type LeftAccount, leftIn} from "./left-accounts"
import {withLost} from "./lost-fields"
import type {RunState} from "./run-state"
import {next, type Step, type StepContext, type StepOutcome, withProblem} from "./step"

/** Records per unit of work: as many writes as a few seconds allow. */
const PAGE = 50

/**
 * Scores fall too (D8): every record that Beton wrote to says how its account stands, down to 0 and "quiet since". Accounts
 * that were routed in this run have been written already; those that qualify and were left are written here. Records that say so already cost their place in a page and
 * nothing else.
 */
export const refresh: Step = async (state, context) => {
    const {attio, store} = context
    const {object} = state.crm
    const isOn = state.route.state === "on" && state.route.ready && !state.dry
    if (attio === null || !isOn || object === "done") return next(state, {phase: "tell"})
    const [setup] = await store.part<DealSetup>("route", "setup", 0)
    if (setup === undefined) throw new Error("Storage lost what routing needs.")
    const isKnown = !setup.missing.includes(attributeNamed(object, DEAL.account))
    if (setup.fields[object] === null || !isKnown) return toNextObject(state)
    const filter = {[DEAL.account]: {$starts_with: accountRef(context.config.project, "")}}
    const page = await recordPage(attio, object, filter, state.crm.after, PAGE)
    if (!page.ok) {
        const waiting = waitOrStop(page.failure, state, context)
        if (waiting !== null) return waiting
        return toNextObject(withProblem(state, fromAttio(page.failure.message)))
    }
    const accounts = new AccountsNow(state, context)
    let moved = state
    let usable = setup
    for (const record of page.value.records) {
        const refreshing = {record, object, setup: usable, accounts}
        const outcome = await refreshRecord(refreshing, moved, context)
        if (outcome.kind !== "next") return outcome
        moved = outcome.state
        usable = outcome.setup ?? usable
    }
    if (page.value.next === null) return toNextObject(moved)
    return next(moved, {crm: {...moved.crm, after: page.value.next}, attempts: 0})
}

function toNextObject(state: RunState): StepOutcome {
    const object = state.crm.object === "deals" ? "companies" : "done"
    return next(state, {crm: {...state.crm, object, after: null}, attempts: 0})
}

interface Refreshing {
    readonly record: AttioRecord
    readonly object: CrmObject
    readonly setup: DealSetup
    readonly accounts: AccountsNow
}

async function refreshRecord(
    refreshing: Refreshing,
    state: RunState,
    context: StepContext,
): Promise<StepOutcome & {readonly setup?: DealSetup}> {
    const {record, object, setup, accounts} = refreshing
    const {attio, config, store} = context
    const fields = setup.fields[object]
    const account = textOf(record, DEAL.account).slice(accountRef(config.project, "").length)
    if (attio === null || fields === null || account === "") return next(state, {})
    // A closed deal tells what was so when it was closed.
    const isClosed = object === "deals" && (setup.deals === null || !isOpen(record, setup.deals))
    const now = isClosed ? null : await accounts.of(account)
    if (now === null) return next(state, {})
    const {candidate} = now
    const slug = fields.mapping.state?.slug
    const shown = slug === undefined ? null : stateNamed(plainValues(record, slug)[0])
    const facts: AccountFacts = {
        project: config.project,
        candidate,
        state: now.customer ? "customer" : stateNow(record, candidate, shown, setup),
        asOf: state.as_of,
        threshold: config.threshold,
        proof: (await store.part<Proof>("route", "proof", 0))[0] ?? null,
        contractValue: config.settings.average_contract_value,
        link: groupPage(config, state.account, account),
    }
    const write = changedFields(record, facts, fields)
    if (write === null) return next(state, {})
    const recordId = record.id.record_id
    const why = candidate.whyNow === "" ? "No signal is active." : candidate.whyNow
    const {before, after} = write
    const entry = {object, recordId, action: "updated", before, after, why, account} as const
    // Before the write: whoever is cut off here finds it written, or writes the same under the same id.
    const isAgain = state.crm.writing === recordId
    const counted = isAgain ? state : countedIn(state, recordId, facts.state)
    const logged = isAgain ? state : await logWrites(counted, [entry], context)
    await context.checkpoint(logged)
    const written = await attio.update(object, recordId, write.values, write.replaces)
    if (written.ok) return next(logged, {})
    const {failure} = written
    if (isUnknownValue(failure)) {
        const lost = await lostSlugs(attio, object, write.values)
        if (lost.ok && lost.value.length > 0) {
            // Nothing was written or counted: the record once more, without what is gone.
            const told = await withLost(state, [{object, slugs: lost.value}], setup, context)
            const again = await refreshRecord({...refreshing, setup: told.setup}, told.state, context)
            return {setup: told.setup, ...again}
        }
    }
    const waiting = waitOrStop(failure, logged, context)
    if (waiting !== null) return waiting
    const noted = withProblem({...state, crm: {...state.crm, writing: null}}, fromAttio(failure.message))
    // A record that was deleted or merged just now, or refuses a value: the others go on.
    if (isOfOneRecord(failure)) return next(noted, {})
    return next(noted, {crm: {...noted.crm, object: "done"}})
}

function countedIn(state: RunState, recordId: string, now: AccountState): RunState {
    const {refreshed, untouched} = state.crm
    const more = now === "quiet_untouched" ? 1 : 0
    const crm = {...state.crm, refreshed: refreshed + 1, untouched: untouched + more, writing: recordId}
    return {...state, crm}
}

/** The state by the signals; a customer stays one, and a deal of ours that nobody has touched is flagged when it falls quiet. */
export function stateNow(
    record: AttioRecord,
    candidate: RouteCandidate,
    shown: AccountState | null,
    {deals}: DealSetup,
): AccountState {
    if (shown === "customer") return shown
    const state = stateOf(candidate)
    if (state !== "quiet" || keyOf(record) === "" || deals === null) return state
    const stage = stageOf(record)
    const isMoved = stage === null || stage.statusId !== deals.stage.status_id
    const isEdited = Object.keys(record.values).some((slug) => isByPerson(cellsOf(record, slug)))
    return isMoved || isEdited ? state : "quiet_untouched"
}

interface Bucket {
    readonly candidates: ReadonlyMap<string, RouteCandidate>
    readonly left: ReadonlyMap<string, LeftAccount>
}

/** Accounts as they stand in this run, read bucket by bucket. */
class AccountsNow {
    private readonly buckets = new Map<number, Bucket>()

    constructor(
        private readonly state: RunState,
        private readonly context: StepContext,
    ) {}

    /** null: routing has written it in this run, or has met a refusal. */
    async of(account: string): Promise<{candidate: RouteCandidate; customer: boolean} | null> {
        const bucket = bucketOf(account, this.state.buckets)
        const known = this.buckets.get(bucket) ?? (await this.read(bucket))
        this.buckets.set(bucket, known)
        const partial = Object.values(this.state.signals).some((progress) => progress.state === "failed")
        const candidate = known.candidates.get(account) ?? quietAccount(account, partial)
        const left = known.left.get(account)
        if (candidate.qualifies && left === undefined) return null
        return {candidate, customer: left?.customer === true}
    }

    private async read(bucket: number): Promise<Bucket> {
        const {store} = this.context
        const found = await store.part<RouteCandidate>("route", "found", bucket)
        const others = await store.part<RouteCandidate>("route", "others", bucket)
        const candidates = new Map([...found, ...others].map((one) => [one.account, one]))
        return {candidates, left: await leftIn(store, bucket)}
    }
}
