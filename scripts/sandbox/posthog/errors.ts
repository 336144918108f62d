/** An error answer of the private API: `{type, code, detail, attr}` (CONTRACT §6, examples/query-errors.json). */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly type: string,
        readonly code: string,
        readonly detail: string,
        readonly headers: Record<string, string> = {},
        readonly attr: string | null = null,
    ) {
        super(detail)
    }

    get body(): {type: string; code: string; detail: string; attr: string | null} {
        return {type: this.type, code: this.code, detail: this.detail, attr: this.attr}
    }
}

export const notAuthenticated = () =>
    new ApiError(
        401,
        "authentication_error",
        "not_authenticated",
        "Authentication credentials were not provided.",
    )

export const wrongKey = () =>
    new ApiError(401, "authentication_error", "authentication_failed", "Invalid personal API key.")

const denied = (detail: string) => new ApiError(403, "authentication_error", "permission_denied", detail)

export const missingScope = (scope: string) => denied(`API key missing required scope '${scope}'`)

export const noKeyAccess = () => denied("This action does not support personal API key access")

export const otherProject = (id: number) =>
    denied(`API key does not have access to the requested project: ID ${id}.`)

export const notFound = (detail = "Not found.") => new ApiError(404, "invalid_request", "not_found", detail)

export const methodNotAllowed = (method: string) =>
    new ApiError(405, "invalid_request", "method_not_allowed", `Method "${method}" not allowed.`)

export const parseError = (detail: string) => new ApiError(400, "invalid_request", "parse_error", detail)

export const invalidInput = (detail: string, attr: string | null = null) =>
    new ApiError(400, "validation_error", "invalid_input", detail, {}, attr)

/** A required query parameter or field is missing. */
export const requiredField = (attr: string) =>
    new ApiError(400, "validation_error", "required", "This field is required.", {}, attr)

export function throttled(seconds: number): ApiError {
    const unit = seconds === 1 ? "second" : "seconds"
    return new ApiError(
        429,
        "throttled_error",
        "throttled",
        `Request was throttled. Expected available in ${seconds} ${unit}.`,
        {"Retry-After": String(seconds)},
    )
}

/** Too many queries at once, after waiting: no Retry-After (CONTRACT §4). */
export const tooManyAtOnce = () =>
    new ApiError(
        429,
        "throttled_error",
        "throttled",
        "Exceeded maximum concurrency limit for this project. Run fewer queries at the same time, or retry later.",
    )

export const serverError = (status: number, detail: string) =>
    new ApiError(status, "server_error", "error", detail)
