import type {ClickHouseError} from "../clickhouse"
import {ApiError, serverError} from "../errors"

/** Errors that the text of a query can cause: they go to the user, by name (CONTRACT §6). */
const USER_ERRORS = new Set(
    `AMBIGUOUS_COLUMN_NAME AMBIGUOUS_IDENTIFIER ARGUMENT_OUT_OF_BOUND BAD_ARGUMENTS BAD_TYPE_OF_FIELD
    CANNOT_CONVERT_TYPE CANNOT_PARSE_ARRAY_FROM_TEXT CANNOT_PARSE_BOOL CANNOT_PARSE_DATE CANNOT_PARSE_DATETIME
    CANNOT_PARSE_DOMAIN_VALUE_FROM_STRING CANNOT_PARSE_ESCAPE_SEQUENCE CANNOT_PARSE_INPUT_ASSERTION_FAILED
    CANNOT_PARSE_NUMBER CANNOT_PARSE_QUOTED_STRING CANNOT_PARSE_TEXT CANNOT_PARSE_UUID
    CANNOT_READ_ARRAY_FROM_TEXT CYCLIC_ALIASES DECIMAL_OVERFLOW DUPLICATE_COLUMN EMPTY_DATA_PASSED
    FUNCTION_THROW_IF_VALUE_IS_NON_ZERO ILLEGAL_AGGREGATION ILLEGAL_COLUMN ILLEGAL_DIVISION
    ILLEGAL_TYPE_OF_ARGUMENT INCOMPATIBLE_TYPE_OF_JOIN INVALID_JOIN_ON_EXPRESSION INVALID_WITH_FILL_EXPRESSION
    MULTIPLE_EXPRESSIONS_FOR_ALIAS NESTED_TYPE_TOO_DEEP NOT_AN_AGGREGATE NO_COMMON_TYPE
    NUMBER_OF_ARGUMENTS_DOESNT_MATCH PARAMETER_OUT_OF_BOUND SIZES_OF_ARRAYS_DONT_MATCH SYNTAX_ERROR
    TOO_FEW_ARGUMENTS_FOR_FUNCTION TOO_MANY_ARGUMENTS_FOR_FUNCTION TOO_LARGE_STRING_SIZE TYPE_MISMATCH
    UNION_ALL_COLUMN_ALIAS_MISMATCH UNION_ALL_RESULT_STRUCTURES_MISMATCH UNKNOWN_AGGREGATE_FUNCTION UNKNOWN_FUNCTION
    UNKNOWN_IDENTIFIER UNKNOWN_TYPE UNSUPPORTED_JOIN_KEYS VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
    INVALID_NUMBER_OF_WINDOW_ARGUMENTS TOO_LARGE_ARRAY_SIZE TOO_LARGE_DATE_RANGE CANNOT_COMPILE_REGEXP`.split(
        /\s+/,
    ),
)

/** The first sentence, without the name of the error, the scope (it quotes internal SQL) and the place of execution. */
function userText(message: string): string {
    return message
        .replace(/^Code: \d+\. DB::Exception: /, "")
        .replace(/\s*\([A-Z][A-Z0-9_]+\)\s*$/, "")
        .replace(
            /(:|,|\.)?\s*(In scope|While (processing|executing|resolving)|while (executing|resolving)|In query)\b.*$/is,
            "",
        )
        .replace(/ in scope SELECT .*$/is, "")
        .slice(0, 500)
}

/** The error that a query stopped by its time limit answers. */
export const queryTimeout = () =>
    serverError(
        504,
        "Query has hit the max execution time before completing. Narrow its time range or split it.",
    )

/** Maps an error of ClickHouse to PostHog's answer: 400 with its name, 503, 504, 512 or a bare 500. */
export function mapClickHouseError(error: ClickHouseError): ApiError {
    switch (error.errorName) {
        case "TIMEOUT_EXCEEDED":
        case "QUERY_WAS_CANCELLED":
            return queryTimeout()
        case "MEMORY_LIMIT_EXCEEDED":
            return serverError(504, "Query exceeded the memory limit. Narrow its time range or split it.")
        case "TOO_SLOW":
            return serverError(512, "Query is estimated to take too long. Narrow its time range or split it.")
        case "TOO_MANY_SIMULTANEOUS_QUERIES":
            return serverError(503, "ClickHouse is at capacity. Retry in a moment.")
        default:
            return USER_ERRORS.has(error.errorName)
                ? new ApiError(
                      400,
                      "validation_error",
                      error.errorName.toLowerCase(),
                      userText(error.message),
                  )
                : serverError(500, "ClickHouse error while executing query.")
    }
}
