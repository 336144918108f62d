import type {Failure, FailureKind, Result} from "@beton/shared/api/result"
import {ACCOUNT_STATES} from "@beton/shared/crm/account-state"
import {ownerBy} from "@beton/shared/crm/owner-rule"

import type {AttioRecord, WriteValues} from "../clients/attio"
import type {RouteCandidate} from "../decided-rows"
import {type AccountFacts, changedFields, factsOf, newFields} from "./account-fields"
import {cellsOf, keyOf, plainValues, textOf} from "./cells"
import {accountRef, DEAL} from "./deal-attributes"
import {type Left, type PlannedWrite, planRoute, type RoutePlan, type Routing, type WriteAction} from "./route-plan" // prettier-ignore
import {without, writeRecord} from "./write-record"

/** What routing one account came to. */
export type RouteResult =
    | {
          readonly kind: "created" | "updated" | "annotated" | "reopened" | "unchanged"
          /** null: the target is not a deal. */
          readonly deal: AttioRecord | null
          readonly company: AttioRecord | null
          /** Sales has not been told about it before. */
          readonly isNew: boolean
          readonly why: string
          /** The account as sales should see it. */
          readonly heard: RouteCandidate
          /** Something beside the point that went wrong, as a sentence. */
          readonly note?: string
      }
    | Left
    | {readonly kind: "api"; readonly failure: Failure}

type Routed = Extract<RouteResult, {readonly heard: RouteCandidate}>

/** Refusals that concern the company's fields only: the deal stands. */
const COMPANY_ONLY: ReadonlySet<FailureKind> = new Set(["refused", "conflict", "not_found", "unreadable"])

/** Creates or refreshes what the CRM says of an account. Repeating it changes nothing. */
export async function routeAccount(o: Routing): Promise<RouteResult & {readonly madeCompany?: true}> {
    const plan = await planRoute(o)
    if (plan.kind !== "create_company") return routePlanned(o, plan)
    const failure = await createCompany(o, plan)
    if (failure !== null) return {kind: "api", failure}
    return {...(await routePlanned(o, await planRoute(o))), madeCompany: true}
}

async function routePlanned(o: Routing, plan: RoutePlan): Promise<RouteResult> {
    switch (plan.kind) {
        case "create_company":
            return {kind: "skipped", reason: "the company that was created is not found yet"}
        case "api":
            return plan
        case "skipped":
            return leave(o, plan)
        case "create_deal":
            return createDeal(o, plan)
        case "company":
            return writeCompany(o, plan)
        case "updated":
        case "annotated":
        case "reopened":
            return writeDeal(o, plan)
    }
}

/** Whether an open deal and its company say already what would be written; for a dry run. */
export function isUpToDate(
    o: Routing,
    {deal, company, heard}: Extract<RoutePlan, {kind: "updated" | "annotated" | "reopened"}>,
): boolean {
    const facts = factsFor(o, heard)
    const {deals, companies} = o.setup.fields
    const dealIs = deals === null || changedFields(deal, facts, deals) === null
    return (
        dealIs &&
        (company === null || companies === null || changedFields(company, facts, companies) === null)
    )
}

function factsFor(o: Routing, candidate: RouteCandidate): AccountFacts {
    return factsOf(candidate, {
        project: o.config.project,
        asOf: o.asOf,
        threshold: o.config.threshold,
        proof: o.proof,
        contractValue: o.config.settings.average_contract_value,
        link: o.link,
    })
}

async function createCompany(
    {attio, announce, candidate}: Routing,
    {domain, name}: Extract<RoutePlan, {kind: "create_company"}>,
): Promise<Failure | null> {
    await announce({
        object: "companies",
        recordId: null,
        action: "created",
        before: {},
        after: {domains: domain, name},
        why: `The CRM had no company for ${candidate.account}.`,
        isNew: false,
    })
    const created = await attio.create("companies", {domains: [{domain}], name: [{value: name}]})
    // On a conflict another run, or our own lost answer, created it: it is found when looked for again.
    return created.ok || created.failure.kind === "conflict" ? null : created.failure
}

async function createDeal(o: Routing, plan: Extract<RoutePlan, {kind: "create_deal"}>): Promise<RouteResult> {
    const {attio, setup} = o
    const {key, name, company, heard} = plan
    if (setup.deals === null || setup.fields.deals === null)
        throw new Error("A deal is made only where deals are switched on.")
    const fields = newFields(factsFor(o, heard), setup.fields.deals)
    // Stage, owner and value belong to the sales team afterwards and are never sent again.
    const values: WriteValues = {
        ...fields.values,
        name: [{value: name}],
        stage: [{status: setup.deals.stage.status_id}],
        owner: [{referenced_actor_type: "workspace-member", referenced_actor_id: ownerOf(o, company)}],
        associated_company: [{target_object: "companies", target_record_id: company.id.record_id}],
        [DEAL.key]: [{value: key}],
        [setup.deals.leadSource.slug]: [leadSourceCell(setup.deals.leadSource)],
    }
    const after = {...fields.after, name, stage: setup.deals.stage.title, [DEAL.key]: key}
    const why = heard.whyNow
    const planned = {object: "deals", recordId: null, action: "created", before: {}, after, why} as const
    const created = await announced(o, {...planned, isNew: true}, values)
    if (created.ok)
        return withCompany(o, {kind: "created", deal: created.value, company, isNew: true, why, heard})
    if (created.failure.kind !== "conflict") return {kind: "api", failure: created.failure}
    // Another run, or our own lost answer, created it: take that one.
    const again = await attio.query("deals", {[DEAL.key]: {$eq: key}})
    if (!again.ok) return {kind: "api", failure: again.failure}
    const theirs = again.value[0]
    if (theirs === undefined) return {kind: "api", failure: created.failure}
    return writeDeal(o, {kind: "updated", deal: theirs, company, heard})
}

async function writeDeal(
    o: Routing,
    {kind, deal, company, heard}: Extract<RoutePlan, {kind: "updated" | "annotated" | "reopened"}>,
): Promise<RouteResult> {
    const {setup} = o
    const dealId = deal.id.record_id
    const isFirst = kind === "annotated" && textOf(deal, DEAL.account) === ""
    const isNew = kind === "reopened" || isFirst || isMarkedInThisRun(o, deal)
    const why = heard.whyNow
    const fields =
        setup.fields.deals === null ? null : changedFields(deal, factsFor(o, heard), setup.fields.deals)
    if (fields === null && kind !== "reopened") {
        const fine = {kind: "unchanged", isNew, why: "the deal is up to date"} as const
        return withCompany(o, {...fine, deal, company, heard})
    }
    const stage = kind === "reopened" && setup.deals !== null ? setup.deals.stage : null
    const values: WriteValues = {
        ...fields?.values,
        ...(stage === null ? {} : {stage: [{status: stage.status_id}]}),
    }
    const after = {...fields?.after, ...(stage === null ? {} : {stage: stage.title})}
    const before = fields?.before ?? {}
    const planned = {object: "deals", recordId: dealId, action: kind, before, after, why, isNew} as const
    const written = await announced(o, planned, values, fields?.replaces)
    if (!written.ok) return {kind: "api", failure: written.failure}
    return withCompany(o, {kind, deal: written.value, company, isNew, why, heard})
}

/** The company's own fields, beside a deal. */
async function withCompany(o: Routing, result: Routed): Promise<RouteResult> {
    const {company, heard} = result
    if (company === null) return result
    const written = await writeFields(o, company, factsFor(o, heard), "updated", false)
    if (!written.ok && COMPANY_ONLY.has(written.failure.kind))
        return {...result, note: `The company's fields could not be written: ${written.failure.message}`}
    if (!written.ok) return {kind: "api", failure: written.failure}
    const kind = written.wrote && result.kind === "unchanged" ? "updated" : result.kind
    return {...result, kind, company: written.record}
}

/** Target "company" or "task": the company's fields are all there is. */
async function writeCompany(
    o: Routing,
    {company, heard}: Extract<RoutePlan, {kind: "company"}>,
): Promise<RouteResult> {
    const slug = o.setup.fields.companies?.mapping.state?.slug
    const before = slug === undefined ? undefined : plainValues(company, slug)[0]
    const isFirst = textOf(company, DEAL.account) === ""
    const isNew = isFirst || (slug !== undefined && before !== ACCOUNT_STATES.hot)
    const action = isFirst ? "annotated" : "updated"
    const written = await writeFields(o, company, factsFor(o, heard), action, isNew)
    if (!written.ok) return {kind: "api", failure: written.failure}
    const kind = written.wrote ? action : "unchanged"
    return {
        kind,
        deal: null,
        company: written.record,
        isNew: (isNew && written.wrote) || isMarkedInThisRun(o, company),
        why: heard.whyNow,
        heard,
    }
}

/** An account that is not routed: a company that showed it before must not go on promising what is over. */
async function leave(o: Routing, left: Left): Promise<RouteResult> {
    const {company} = left
    const ref = accountRef(o.config.project, o.candidate.account)
    if (company === undefined || textOf(company, DEAL.account) !== ref) return left
    const facts = factsFor(o, o.candidate)
    const shown = left.customer === true ? ({...facts, state: "customer"} as const) : facts
    const written = await writeFields(o, company, shown, "updated", false)
    return written.ok || COMPANY_ONLY.has(written.failure.kind)
        ? left
        : {kind: "api", failure: written.failure}
}

type Written =
    | {readonly ok: true; readonly wrote: boolean; readonly record: AttioRecord}
    | {readonly ok: false; readonly failure: Failure}

async function writeFields(
    o: Routing,
    company: AttioRecord,
    facts: AccountFacts,
    action: WriteAction,
    isNew: boolean,
): Promise<Written> {
    const {setup} = o
    const unchanged: Written = {ok: true, wrote: false, record: company}
    if (setup.fields.companies === null) return unchanged
    // Another account of the same company is shown there: its figures stay, unless this one is for sales.
    const shown = textOf(company, DEAL.account)
    const ref = accountRef(facts.project, facts.candidate.account)
    if (shown !== "" && shown !== ref && facts.state !== "hot") return unchanged
    const fields = changedFields(company, facts, setup.fields.companies)
    if (fields === null) return unchanged
    const recordId = company.id.record_id
    const {before, after} = fields
    const why = facts.candidate.whyNow
    const planned = {object: "companies", recordId, action, before, after, why, isNew} as const
    const written = await announced(o, planned, fields.values, fields.replaces)
    return written.ok ? {ok: true, wrote: true, record: written.value} : {ok: false, failure: written.failure}
}

/**
 * A record that got its account from a try of this run which storage has lost: nobody may have been told of it yet. What
 * was told is found again by the task, and by the webhook's id.
 */
function isMarkedInThisRun({config, candidate, asOf}: Routing, record: AttioRecord): boolean {
    const [cell] = cellsOf(record, DEAL.account)
    const {value, active_from: marked} = cell ?? {}
    // Our own deal is new when it was made; an older version's may lack the mark.
    const since = keyOf(record) === "" ? marked : record.created_at
    return (
        value === accountRef(config.project, candidate.account) &&
        typeof since === "string" &&
        Date.parse(since) >= Date.parse(asOf)
    )
}

/** Announces a write and sends it; what turns out to be lost is announced anew, without it. */
async function announced(
    {attio, announce, lost}: Routing,
    planned: PlannedWrite,
    values: WriteValues,
    replaces = false,
): Promise<Result<AttioRecord>> {
    await announce(planned)
    return writeRecord(attio, {...planned, replaces}, values, async (slugs) => {
        lost(planned.object, slugs)
        const {before, after} = planned
        await announce({...planned, before: without(before, slugs), after: without(after, slugs)})
    })
}

function leadSourceCell({type, value}: {readonly type: "select" | "text"; readonly value: string}) {
    return type === "select" ? {option: value} : {value}
}

function ownerOf({config, setup, made}: Routing, company: AttioRecord): string {
    const strongest = cellsOf(company, "strongest_connection_user")[0]?.referenced_actor_id
    const usable = typeof strongest === "string" && setup.activeMembers.includes(strongest)
    const {rule} = config.settings.routing.owner
    const turn = {rule, members: setup.owners, fallback: setup.fallbackOwner}
    return ownerBy(turn, usable ? strongest : null, made)
}
