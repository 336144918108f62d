import type {SignalId} from "@beton/shared/signals/index"

import type {DetectionProject, Row} from "./support"
import {byInstant, daily, SIGNAL_IDS} from "./support"

/**
 * Thirty instants in which both continents move their clocks: New York on 2026-03-08, Berlin on 2026-03-29. The story
 * began 26 days before the first, so that every signal has something to find.
 */
export const SPRING = daily("2026-04-03T06:00:00Z", 30)

/** The time zones of the project under which the answers must be the same. */
export const ZONES = ["Europe/Berlin", "America/New_York"] as const

/** Rows by signal. */
export type Rows = Record<SignalId, Row[]>

/** One query per signal for all instants. */
export async function replay(project: DetectionProject, instants: readonly number[]): Promise<Rows> {
    const rows = {} as Rows
    for (const signal of SIGNAL_IDS)
        rows[signal] = byInstant(await project.detect(signal, {instants}), instants)
    return rows
}

/** One query per signal and instant, as the daily run asks; three at a time, which is what PostHog allows. */
export async function singles(project: DetectionProject, instants: readonly number[]): Promise<Rows> {
    const rows = {} as Rows
    for (const signal of SIGNAL_IDS) {
        const found: Row[][] = []
        for (let from = 0; from < instants.length; from += 3) {
            const three = instants.slice(from, from + 3)
            found.push(
                ...(await Promise.all(
                    three.map(async (t) => byInstant(await project.detect(signal, {instants: [t]}), [t])),
                )),
            )
        }
        rows[signal] = found.flat()
    }
    return rows
}

/** The rows of some of the instants. */
export function only(rows: Rows, instants: readonly number[]): Rows {
    const wanted = new Set(instants.map((instant) => new Date(instant).toISOString()))
    return Object.fromEntries(
        SIGNAL_IDS.map((signal) => [signal, rows[signal].filter((row) => wanted.has(String(row.asOf)))]),
    ) as Rows
}
