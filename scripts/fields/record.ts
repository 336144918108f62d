import {groupPage} from "@beton/posthog-app/account-page"
import {type AccountFacts, factsOf} from "@beton/posthog-app/attio/account-fields"
import {companyIdOf, isOpen, keyOf, plainValues, stageOf, textOf} from "@beton/posthog-app/attio/cells"
import {accountRef, type CrmObject, DEAL} from "@beton/posthog-app/attio/deal-attributes"
import type {DealSetup} from "@beton/posthog-app/attio/deal-setup"
import {isCustomer} from "@beton/posthog-app/attio/suppression"
import type {AttioClient, AttioRecord} from "@beton/posthog-app/clients/attio"
import {forAudience} from "@beton/posthog-app/decided-rows"
import {accountsOf, companiesNow} from "@beton/posthog-app/outcomes/accounts"
import {stateNow} from "@beton/posthog-app/steps/refresh"
import {companyDomain} from "@beton/shared/company"
import {stateNamed, stateOf} from "@beton/shared/crm/account-state"

import {UsageError, WorkError} from "../cli/errors"
import {valueOf} from "../cli/value-of"
import type {AccountNow} from "./account-now"
import {type FieldSession} from "./session"

/** A record of the CRM and the account whose fields it shows, or would show. */
export interface SubjectRecord {
    readonly object: CrmObject
    readonly record: AttioRecord
    readonly account: string
    /** Beton has written to it before. */
    readonly isKnown: boolean
}

const RECORD_ID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Whether a text has the form of a record's id. */
export const isRecordId = (text: string): boolean => RECORD_ID.test(text)

/** The record of an id, or the company of a domain. @throws UsageError, WorkError with a sentence */
export async function subjectRecord(session: FieldSession, text: string): Promise<SubjectRecord> {
    const found = isRecordId(text) ? await byId(session.attio, text) : await byDomain(session.attio, text)
    const shown = textOf(found.record, DEAL.account)
    const prefix = accountRef(session.config.project, "")
    if (shown !== "" && !shown.startsWith(prefix))
        throw new WorkError(`The ${nameOf(found.object)} shows an account of another PostHog project; Beton leaves it to that one.`)
    const account = shown === "" ? await accountOf(session, found) : shown.slice(prefix.length)
    return {...found, account, isKnown: shown !== ""}
} // prettier-ignore

/** "deal" or "company". */
export const nameOf = (object: CrmObject): string => (object === "deals" ? "deal" : "company")

type Found = Pick<SubjectRecord, "object" | "record">

async function byId(attio: AttioClient, id: string): Promise<Found> {
    for (const object of ["deals", "companies"] as const) {
        const found = await attio.record(object, id)
        if (found.ok) return {object, record: found.value}
        if (found.failure.kind !== "not_found") valueOf(found, "Attio")
    }
    throw new WorkError(`Attio has neither a deal nor a company with the record id ${id}.`)
}

async function byDomain(attio: AttioClient, text: string): Promise<Found> {
    const domain = companyDomain(text)
    if (!domain.ok) throw new UsageError(`"${text}" is neither a record id nor a company's domain.`)
    for (const host of new Set([domain.value.domain, domain.value.root])) {
        const found = valueOf(await attio.query("companies", {domains: {domain: {$eq: host}}}, 10), "Attio")
        const ids = found.map(({id}) => id.record_id)
        if (ids.length > 1)
            throw new WorkError(`Several companies have the domain ${host}: ${ids.join(", ")}. Give the record id of one.`)
        const [record] = found
        if (record !== undefined) return {object: "companies", record}
    }
    throw new WorkError(`No company in Attio has the domain ${domain.value.domain}.`)
} // prettier-ignore

/** By the company, as deals find their account when they are read back. */
async function accountOf({attio, posthog, config, source, host}: FieldSession, found: Found): Promise<string> {
    const companyId = found.object === "companies" ? found.record.id.record_id : companyIdOf(found.record)
    if (companyId === null) throw new WorkError("The deal belongs to no company, so to no account of your product.")
    const companies = valueOf(await companiesNow(attio, config, [companyId]), "Attio")
    const [owner] = valueOf(await accountsOf(posthog, config, source, companies, new Date(host.now()).toISOString()), "PostHog")
    const account = owner?.account ?? null
    if (account !== null) return account
    throw new WorkError(`The ${nameOf(found.object)} belongs to no account of your product: ${owner?.why ?? "its company is gone"}.`)
} // prettier-ignore

/** Why the daily run never writes to a record, as a sentence; null where it may. */
export function leftAlone({object, record}: Found, {deals, fields}: Pick<DealSetup, "deals" | "fields">): string | null {
    if (fields[object] === null)
        return `With your settings Beton writes no fields to ${object} (${object === "deals" ? "deals are switched off" : "routing.company_fields"}).`
    if (object === "deals" && (deals === null || !isOpen(record, deals)))
        return "The deal is closed: it keeps what was so when it was closed, and Beton writes nothing to it any more."
    return null
} // prettier-ignore

/** What a run says of the account on this record: the rules of routing for an account that qualifies, else those of refreshing. */
export async function factsFor(
    {attio, config, source}: FieldSession,
    subject: SubjectRecord,
    {candidate, profile, proof, asOf}: AccountNow,
    setup: DealSetup,
): Promise<AccountFacts> {
    const {object, record, account} = subject
    const run = {
        project: config.project,
        asOf,
        threshold: config.threshold,
        proof,
        contractValue: config.settings.average_contract_value,
        link: groupPage(config, source, account),
    }
    if (!candidate.qualifies) {
        const slug = setup.fields[object]?.mapping.state?.slug
        const shown = slug === undefined ? null : stateNamed(plainValues(record, slug)[0])
        return {...run, candidate, state: stateNow(record, candidate, shown, setup)}
    }
    const isOurs = object === "deals" && keyOf(record) !== ""
    const customer = isCustomer(profile, config) || (!isOurs && (await hasWonDeal(attio, subject, setup)))
    if (object === "companies" && customer && config.settings.routing.suppress.existing_customers)
        return {...run, candidate, state: "customer"}
    const heard = forAudience(candidate, customer ? "customer" : "prospect", config.threshold)
    if (isOurs || heard.qualifies) return factsOf(heard, run)
    return {...run, candidate, state: stateOf(candidate)}
}

async function hasWonDeal(attio: AttioClient, {object, record}: Found, {deals}: DealSetup): Promise<boolean> {
    const company = object === "companies" ? record.id.record_id : companyIdOf(record)
    if (deals === null || company === null) return false
    const reference = {target_object: {$eq: "companies"}, target_record_id: {$eq: company}}
    const found = valueOf(await attio.query("deals", {associated_company: reference}), "Attio")
    return found.some((deal) => deals.wonStages.includes(stageOf(deal)?.statusId ?? ""))
}
