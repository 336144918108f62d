import type {AccountSource} from "../queries/account"

/** What an account is, as a person reads it. */
export function accountFound(source: AccountSource): string {
    switch (source.type) {
        case "group":
            return `Group type "${source.groupType}".`
        case "person_property":
            return `Person property "${source.property}".`
        case "email_domain":
            return `E-mail domain of identified people (person property "${source.emailProperty}").`
    }
}
