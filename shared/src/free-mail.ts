import freeMailDomains from "free-email-domains"

import {COMMON_FREE_MAIL} from "./common-free-mail"

export {COMMON_FREE_MAIL}

const FREE_MAIL: ReadonlySet<string> = new Set(freeMailDomains)

/** Whether an e-mail domain belongs to a free-mail provider (list of the package `free-email-domains`, plus `extra`). */
export function isFreeMail(domain: string, extra: readonly string[] = []): boolean {
    const lower = domain.toLowerCase()
    return (
        FREE_MAIL.has(lower) ||
        COMMON_FREE_MAIL.includes(lower) ||
        extra.some((other) => other.toLowerCase() === lower)
    )
}
