import {COMMON_FREE_MAIL} from "../common-free-mail"
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

/** What follows the last @ of an e-mail address that has something before it; blanks around it do not count. */
const EMAIL_DOMAIN = "\\S@([^@]*[^@\\s])\\s*$"

/** The account key of a row of `events`; '' when the event has none. */
export function accountOf(source: AccountSource): Fragment {
    switch (source.type) {
        case "group":
            return hogql`$group_${integer(groupIndex(source.groupTypeIndex))}`
        case "person_property":
            return hogql`trim(coalesce(toString(person.properties.${ident(source.property)}), ''))`
        case "email_domain": {
            // One flat expression: PostHog's parser takes several times longer with each level of nested calls.
            const email = hogql`toString(person.properties.${ident(source.emailProperty)})`
            const domain = hogql`lower(extract(${email}, ${bind("email_pattern", EMAIL_DOMAIN)}))`
            const excluded = bind("free_mail", [
                ...COMMON_FREE_MAIL,
                ...source.excludedDomains.map((excludedDomain) => excludedDomain.toLowerCase()),
            ])
            return hogql`if(${domain} NOT IN ${excluded}, coalesce(${domain}, ''), '')`
        }
    }
}

/**
 * The account that a `$groupidentify` row describes. With groups it is the row's own `$group_key`
 * (joined on `$group_type`, DESIGN §3); otherwise the account of the person who sent it.
 */
export function identifiedAccountOf(source: AccountSource): Fragment {
    if (source.type !== "group") return accountOf(source)
    // A text is read as JSON: a property as such keeps its escapes, so that a key with a quote would be another account.
    const key = hogql`if(JSONType(properties, '$group_key') = 'String', JSONExtractString(properties, '$group_key'), coalesce(toString(properties.$group_key), ''))`
    return hogql`if(toString(properties.$group_type) = ${bind("group_type", source.groupType)}, ${key}, '')`
}

function groupIndex(index: number): number {
    if (!Number.isInteger(index) || index < 0 || index > 4) {
        throw new Error(`${index} is not a PostHog group type index (0 to 4).`)
    }
    return index
}
