/** JSON helpers shared by the capture files. */
export type Json = Record<string, unknown>

export function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Text of an id that a client may have sent as a number; null for '' and for anything that is not a scalar. */
export function idText(value: unknown): string | null {
    if (typeof value === "string") return value === "" ? null : value
    if (typeof value === "number" || typeof value === "boolean") return String(value)
    return null
}

/** ClickHouse strings hold no NUL from ingestion: it becomes the replacement character, as in PostHog. */
export function withoutNul(text: string): string {
    return text.replaceAll("\u0000", "\uFFFD")
}

/** Properties as they are stored: passed through JSON once more (72.0 is 72), without NUL. */
export function stored(value: Json): string {
    return JSON.stringify(value).replaceAll("\\u0000", "\uFFFD")
}
