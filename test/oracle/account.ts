import {COMMON_FREE_MAIL} from "@beton/shared/free-mail"

import type {OracleAccount, RawEvent} from "./types"
import {textOf} from "./values"

/** The account that the event itself names, "" when it names none (DESIGN §3 "Account"). */
export function accountReader(account: OracleAccount): (event: RawEvent) => string {
    switch (account.type) {
        case "group": {
            const property = `$group_${account.groupTypeIndex}`
            return (event) => textOf(event.properties[property])
        }
        case "person_property":
            return (event) => textOf(event.person_properties?.[account.property]).trim()
        case "email_domain": {
            const excluded = new Set(
                [...COMMON_FREE_MAIL, ...account.excludedDomains].map((d) => d.toLowerCase()),
            )
            return (event) => {
                const email = textOf(event.person_properties?.[account.emailProperty]).trim()
                const at = email.lastIndexOf("@")
                // Without a part before the first @ it is no address.
                const domain = email.indexOf("@") < 1 ? "" : email.slice(at + 1).toLowerCase()
                return excluded.has(domain) ? "" : domain
            }
        }
    }
}

/** The account whose properties a `$groupidentify` event sets, "" when it sets those of none of ours. */
export function identifiedAccountReader(account: OracleAccount): (event: RawEvent) => string {
    if (account.type !== "group") return accountReader(account)
    return ({properties}) =>
        properties.$group_type === account.groupType ? textOf(properties.$group_key) : ""
}
