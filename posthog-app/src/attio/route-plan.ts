import {fail, type Failure, type Result, succeed} from "@beton/shared/api/result"
import {conditionWords, misfits} from "@beton/shared/crm/fit-gate"
import {dealKey} from "@beton/shared/events/ids"

import type {AttioClient, AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import {forAudience, type RouteCandidate} from "../decided-rows"
import type {AccountProfile} from "../profiles"
import type {Proof} from "../proof"
import {companyIdOf, isOpen, keyOf, plainValues, stageOf, textOf} from "./cells"
import {accountRef, type CrmObject, DEAL} from "./deal-attributes"
import type {DealSetup, DealStages} from "./deal-setup"
import type {FieldSetup} from "./field-setup"
import {findCompany} from "./find-company"
import {allRecords} from "./record-pages"
import {isCustomer, isEngaged, ownSuppression, saidNotUseful, type Suppression} from "./suppression"

const DAY_MS = 86_400_000

/** One account with everything that routing it depends on. */
export interface Routing {
    readonly attio: AttioClient
    readonly config: Config
    readonly setup: DealSetup
    readonly candidate: RouteCandidate
    readonly profile: AccountProfile
    readonly proof: Proof | null
    readonly asOf: string
    /** Page of the account in PostHog; null where it has none. */
    readonly link: string | null
    /** The daily cap leaves room for another new record, or another deal that is opened again. */
    readonly mayCreate: boolean
    /** Deals made by earlier runs and this one: whose turn it is among the owners. */
    readonly made: number
    /** Told before each write, so that a lost answer is no riddle afterwards. */
    readonly announce: (write: PlannedWrite) => Promise<void>
    /** Told of attributes that are gone since the run looked. */
    readonly lost: (object: CrmObject, slugs: readonly string[]) => void
}

/** What a write does to its record. */
export type WriteAction = "created" | "updated" | "annotated" | "reopened"

/** A write that is about to be sent: everything the audit log will say of it (D3). */
export interface PlannedWrite {
    readonly object: "deals" | "companies"
    /** null: the record is being created. */
    readonly recordId: string | null
    readonly action: WriteAction
    readonly before: Readonly<Record<string, unknown>>
    readonly after: Readonly<Record<string, unknown>>
    readonly why: string
    /** Sales has not been told about the account before. */
    readonly isNew: boolean
}

/** What would be done for one account; nothing has been written yet. */
export type RoutePlan =
    /** updated, annotated: an open deal, ours or of another source. reopened: our lost one, after the cooling period. */
    | {
          readonly kind: "updated" | "annotated" | "reopened"
          readonly deal: AttioRecord
          readonly company: AttioRecord | null
          /** The account without the signals that are not about it (H3). */
          readonly heard: RouteCandidate
      }
    | {
          readonly kind: "create_deal"
          readonly key: string
          readonly name: string
          readonly company: AttioRecord
          readonly heard: RouteCandidate
      }
    | {readonly kind: "company"; readonly company: AttioRecord; readonly heard: RouteCandidate}
    | {readonly kind: "create_company"; readonly domain: string; readonly name: string}
    | Left
    | {readonly kind: "api"; readonly failure: Failure}

/** Nothing is routed; a company that Beton wrote to before still gets its fields. */
export interface Left {
    readonly kind: "skipped"
    readonly reason: string
    readonly customer?: true
    readonly company?: AttioRecord
    /** Places of the conditions of the fit gate that are not met. */
    readonly misfits?: readonly number[]
}

const skipped = (reason: string, more: Omit<Left, "kind" | "reason"> = {}): Left => ({
    kind: "skipped",
    reason,
    ...more,
})
const suppressed = ({reason, customer}: Suppression, company?: AttioRecord): Left =>
    skipped(reason, {
        ...(customer === undefined ? {} : {customer}),
        ...(company === undefined ? {} : {company}),
    })
const CAPPED = skipped("the daily cap is reached")

/** Decides what becomes of one account; reads only (D1, D2, D3, D6, H3). */
export async function planRoute(o: Routing): Promise<RoutePlan> {
    const {attio, config, setup, candidate, profile} = o
    const own = ownSuppression({...profile, key: candidate.account}, config)
    if (own !== null) return suppressed(own)
    const ours = await ownDeals(o)
    if (!ours.ok) return {kind: "api", failure: ours.failure}
    const {deals: stages} = setup
    const open = stages === null ? undefined : ours.value.find((deal) => isOpen(deal, stages))
    if (open !== undefined) {
        const company = await companyOf(attio, open)
        return company.ok
            ? {kind: "updated", deal: open, company: company.value, heard: heardBy(o, false)}
            : {kind: "api", failure: company.failure}
    }
    const found = await findCompany(attio, {key: candidate.account, ...profile}, config)
    if (!found.ok) return {kind: "api", failure: found.failure}
    const {record: company} = found.value
    if (company === null) {
        if (found.value.kind !== "unresolved" || found.value.newCompany === null)
            return skipped(found.value.reason)
        if (config.settings.routing.unresolved === "skip") return skipped(found.value.reason)
        // Whoever is no prospect needs no company either.
        if (isLeftOut(o)) return suppressed({reason: "it is a customer already", customer: true})
        const gated = gateOf(o, heardBy(o, false), null)
        if (gated !== null) return gated
        if (!o.mayCreate) return CAPPED
        const {domain, name} = found.value.newCompany
        return {kind: "create_company", domain, name: profile.name ?? name}
    }
    return planForCompany(o, ours.value, company)
}

function isLeftOut({profile, config}: Pick<Routing, "profile" | "config">): boolean {
    return isCustomer(profile, config) && config.settings.routing.suppress.existing_customers
}

async function planForCompany(
    o: Routing,
    ours: readonly AttioRecord[],
    company: AttioRecord,
): Promise<RoutePlan> {
    const {config, setup, asOf, candidate} = o
    const {routing} = config.settings
    const deals = await dealsOfCompany(o, company)
    if (!deals.ok) return {kind: "api", failure: deals.failure}
    const {deals: stages} = setup
    const open = stages === null ? [] : deals.value.filter((deal) => isOpen(deal, stages))
    const prefix = keyPrefix(o)
    // Written by a run at the same time as this one.
    const twin = open.find((deal) => isNumbered(deal, prefix))
    if (twin !== undefined) return {kind: "updated", deal: twin, company, heard: heardBy(o, false)}
    const ref = accountRef(config.project, candidate.account)
    const shown = textOf(company, DEAL.account)
    // Two accounts of one company would overwrite each other's figures day by day.
    if (open.some((deal) => keyOf(deal) !== "" && !isNumbered(deal, prefix)))
        return skipped("another account of the company has an open Beton deal")
    if (
        routing.target !== "deal" &&
        shown !== "" &&
        shown !== ref &&
        !isQuiet(company, setup.fields.companies)
    )
        return skipped("another account of the company is shown there already", {company})

    // Somebody else's deal that shows this account says as much about it as one of ours.
    const shows = (deal: AttioRecord): boolean => textOf(deal, DEAL.account) === ref
    const earlier = [...ours, ...deals.value.filter((deal) => keyOf(deal) === "" && shows(deal))]
    const feedback = saidNotUseful([company, ...earlier], asOf, config)
    if (feedback !== null) return suppressed(feedback, company)
    const won =
        stages !== null &&
        deals.value.some((deal) => stages.wonStages.includes(stageOf(deal)?.statusId ?? ""))
    const customer = isCustomer(o.profile, config) || won
    if (customer && routing.suppress.existing_customers)
        return suppressed({reason: "it is a customer already", customer: true}, company)
    const heard = heardBy(o, customer)
    const gated = gateOf(o, heard, company)
    if (gated !== null) return gated
    if (routing.target !== "deal") return {kind: "company", company, heard}
    const foreign = open[0]
    if (foreign !== undefined) {
        const taken = textOf(foreign, DEAL.account)
        if (taken !== "" && taken !== ref && !isQuiet(foreign, setup.fields.deals))
            return skipped("another account of the company is shown on its deal already")
        return {kind: "annotated", deal: foreign, company, heard}
    }
    const isClosed = (deal: AttioRecord): boolean => stages === null || !isOpen(deal, stages)
    const closed = coolingOf(earlier.filter(isClosed), o)
    if (closed.kind === "cooling")
        return skipped(`a deal closed in the last ${routing.cooling_days} days`, {company})
    if (isEngaged(company, asOf, config))
        return skipped(
            `somebody of your team was in touch with the company in the last ${routing.suppress.engaged_within_days} days`,
            {company},
        )
    if (!o.mayCreate) return {...CAPPED, company}
    if (closed.kind === "reopen") return {kind: "reopened", deal: closed.deal, company, heard}
    // One more than the highest, not than their number: somebody may have deleted an earlier one.
    const numbers = ours.map((deal) => Number(keyOf(deal).slice(prefix.length)))
    const key = dealKey(config.project, candidate.account, Math.max(0, ...numbers) + 1)
    const name = `${textOf(company, "name") || o.profile.name || o.profile.domain || candidate.account} (PQL)`
    return {kind: "create_deal", key, name, company, heard}
}

/** Why the account is not for sales; null: it is. A company that is yet to be made has no attributes. */
function gateOf(o: Routing, heard: RouteCandidate, company: AttioRecord | null): Left | null {
    const {fit} = o.config.settings.routing
    const more = company === null ? {} : {company}
    if (!heard.qualifies) return skipped("its signals are not about customers", more)
    const missed = misfits(fit, ({on, field}) => {
        if (on !== "company") return propertyOf(o.profile, field)
        return company === null ? [] : plainValues(company, field)
    })
    if (missed.length === 0) return null
    const words = missed.flatMap((i) => fit[i] ?? []).map(conditionWords)
    return skipped(`the fit gate asks that ${words.join(" and ")}`, {...more, misfits: missed})
}

function heardBy({candidate, profile, config}: Routing, won: boolean): RouteCandidate {
    const customer = won || isCustomer(profile, config)
    return forAudience(candidate, customer ? "customer" : "prospect", config.threshold)
}

/** The account's deal that was closed last: still cooling, to be opened again (only ours), or over. */
function coolingOf(
    closed: readonly AttioRecord[],
    {asOf, config, setup}: Routing,
): {readonly kind: "cooling" | "none"} | {readonly kind: "reopen"; readonly deal: AttioRecord} {
    const {cooling_days: days, after_lost: after} = config.settings.routing
    const closedAt = (deal: AttioRecord): number => Date.parse(stageOf(deal)?.since ?? deal.created_at)
    const [latest] = [...closed].sort((a, b) => closedAt(b) - closedAt(a))
    if (latest === undefined) return {kind: "none"}
    if (Date.parse(asOf) - closedAt(latest) < days * DAY_MS) return {kind: "cooling"}
    const isWon = setup.deals?.wonStages.includes(stageOf(latest)?.statusId ?? "") === true
    return after === "reopen" && !isWon && keyOf(latest) !== ""
        ? {kind: "reopen", deal: latest}
        : {kind: "none"}
}

/** The account that a record shows has fallen quiet: another one may take its place. */
function isQuiet(record: AttioRecord, fields: FieldSetup | null): boolean {
    const slug = fields?.mapping.score?.slug
    return slug === undefined || plainValues(record, slug)[0] === 0
}

function propertyOf({properties}: AccountProfile, field: string): string[] {
    const value = new Map(Object.entries(properties)).get(field)
    return value === undefined ? [] : [value]
}

function keyPrefix({config, candidate}: Routing): string {
    return dealKey(config.project, candidate.account, 0).slice(0, -1)
}

/** All deals that Beton made for the account. */
async function ownDeals(o: Routing): Promise<Result<readonly AttioRecord[]>> {
    const {attio, setup} = o
    if (setup.deals === null || !setup.hasKey) return succeed([])
    const prefix = keyPrefix(o)
    const found = await allRecords(attio, "deals", {[DEAL.key]: {$starts_with: prefix}})
    const deals = readable(found, setup.deals, true)
    return deals.ok ? succeed(deals.value.filter((deal) => isNumbered(deal, prefix))) : deals
}

async function dealsOfCompany(
    {attio, setup}: Routing,
    company: AttioRecord,
): Promise<Result<readonly AttioRecord[]>> {
    if (setup.deals === null) return succeed([])
    const found = await allRecords(attio, "deals", {
        associated_company: {
            target_object: {$eq: "companies"},
            target_record_id: {$eq: company.id.record_id},
        },
    })
    return readable(found, setup.deals, false)
}

/** The company of a deal; null where it has none, or the company was deleted or merged into another. */
async function companyOf(attio: AttioClient, deal: AttioRecord): Promise<Result<AttioRecord | null>> {
    const id = companyIdOf(deal)
    if (id === null) return succeed(null)
    const company = await attio.record("companies", id)
    return company.ok || company.failure.kind !== "not_found" ? company : succeed(null)
}

/**
 * Deals always stand in a stage of the workspace, and those that were found by their key have one: else the answer is
 * not to be built on.
 */
function readable(
    deals: Result<AttioRecord[]>,
    {openStages, closedStages}: DealStages,
    byKey: boolean,
): Result<AttioRecord[]> {
    if (!deals.ok) return deals
    for (const deal of deals.value) {
        const stage = stageOf(deal)
        const wrong =
            stage === null
                ? "without its stage"
                : ![...openStages, ...closedStages].includes(stage.statusId)
                  ? "in a stage that deals do not have"
                  : byKey && keyOf(deal) === ""
                    ? `without its ${DEAL.key}`
                    : null
        if (wrong !== null) return fail("unreadable", `Attio's answer has a deal ${wrong}.`, "deal")
    }
    return deals
}

/** "project:account:" followed by nothing but a number: another account's key may start with the same text. */
function isNumbered(deal: AttioRecord, prefix: string): boolean {
    const key = keyOf(deal)
    return key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length))
}
