import type {Failure} from "@beton/shared/api/result"
import {companyDomain} from "@beton/shared/company"
import {dealKey} from "@beton/shared/events/ids"

import type {AttioClient, AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import type {RouteCandidate} from "../steps/decide"
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

/** Creates or refreshes the one open deal of an account (D1, D2, D3). Repeating it changes nothing. */
export async function routeAccount(o: {
    readonly attio: AttioClient
    readonly config: Config
    readonly setup: DealSetup
    readonly candidate: RouteCandidate
    readonly profile: AccountProfile
    readonly asOf: string
    readonly mayCreate: boolean
}): Promise<RouteResult> {
    const {attio, config, setup, candidate, asOf} = o
    const prefix = dealKey(config.project, candidate.account, 0).slice(0, -1)
    const own = await attio.query("deals", {[DEAL.key]: {$starts_with: prefix}})
    if (!own.ok) return {kind: "api", failure: own.failure}
    const ours = own.value.filter((deal) => isNumbered(deal, prefix))
    const open = ours.find((deal) => isOpen(deal, setup))
    if (open !== undefined) return refresh(attio, open, candidate, asOf, "updated")
    const cooling = ours.find(
        (deal) =>
            Date.parse(asOf) - Date.parse(stageOf(deal)?.since ?? deal.created_at) < COOLING_DAYS * DAY_MS,
    )
    if (cooling !== undefined)
        return {kind: "skipped", reason: `a deal closed in the last ${COOLING_DAYS} days`}

    const company = await findCompany(o)
    if (company.kind !== "found") return company
    const others = await attio.query("deals", {
        associated_company: {
            target_object: {$eq: "companies"},
            target_record_id: {$eq: company.record.id.record_id},
        },
    })
    if (!others.ok) return {kind: "api", failure: others.failure}
    const foreign = others.value.filter((deal) => isOpen(deal, setup))
    // Written by a run at the same time as this one.
    const twin = foreign.find((deal) => isNumbered(deal, prefix))
    if (twin !== undefined) return refresh(attio, twin, candidate, asOf, "updated")
    // Two accounts of one company would overwrite each other's figures day by day.
    if (foreign.some((deal) => keyOf(deal) !== ""))
        return {kind: "skipped", reason: "another account of the company has an open Beton deal"}
    if (foreign[0] !== undefined) return refresh(attio, foreign[0], candidate, asOf, "annotated")
    if (!o.mayCreate) return CAPPED

    // One more than the highest, not than their number: somebody may have deleted an earlier one.
    const numbers = ours.map((deal) => Number(keyOf(deal).slice(prefix.length)))
    const key = dealKey(config.project, candidate.account, Math.max(0, ...numbers) + 1)
    const name = `${nameOf(company.record) ?? o.profile.name ?? o.profile.domain ?? candidate.account} (PQL)`
    const values = newDealValues(candidate, asOf, setup, {
        key,
        name,
        companyId: company.record.id.record_id,
        ownerId: ownerOf(company.record, config, setup),
    })
    const created = await attio.create("deals", values)
    if (created.ok) return {kind: "created", dealId: created.value.id.record_id, why: candidate.whyNow}
    if (created.failure.kind !== "conflict") return {kind: "api", failure: created.failure}
    // Another run, or our own lost answer, created it: take that one.
    const again = await attio.query("deals", {[DEAL.key]: {$eq: key}})
    if (!again.ok) return {kind: "api", failure: again.failure}
    const theirs = again.value[0]
    if (theirs === undefined) return {kind: "api", failure: created.failure}
    return refresh(attio, theirs, candidate, asOf, "updated")
}

async function refresh(
    attio: AttioClient,
    deal: AttioRecord,
    candidate: RouteCandidate,
    asOf: string,
    kind: "updated" | "annotated",
): Promise<RouteResult> {
    const dealId = deal.id.record_id
    if (upToDate(deal, candidate)) return {kind: "unchanged", dealId, why: "the deal is up to date"}
    const written = await attio.update("deals", dealId, scoreValues(candidate, asOf))
    if (!written.ok) return {kind: "api", failure: written.failure}
    return {kind, dealId, why: candidate.whyNow}
}

const CAPPED = {kind: "skipped", reason: "the daily cap is reached"} as const

type Found = {readonly kind: "found"; readonly record: AttioRecord} | RouteResult

/** Company by explicit mapping, then by domain (full, then root). More than one match is nobody's guess. */
async function findCompany(o: Parameters<typeof routeAccount>[0]): Promise<Found> {
    const {attio, config, candidate, profile} = o
    const mapped = config.settings.account_map[candidate.account]
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
    const name = profile.name ?? root
    const created = await attio.create("companies", {domains: [{domain: full}], name: [{value: name}]})
    if (created.ok) return {kind: "found", record: created.value}
    if (created.failure.kind !== "conflict") return {kind: "api", failure: created.failure}
    // Another run, or our own lost answer, created it.
    const again = await attio.query("companies", {domains: {domain: {$eq: full}}}, 1)
    if (!again.ok) return {kind: "api", failure: again.failure}
    const theirs = again.value[0]
    return theirs === undefined ? {kind: "api", failure: created.failure} : {kind: "found", record: theirs}
}

const DOMAIN_PROBLEMS = {
    empty: "the account has no domain",
    not_a_domain: "the account's domain is not a web domain",
    free_mail: "the domain is a free-mail provider's",
    internal: "the domain is your own",
} as const

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
