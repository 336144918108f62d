/** Refusals in Attio's error shape (REST.md §8). */

/** One entry of `validation_errors`. */
export interface ValidationDetail {
    code: string
    path: (string | number)[]
    message: string
}

type ErrorType = "invalid_request_error" | "auth_error" | "api_error" | "rate_limit_error"

/** Thrown by handlers; the server turns it into the answer. */
export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly type: ErrorType,
        readonly code: string,
        message: string,
        readonly details?: ValidationDetail[],
        readonly headers: Record<string, string> = {},
    ) {
        super(message)
    }

    /** The JSON body of the refusal. */
    body(): Record<string, unknown> {
        return {
            status_code: this.status,
            type: this.type,
            code: this.code,
            message: this.message,
            ...(this.details ? {validation_errors: this.details} : {}),
        }
    }
}

const refusal =
    (status: number, code: string) =>
    (message: string): ApiError =>
        new ApiError(status, "invalid_request_error", code, message)

/** 404: the thing does not exist, or its object is disabled. */
export const notFound = refusal(404, "not_found")
/** 400: a named attribute, option, status, member or record does not exist. */
export const valueNotFound = refusal(400, "value_not_found")
/** 400: a required value is absent. */
export const missingValue = refusal(400, "missing_value")
/** 400: another record already holds the value of a unique attribute. */
export const uniquenessConflict = refusal(400, "uniqueness_conflict")
/** 400: the filter or a sort is not understood. */
export const filterError = refusal(400, "filter_error")
/** 400: built-in attributes cannot be edited. */
export const systemEdit = refusal(400, "system_edit_unauthorized")
/** 409: slug or title is taken. */
export const slugConflict = refusal(409, "slug_conflict")

/** 400: the request does not have the documented form. */
export function invalid(message: string, details?: ValidationDetail[]): ApiError {
    return new ApiError(400, "invalid_request_error", "validation_type", message, details)
}

/** 401: no token, an unknown one or a revoked one. */
export function unauthorized(message: string): ApiError {
    return new ApiError(401, "auth_error", "unauthorized", message)
}

/** 403: the token lacks scopes. The real code is documented nowhere, so clients must not read it (REST.md §8). */
export function missingScope(scopes: string[]): ApiError {
    const list = scopes.map((scope) => `"${scope}"`).join(", ")
    return new ApiError(403, "auth_error", "insufficient_scopes", `The token lacks the scope ${list}.`)
}

/** 429 with `Retry-After` as an HTTP date, whole seconds. */
export function rateLimited(retryAt: number): ApiError {
    return new ApiError(
        429,
        "rate_limit_error",
        "rate_limit_exceeded",
        "Rate limit exceeded, please retry after the time given in Retry-After.",
        undefined,
        {"retry-after": new Date(retryAt).toUTCString()},
    )
}
