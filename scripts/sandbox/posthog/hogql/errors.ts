/**
 * A query that the real API answers with 400. The server turns it into
 * `{type: "validation_error", code, detail: message, attr: null}` (CONTRACT §6).
 */
export class HogQLError extends Error {
    readonly status = 400 as const

    constructor(
        message: string,
        readonly code = "invalid_input",
    ) {
        super(message)
        this.name = "HogQLError"
    }
}
