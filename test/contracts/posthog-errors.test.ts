import {existsSync, readFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {readCaptureAnswer, readPostHogAnswer} from "@beton/shared/api/posthog-answers"

const EXAMPLES = fileURLToPath(new URL("../../../shared/contracts/posthog/examples", import.meta.url))
const FILES = ["query-errors.json", "capture-errors.json"] as const

interface Case {
    when: string
    status: number
    headers?: Record<string, string>
    body: unknown
}

/** The cases of an example file; without the contract beside the project there is one that says so. */
function casesOf(file: string): Case[] {
    const full = path.join(EXAMPLES, file)
    if (!existsSync(full)) {
        process.stderr.write(`${file} is not beside this project: its cases are skipped.\n`)
        return []
    }
    const {response} = JSON.parse(readFileSync(full, "utf8")) as {response?: {cases?: Case[]}}
    return response?.cases ?? []
}

/** CONTRACT §6: who must act, by status. */
const KIND_BY_STATUS: Readonly<Record<number, string>> = {
    400: "refused",
    401: "unauthorized",
    402: "quota",
    403: "missing_scope",
    404: "not_found",
    405: "refused",
    409: "refused",
    429: "throttled",
    500: "unavailable",
    502: "unavailable",
    503: "unavailable",
    504: "too_slow",
    512: "too_slow",
}

const headerOf = (one: Case, name: string): string | null =>
    Object.entries(one.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1] ?? null
const answerOf = (one: Case) => ({
    status: one.status,
    text: typeof one.body === "string" ? one.body : JSON.stringify(one.body),
    retryAfter: headerOf(one, "retry-after"),
    date: headerOf(one, "date"),
})

describe("every error shape of the contract is understood", () => {
    const present = FILES.map((file) => [file, casesOf(file)] as const)

    it("has cases where the contract is there", () => {
        for (const [file, cases] of present) {
            if (existsSync(path.join(EXAMPLES, file))) expect([file, cases.length > 0]).toEqual([file, true])
        }
    })

    // Jest refuses an empty table: without the contract one skipped case stands for all.
    const errorsOf = (n: number): {run: typeof it.each; cases: Case[]} => {
        const cases = (present[n]?.[1] ?? []).filter(({status}) => status >= 400)
        if (cases.length > 0) return {run: it.each, cases}
        return {
            run: it.skip.each as typeof it.each,
            cases: [{when: "(the contract is absent)", status: 400, body: ""}],
        }
    }
    const query = errorsOf(0)
    const capture = errorsOf(1)

    query.run(query.cases)("query API: $status $when", (one) => {
        const result = readPostHogAnswer(answerOf(one), 0)
        if (result.ok) throw new Error("An error was taken for an answer.")
        expect(result.failure.kind).toBe(KIND_BY_STATUS[one.status])
        expect(result.failure.message).toMatch(/^[A-Z][^<]+$/)
        const wait = headerOf(one, "retry-after")
        if (wait !== null) expect(result.failure.retryAfterMs).toBe(Number(wait) * 1000)
    })

    capture.run(capture.cases)("capture: $status $when", (one) => {
        const result = readCaptureAnswer(answerOf(one), 0)
        if (result.ok) throw new Error("An error was taken for an answer.")
        const expected =
            one.status >= 500
                ? "unavailable"
                : (({401: "unauthorized", 429: "throttled"} as Record<number, string>)[one.status] ??
                  "refused")
        expect(result.failure.kind).toBe(expected)
    })

    it("nothing is left out for lack of the contract", () => {
        // Without the files above, the same statuses are at least mapped as the table says.
        for (const [status, kind] of Object.entries(KIND_BY_STATUS)) {
            const result = readPostHogAnswer(
                {status: Number(status), text: "", retryAfter: null, date: null},
                0,
            )
            expect([status, result.ok ? "ok" : result.failure.kind]).toEqual([status, kind])
        }
    })
})
