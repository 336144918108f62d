import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

const EXAMPLES = path.resolve(__dirname, "../../../shared/contracts/posthog/examples")

/** Whether the recorded calls of the real API lie beside this repository. */
export const present = existsSync(EXAMPLES)
if (!present) console.warn(`Skipped: there are no recorded examples at ${EXAMPLES}.`)

interface RecordedCall {
    request: {method: string; path: string; query?: Record<string, string>; body: Record<string, unknown>}
    response: {status: number; body: unknown}
}

function load(name: string): RecordedCall {
    return JSON.parse(readFileSync(path.join(EXAMPLES, `${name}.json`), "utf8")) as RecordedCall
}

/** The body that was answered. */
export const example = (name: string): unknown => load(name).response.body
export const exampleStatus = (name: string): number => load(name).response.status
export const exampleRequest = (name: string): RecordedCall["request"] => load(name).request

/** Paths of fields that the example has and the answer lacks or has with another kind of value. */
export function differences(expected: unknown, actual: unknown, at = ""): string[] {
    if (expected === null || actual === null) return actual === undefined ? [at] : []
    if (Array.isArray(expected)) {
        if (!Array.isArray(actual)) return [at]
        return expected.length > 0 && actual.length > 0 ? differences(expected[0], actual[0], `${at}[]`) : []
    }
    if (typeof expected !== typeof actual || Array.isArray(actual)) return [at]
    if (typeof expected !== "object") return []
    return Object.entries(expected as object).flatMap(([key, value]: [string, unknown]) => {
        const own = (actual as Record<string, unknown>)[key]
        return own === undefined ? [`${at}.${key}`] : differences(value, own, `${at}.${key}`)
    })
}
