import {fail} from "@beton/shared/api/result"

const CODE = "BETON_NOT_PUBLIC"

/** A host's network refuses to send: the name of the receiver leads into an inner network. */
export class NotPublicError extends Error {
    override readonly name = "NotPublicError"
    readonly code = CODE

    constructor() {
        super("The address leads into an inner network.")
    }
}

/** Whether a host's `fetch` failed for that reason; by its code, because host and app may have loaded the class apart. */
export function isNotPublic(error: unknown): boolean {
    return typeof error === "object" && error !== null && (error as {code?: unknown}).code === CODE
}

/** What has to be done about it. */
export const NOT_PUBLIC = fail(
    "refused",
    "The receiver's name leads into an inner network. Messages only go to public addresses: name another one (notify.webhook.url).",
    "not_public",
)
