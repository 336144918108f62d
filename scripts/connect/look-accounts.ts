import type {PostHogClient, Project, PropertyName} from "@beton/posthog-app/clients/posthog"
import type {Result} from "@beton/shared/api/result"
import type {AccountSource} from "@beton/shared/queries/account"
import {accountKeyShape, groupPropertyShapes} from "@beton/shared/queries/discovery"
import {accountCoverage} from "@beton/shared/queries/sources"

import {valueOf} from "../cli/value-of"
import {plainName} from "./plain-name"
import type {AccountCandidate} from "./propose-account"
import type {DomainFacts} from "./propose-domain"

const DAY_MS = 86_400_000
const RECENT_DAYS = 30
/** Each candidate costs one query over 30 days. */
const MOST_PERSON_PROPERTIES = 4

const COMPANY_PROPERTY = /compan|organi[sz]ation|(^|_)org(_|$)|account|workspace|tenant|domain/
const NOT_AN_ACCOUNT =
    /size|type|role|plan|count|number|created|date|_at$|industry|country|status|owner|revenue|stage|^is_|initial|utm_|referr/
const EMAIL_PROPERTY = /^\$?(user_)?e_?mail(_address)?$/

/** The last 30 days before an instant. */
export function recentRange(now: number): {readonly from: string; readonly to: string} {
    return {from: new Date(now - RECENT_DAYS * DAY_MS).toISOString(), to: new Date(now).toISOString()}
}

/** The rows of a query, none when it takes too long: set-up then goes on without these counts. */
export function rowsOf<T>(result: Result<T[]>): T[] {
    return !result.ok && result.failure.kind === "too_slow" ? [] : valueOf(result)
}

/** Person properties whose names speak of a company, and the one with the e-mail address. */
export function companyProperties(properties: readonly PropertyName[]): {
    readonly companies: readonly string[]
    readonly email: string | null
} {
    const companies = properties
        .map(({name}) => name)
        .filter(
            (name) =>
                COMPANY_PROPERTY.test(plainName(name)) &&
                !NOT_AN_ACCOUNT.test(plainName(name)) &&
                !name.startsWith("$"),
        )
        .slice(0, MOST_PERSON_PROPERTIES)
    const emails = properties.map(({name}) => name).filter((name) => EMAIL_PROPERTY.test(plainName(name)))
    return {companies, email: emails.includes("email") ? "email" : (emails[0] ?? null)}
}

/** Counts events and people per possible account expression. One that takes too long stays uncounted. */
export async function lookAtAccounts(
    posthog: PostHogClient,
    groupTypes: Project["group_types"],
    now: number,
): Promise<{readonly candidates: readonly AccountCandidate[]; readonly emailProperty: string | null}> {
    const {companies, email} = companyProperties(valueOf(await posthog.propertyNames({type: "person"})))
    const sources: {setting: string; source: AccountSource}[] = [
        ...groupTypes.map(({group_type: groupType, group_type_index: groupTypeIndex}) => ({
            setting: `group:${groupType}`,
            source: {type: "group" as const, groupType, groupTypeIndex},
        })),
        ...companies.map((property) => ({
            setting: `person:${property}`,
            source: {type: "person_property" as const, property},
        })),
        ...(email === null
            ? []
            : [
                  {
                      setting: "email",
                      source: {type: "email_domain" as const, emailProperty: email, excludedDomains: []},
                  },
              ]),
    ]
    const candidates: AccountCandidate[] = []
    for (const {setting, source} of sources) {
        const rows = await posthog.query(accountCoverage, {...recentRange(now), account: source})
        // A name that no query can hold, or a query that takes too long: only this candidate goes without counts.
        if (!rows.ok && rows.failure.kind !== "too_slow" && rows.failure.kind !== "refused") valueOf(rows)
        candidates.push({setting, coverage: rows.ok ? (rows.value[0] ?? null) : null})
    }
    return {candidates, emailProperty: email}
}

/** Which group properties hold a web domain, and whether the keys do. */
export async function lookAtDomains(
    posthog: PostHogClient,
    source: Extract<AccountSource, {type: "group"}>,
    groups: number,
    now: number,
): Promise<DomainFacts> {
    const properties = rowsOf(
        await posthog.query(groupPropertyShapes, {group_type_index: source.groupTypeIndex}),
    )
    const keys = rowsOf(await posthog.query(accountKeyShape, {...recentRange(now), account: source}))
    return {groups, properties, keys: keys[0] ?? null}
}
