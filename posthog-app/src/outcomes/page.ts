import {bucketOf} from "@beton/shared/bucket"
import type {DealFacts} from "@beton/shared/crm/deal-update"

import type {PagePlace} from "../attio/record-pages"
import type {AttioRecord} from "../clients/attio"
import type {RunState} from "../steps/run-state"
import {accountsOf} from "./accounts"
import {factsOf} from "./facts"
import type {TodoDeal} from "./progress"
import {shortHash} from "./setup"
import {counted, moved, type SyncContext, type SyncUnit} from "./unit"

/**
 * Deals without an account are asked about again, because the account may have signed up since: young ones each day, as
 * people look at them, older ones once a week, each on a day of its own so that no day asks about all.
 */
const ASK_AGAIN_DAYS = 7
const YOUNG_DAYS = 30
const DAY_MS = 86_400_000

/**
 * Reads a page of deals and compares it with what was sent before. Deals of the page's time that it no longer holds are
 * noted as gone; whatever did not change costs nothing more.
 */
export const readPage: SyncUnit = async (state, context) => {
    const {deals, stored, known} = context
    const {outcomes: progress} = state
    const {after, pages} = progress
    const found = await deals.page(after)
    if (!found.ok) return {kind: "failed", failure: found.failure, progress}
    const {next} = found.value
    const edge = after === null ? [] : await stored.edge(pages)
    const seen = new Set(edge)
    const records = found.value.records.filter(({id}) => !seen.has(id.record_id))
    const {fingerprint} = await stored.setup()
    const todo: TodoDeal[] = []
    for (const record of records) {
        const deal = await todoOf(record, fingerprint, state, context)
        if (deal !== null) todo.push(deal)
    }
    const here = new Set([...edge, ...records.map(({id}) => id.record_id)])
    const expected =
        deals.attio === null ? [] : await known.between(after?.createdAt ?? null, next?.createdAt ?? null)
    const gone = expected.filter(({id}) => !here.has(id))
    await stored.putTodo(todo)
    await stored.putGone(gone)
    if (next !== null) await stored.putEdge(pages + 1, edgeOf(next.createdAt, after, edge, records))
    return moved(progress, {
        stage: "accounts",
        next,
        pages: pages + 1,
        todo: todo.length,
        read: 0,
        gone: gone.length,
        goneRead: 0,
        counts: counted(progress.counts, {deals: records.length}),
    })
}

/** null: nothing about the deal has to be looked at. */
async function todoOf(
    record: AttioRecord,
    settings: string,
    {as_of: asOf}: RunState,
    {known, config}: SyncContext,
): Promise<TodoDeal | null> {
    const facts = factsOf(record, config)
    const {created_at: createdAt} = record
    const before = await known.of({id: facts.dealId, createdAt})
    const fingerprint = fingerprintOf(facts, settings)
    const deal = {facts, fingerprint, createdAt, known: before}
    if (before?.fingerprint !== fingerprint) return {...deal, because: "changed"}
    if (before.isWatched) return {...deal, because: "untouched"}
    const asksAgain = isYoung(createdAt, asOf) || isDayOf(facts.dealId, asOf)
    const isUnknown = before.account === "" && facts.companyId !== null
    return asksAgain && isUnknown ? {...deal, because: "without_account"} : null
}

function isYoung(createdAt: string, asOf: string): boolean {
    return Date.parse(asOf) - Date.parse(createdAt) < YOUNG_DAYS * DAY_MS
}

function isDayOf(deal: string, asOf: string): boolean {
    return Math.floor(Date.parse(asOf) / DAY_MS) % ASK_AGAIN_DAYS === bucketOf(deal, ASK_AGAIN_DAYS)
}

/** Finds the accounts of the page's deals: one call for their companies, one query for the accounts. */
export const findAccounts: SyncUnit = async (state, context) => {
    const {deals, posthog, stored, config} = context
    const {outcomes: progress, account: source} = state
    if (source === null) throw new Error("Deals are read only after it is known what an account is.")
    const todo = progress.todo === 0 ? [] : await stored.todo()
    const ids = [...new Set(todo.flatMap((deal) => companyToAsk(deal) ?? []))]
    const companies = await deals.companies(ids)
    if (!companies.ok) return {kind: "failed", failure: companies.failure, progress}
    const found = await accountsOf(posthog, config, source, companies.value, state.as_of)
    if (!found.ok) return {kind: "failed", failure: found.failure, progress}
    await stored.putCompanies(found.value)
    return moved(progress, {stage: "read"})
}

/** Deals of Beton's own name their account; their company matters only while nobody has touched them. */
function companyToAsk({facts, known}: TodoDeal): string | null {
    const isSettled = facts.keyAccount !== null && known?.touch !== undefined && known.touch !== null
    return isSettled ? null : facts.companyId
}

/** Of all that a deal's events say. When a score came matters only as before or after the stage. */
function fingerprintOf(facts: DealFacts, settings: string): string {
    const {annotation, stage, ...others} = facts
    const isBefore =
        annotation !== null && stage !== null && Date.parse(annotation.since) < Date.parse(stage.since)
    return shortHash([settings, others, stage, annotation?.account, annotation !== null, isBefore])
}

/** Deals of the instant at which the next page begins; it passes over as many. */
function edgeOf(
    instant: string,
    after: PagePlace | null,
    edge: readonly string[],
    records: readonly AttioRecord[],
): string[] {
    const before = after?.createdAt === instant ? edge : []
    const here = records.filter(({created_at: at}) => at === instant).map(({id}) => id.record_id)
    return [...before, ...here]
}
