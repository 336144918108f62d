import {runInThisContext} from "node:vm"

import * as fc from "fast-check"

/** The same cases on every machine; a failure prints its own path besides. */
const SEED = 20_261_005
const TIMEOUT_MS = 600_000

/** Jest hands tests a copy of `process` that no rejection is ever reported to. */
const realProcess = runInThisContext("process") as NodeJS.Process

/** Properties of one file: seeded, counted, and none may leave a rejection that nobody handles. */
export interface Fuzz {
    /** One test: `check` holds for so many cases. */
    holds<T>(what: string, cases: number, values: fc.Arbitrary<T>, check: (value: T) => Promise<void>): void
    /** One test: `check` holds for each of these. */
    holdsForAll<T>(what: string, values: readonly T[], check: (value: T) => Promise<void>): void
}

/** Starts the properties of a file; prints at its end how many cases ran. */
export function fuzz(subject: string): Fuzz {
    const unhandled: unknown[] = []
    const note = (reason: unknown): void => void unhandled.push(reason)
    let ran = 0
    beforeAll(() => void realProcess.on("unhandledRejection", note))
    afterAll(() => {
        realProcess.off("unhandledRejection", note)
        process.stdout.write(`fuzz ${subject}: ${ran} cases, seed ${SEED}\n`)
    })
    return {
        holds(what, cases, values, check) {
            const guarded = async (value: Parameters<typeof check>[0]): Promise<void> => {
                unhandled.length = 0
                await check(value)
                // Rejections are reported once the microtasks are through.
                await new Promise((resolve) => setImmediate(resolve))
                expect(unhandled).toEqual([])
                ran += 1
            }
            const run = () => fc.assert(fc.asyncProperty(values, guarded), {seed: SEED, numRuns: cases})
            it(`${what} (${cases} cases)`, run, TIMEOUT_MS)
        },
        holdsForAll(what, values, check) {
            const run = async () => {
                for (const value of values) {
                    await check(value)
                    ran += 1
                }
            }
            it(`${what} (${values.length} cases)`, run, TIMEOUT_MS)
        },
    }
}
