import {companyDomain} from "@beton/shared/company"
import {type Disposition, dispositionOf, DISPOSITIONS} from "@beton/shared/crm/disposition"

import type {AttioRecord} from "../clients/attio"
import type {Config} from "../config/config"
import type {AccountProfile} from "../profiles"
import {cellsOf, plainValues} from "./cells"

const DAY_MS = 86_400_000

/** Why an account is left alone, as the end of a sentence: "skipped, …". */
export type Suppression = {readonly reason: string; readonly customer?: true}

/** What the account itself says, before the CRM is asked (H3): on the list, a test, one of our own. */
export function ownSuppression(
    {key, ...profile}: AccountProfile & {readonly key: string},
    {settings}: Pick<Config, "settings">,
): Suppression | null {
    const {accounts, test_marker: test} = settings.routing.suppress
    if (accounts.includes(key)) return {reason: "you never want it routed (routing.suppress.accounts)"}
    if (test !== null && isMarked(profile, test)) return {reason: "it is a test account"}
    const domain = companyDomain(profile.domain, {internal: settings.internal_domains})
    if (!domain.ok && domain.problem === "internal") return {reason: "the domain is your own"}
    return null
}

/** Whether the product knows the account as a customer: it has converted, or carries the customer marker. */
export function isCustomer(profile: AccountProfile, {settings}: Pick<Config, "settings">): boolean {
    const {customer_marker: marker} = settings.routing.suppress
    return profile.converted || (marker !== null && isMarked(profile, marker))
}

function isMarked(
    {properties}: AccountProfile,
    marker: {readonly property: string; readonly values: readonly string[]},
): boolean {
    const value = new Map(Object.entries(properties)).get(marker.property)
    return value !== undefined && marker.values.some((one) => one.toLowerCase() === value.toLowerCase())
}

/** Dispositions that hold for good; the others end with the cooling period. */
const LASTING: ReadonlySet<Disposition> = new Set(["existing_customer", "wrong_company", "internal"])

/** What sales said about the account (H5), on its company or on its earlier deals. */
export function saidNotUseful(
    records: readonly AttioRecord[],
    asOf: string,
    {settings}: Pick<Config, "settings">,
): Suppression | null {
    const {disposition_attribute: slug, cooling_days: cooling} = settings.routing
    for (const record of records) {
        const title = plainValues(record, slug)[0]
        const disposition = dispositionOf(typeof title === "string" ? title : null)
        if (disposition === null) continue
        const since = cellsOf(record, slug)[0]?.active_from
        const age = Date.parse(asOf) - Date.parse(typeof since === "string" ? since : asOf)
        if (LASTING.has(disposition) || age < cooling * DAY_MS)
            return {
                reason: `sales marked it "${DISPOSITIONS[disposition].toLowerCase()}"`,
                ...(disposition === "existing_customer" ? {customer: true as const} : {}),
            }
    }
    return null
}

/** Attributes that say when somebody of the team was last in touch with a company (REST.md §6). */
const TOUCHES = ["last_interaction", "last_email_interaction", "last_calendar_interaction"] as const

/** Somebody is talking to the company already (H3). */
export function isEngaged(company: AttioRecord, asOf: string, {settings}: Pick<Config, "settings">): boolean {
    const {engaged_within_days: days} = settings.routing.suppress
    const from = Date.parse(asOf) - days * DAY_MS
    return TOUCHES.some((slug) =>
        cellsOf(company, slug).some(({interacted_at: at}) => typeof at === "string" && Date.parse(at) > from),
    )
}
