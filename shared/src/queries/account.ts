import {COMMON_FREE_MAIL} from "../free-mail"
import {bind, type Fragment, hogql, ident, integer} from "./hogql"

/** What an account is (REQUIREMENTS A2): one configured expression over an event row. */
export type AccountSource =
    | {readonly type: "group"; readonly groupType: string; readonly groupTypeIndex: number}
    | {readonly type: "person_property"; readonly property: string}
    | {
          readonly type: "email_domain"
          readonly emailProperty: string
          readonly excludedDomains: readonly string[]
      }

/** The account key of a row of `events`; '' when the event has none. */
export function accountOf(source: AccountSource): Fragment {
    switch (source.type) {
        case "group":
            return hogql`$group_${integer(groupIndex(source.groupTypeIndex))}`
        case "person_property":
            return hogql`trim(coalesce(toString(person.properties.${ident(source.property)}), ''))`
        case "email_domain": {
            const email = hogql`lower(trim(coalesce(toString(person.properties.${ident(source.emailProperty)}), '')))`
            const domain = hogql`arrayElement(splitByChar('@', ${email}), -1)`
            const excluded = bind("free_mail", [
                ...COMMON_FREE_MAIL,
                ...source.excludedDomains.map((excludedDomain) => excludedDomain.toLowerCase()),
            ])
            return hogql`if(position(${email}, '@') > 1 AND ${domain} NOT IN ${excluded}, ${domain}, '')`
        }
    }
}

/**
 * The account that a `$groupidentify` row describes. With groups it is the row's own `$group_key`
 * (joined on `$group_type`, DESIGN §3); otherwise the account of the person who sent it.
 */
export function identifiedAccountOf(source: AccountSource): Fragment {
    if (source.type !== "group") return accountOf(source)
    return hogql`if(toString(properties.$group_type) = ${bind("group_type", source.groupType)}, coalesce(toString(properties.$group_key), ''), '')`
}

function groupIndex(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index > 4) {
        throw new Error(`${index} is not a PostHog group type index (0 to 4).`)
    }
    return index
}
