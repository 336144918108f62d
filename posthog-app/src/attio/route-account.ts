import {fail, type Failure, type Result, succeed} from "@beton/shared/api/result"
import {companyDomain} from "@beton/shared/company"
import {dealKey} from "@beton/shared/events/ids"

import type {AttioClient, AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import type {RouteCandidate} from "../decided-rows"
import {DEAL} from "./deal-attributes"
import type {DealSetup} from "./deal-setup"
import {newDealValues, scoreValues, stageOf, upToDate} from "./deal-values"

/** A closed Beton deal is left alone this long before a new one may be opened. */
const COOLING_DAYS = 90
const DAY_MS = 86_400_000

/** What is known of the account besides its signals. */
export interface AccountProfile {
    readonly domain: string | null
    readonly name: string | null
}

/** What routing one account came to; every write is described for the audit log (D3). */
export type RouteResult =
    | {
          readonly kind: "created" | "updated" | "annotated" | "unchanged"
          readonly dealId: string
          readonly why: string
      }
    | {readonly kind: "skipped"; readonly reason: string}
    | {readonly kind: "api"; readonly failure: Failure}

/** What would be written for one account; nothing has been written yet. */
export type RoutePlan =
    | {readonly kind: "updated" | "annotated" | "unchanged"; readonly deal: AttioRecord}
    | {
          readonly kind: "create_deal"
          readonly key: string
          readonly name: string
          readonly company: AttioRecord
      }
    | {readonly kind: "create_company"; readonly domain: string; readonly name: string}
    | Extract<RouteResult, {kind: "skipped" | "api"}>

/** One account with everything that routing it depends on. */
export interface Routing {
    readonly attio: AttioClient
    readonly config: Config
    readonly setup: DealSetup
    readonly candidate: RouteCandidate
    readonly profile: AccountProfile
    readonly asOf: string
    readonly mayCreate: boolean
    /** Told before the first write, so that a lost answer is no riddle afterwards. */
    readonly announce: (kind: "created" | "updated" | "annotated") => Promise<void>
}

/** Decides what becomes of one account; reads only (D1, D2, D3). */
export async function planRoute(o: Routing): Promise<RoutePlan> {
    const {attio, config, setup, candidate, asOf} = o
    const prefix = dealKey(config.project, candidate.account, 0).slice(0, -1)
    const own = setup.hasKey
        ? readable(await attio.query("deals", {[DEAL.key]: {$starts_with: prefix}}), setup, true)
        : succeed([])
    if (!own.ok) return {kind: "api", failure: own.failure}
    const ours = own.value.filter((deal) => isNumbered(deal, prefix))
    const open = ours.find((deal) => isOpen(deal, setup))
    if (open !== undefined) return refreshed(open, candidate, "updated")
    const cooling = ours.find(
        (deal) =>
            Date.parse(asOf) - Date.parse(stageOf(deal)?.since ?? deal.created_at) < COOLING_DAYS * DAY_MS,
    )
    if (cooling !== undefined)
        return {kind: "skipped", reason: `a deal closed in the last ${COOLING_DAYS} days`}

    const company = await findCompany(o)
    if (company.kind !== "found") return company
    const ofCompany = await attio.query("deals", {
        associated_company: {
            target_object: {$eq: "companies"},
            target_record_id: {$eq: company.record.id.record_id},
        },
    })
    const others = readable(ofCompany, setup, false)
    if (!others.ok) return {kind: "api", failure: others.failure}
    const foreign = others.value.filter((deal) => isOpen(deal, setup))
    // Written by a run at the same time as this one.
    const twin = foreign.find((deal) => isNumbered(deal, prefix))
    if (twin !== undefined) return refreshed(twin, candidate, "updated")
    // Two accounts of one company would overwrite each other's figures day by day.
    if (foreign.some((deal) => keyOf(deal) !== ""))
        return {kind: "skipped", reason: "another account of the company has an open Beton deal"}
    if (foreign[0] !== undefined) return refreshed(foreign[0], candidate, "annotated")
    if (!o.mayCreate) return CAPPED

    // One more than the highest, not than their number: somebody may have deleted an earlier one.
    const numbers = ours.map((deal) => Number(keyOf(deal).slice(prefix.length)))
    const key = dealKey(config.project, candidate.account, Math.max(0, ...numbers) + 1)
    const name = `${nameOf(company.record) ?? o.profile.name ?? o.profile.domain ?? candidate.account} (PQL)`
    return {kind: "create_deal", key, name, company: company.record}
}

/** Creates or refreshes the one open deal of an account. Repeating it changes nothing. */
export async function routeAccount(o: Routing): Promise<RouteResult> {
    const {attio, candidate, asOf} = o
    let plan = await planRoute(o)
    if (plan.kind === "create_company") {
        await o.announce("created")
        const values = {domains: [{domain: plan.domain}], name: [{value: plan.name}]}
        const created = await attio.create("companies", values)
        // On a conflict another run, or our own lost answer, created it: look again.
        if (!created.ok && created.failure.kind !== "conflict") return {kind: "api", failure: created.failure}
        plan = await planRoute(o)
    }
    switch (plan.kind) {
        case "create_company":
            return {kind: "skipped", reason: "the company that was created is not found yet"}
        case "create_deal":
            return createDeal(o, plan)
        case "unchanged":
            return {kind: "unchanged", dealId: plan.deal.id.record_id, why: "the deal is up to date"}
        case "updated":
        case "annotated": {
            const dealId = plan.deal.id.record_id
            await o.announce(plan.kind)
            const written = await attio.update("deals", dealId, scoreValues(candidate, asOf))
            if (!written.ok) return {kind: "api", failure: written.failure}
            return {kind: plan.kind, dealId, why: candidate.whyNow}
        }
        case "skipped":
        case "api":
            return plan
    }
}

async function createDeal(o: Routing, plan: Extract<RoutePlan, {kind: "create_deal"}>): Promise<RouteResult> {
    const {attio, config, setup, candidate, asOf} = o
    const {key, name, company} = plan
    const values = newDealValues(candidate, asOf, setup, {
        key,
        name,
        companyId: company.id.record_id,
        ownerId: ownerOf(company, config, setup),
    })
    await o.announce("created")
    const created = await attio.create("deals", values)
    if (created.ok) return {kind: "created", dealId: created.value.id.record_id, why: candidate.whyNow}
    if (created.failure.kind !== "conflict") return {kind: "api", failure: created.failure}
    // Another run, or our own lost answer, created it: take that one.
    const again = await attio.query("deals", {[DEAL.key]: {$eq: key}})
    if (!again.ok) return {kind: "api", failure: again.failure}
    const theirs = again.value[0]
    if (theirs === undefined) return {kind: "api", failure: created.failure}
    if (upToDate(theirs, candidate))
        return {kind: "unchanged", dealId: theirs.id.record_id, why: "the deal is up to date"}
    const written = await attio.update("deals", theirs.id.record_id, scoreValues(candidate, asOf))
    if (!written.ok) return {kind: "api", failure: written.failure}
    return {kind: "updated", dealId: theirs.id.record_id, why: candidate.whyNow}
}

function refreshed(deal: AttioRecord, candidate: RouteCandidate, kind: "updated" | "annotated"): RoutePlan {
    return {kind: upToDate(deal, candidate) ? "unchanged" : kind, deal}
}

const CAPPED = {kind: "skipped", reason: "the daily cap is reached"} as const

type Found =
    | {readonly kind: "found"; readonly record: AttioRecord}
    | Extract<RoutePlan, {kind: "skipped" | "api" | "create_company"}>

/** Company by explicit mapping, then by domain (full, then root). More than one match is nobody's guess. */
async function findCompany(o: Routing): Promise<Found> {
    const {attio, config, candidate, profile} = o
    // Somebody may send events for an account "constructor".
    const mapped = new Map(Object.entries(config.settings.account_map)).get(candidate.account)
    const domain = companyDomain(mapped ?? profile.domain, {
        freeMail: config.settings.free_mail_domains,
        internal: config.settings.internal_domains,
    })
    if (!domain.ok) return {kind: "skipped", reason: DOMAIN_PROBLEMS[domain.problem]}
    const {domain: full, root} = domain.value
    for (const wanted of full === root ? [full] : [full, root]) {
        const matches = await attio.query("companies", {domains: {domain: {$eq: wanted}}}, 10)
        if (!matches.ok) return {kind: "api", failure: matches.failure}
        if (matches.value.length > 1)
            return {kind: "skipped", reason: "several companies in the CRM have this domain"}
        const record = matches.value[0]
        if (record !== undefined) return {kind: "found", record}
    }
    if (config.settings.routing.unresolved === "skip")
        return {kind: "skipped", reason: "no company in the CRM has this domain"}
    if (!o.mayCreate) return CAPPED
    return {kind: "create_company", domain: full, name: profile.name ?? root}
}

const DOMAIN_PROBLEMS = {
    empty: "the account has no domain",
    not_a_domain: "the account's domain is not a web domain",
    free_mail: "the domain is a free-mail provider's",
    internal: "the domain is your own",
} as const

/**
 * Deals always stand in a stage of the workspace, and those that were found by their key have one: else the answer is
 * not to be built on.
 */
function readable(
    deals: Result<AttioRecord[]>,
    {openStages, closedStages}: DealSetup,
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

function isOpen(deal: AttioRecord, setup: DealSetup): boolean {
    const stage = stageOf(deal)
    return stage !== null && setup.openStages.includes(stage.statusId)
}

/** "project:account:" followed by nothing but a number: another account's key may start with the same text. */
function isNumbered(deal: AttioRecord, prefix: string): boolean {
    const key = keyOf(deal)
    return key.startsWith(prefix) && /^\d+$/.test(key.slice(prefix.length))
}

/** The deal's Beton key; '' for a deal that is not ours. */
function keyOf(deal: AttioRecord): string {
    const key = deal.values[DEAL.key]?.[0]?.value
    return typeof key === "string" ? key : ""
}

function nameOf(company: AttioRecord): string | null {
    const name = company.values.name?.[0]?.value
    return typeof name === "string" && name !== "" ? name : null
}

function ownerOf(company: AttioRecord, config: Config, setup: DealSetup): string {
    const strongest = company.values.strongest_connection_user?.[0]?.referenced_actor_id
    const usable = typeof strongest === "string" && setup.activeMembers.includes(strongest)
    return config.settings.routing.owner.rule === "company_owner" && usable ? strongest : setup.fallbackOwner
}
