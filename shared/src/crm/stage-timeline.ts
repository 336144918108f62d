import {type StageKind, stageKind, type StageMapping} from "./stage-mapping"

/** One value that a deal's stage has had. */
export interface StageValue {
    readonly statusId: string
    readonly title: string
    /** ISO instant. */
    readonly from: string
    /** ISO instant; null = current. */
    readonly until: string | null
    /** A member of the workspace set it, not an import, a workflow or an app. */
    readonly byMember: boolean
}

/** An entry of a deal's history with its meaning. */
export interface StageEntry extends StageValue {
    readonly kind: StageKind
    readonly isCurrent: boolean
    /** "won" and "lost" only on the current entry; "qualified" on the first success of a deal whose entry says neither. */
    readonly outcome: "qualified" | "won" | "lost" | ""
}

/** What a deal's stages say about its outcome (H12). Instants are ISO with milliseconds. */
export interface StageTimeline {
    /** Oldest first. */
    readonly entries: readonly StageEntry[]
    readonly current: StageEntry | null
    /** First entry that is qualified or won; a deal that went straight to won was qualified then. */
    readonly qualifiedAt: string | null
    readonly wonAt: string | null
    readonly lostAt: string | null
    /** Times that it was won or lost and then went on. */
    readonly reopened: number
    /** false where the times are those of an import (REST.md §4 "History"). */
    readonly isReliable: boolean
}

/** A stage that was set so soon after the record was made came with it. */
const WITH_CREATION_MS = 5_000
/** An import sets the outcome a little later than the record; no deal is won or lost within a minute. */
const OUTCOME_WITH_CREATION_MS = 60_000

/**
 * Reads a deal's stage history. The time of an outcome is the start of the current value where that is won or lost; an
 * outcome that is not current was taken back, so it counts as none. Imported deals have the time of the import: they
 * are recognised by a stage that is older than the record, an outcome that is as old as it, or several stages of the same
 * instant.
 *
 * @param values any order; the same instant and stage twice is one entry
 * @param createdAt of the record
 */
export function stageTimeline(
    values: readonly StageValue[],
    mapping: Pick<StageMapping, "kinds" | "guessed">,
    createdAt: string,
): StageTimeline {
    const sorted = distinct(values)
    const kinds = sorted.map(({statusId, title}) => stageKind(mapping, statusId, title))
    const currentAt = sorted.reduce((found, {until}, i) => (until === null ? i : found), -1)
    const firstSuccess = kinds.findIndex((kind) => kind === "qualified" || kind === "won")
    const entries = sorted.map((value, i): StageEntry => {
        const kind = kinds[i] ?? "open"
        const isCurrent = i === currentAt
        const isClosed = kind === "won" || kind === "lost"
        const outcome = isCurrent && isClosed ? kind : i === firstSuccess ? "qualified" : ""
        return {...value, kind, isCurrent, outcome}
    })
    const current = entries[currentAt] ?? null
    return {
        entries,
        current,
        qualifiedAt: entries[firstSuccess]?.from ?? null,
        wonAt: current?.kind === "won" ? current.from : null,
        lostAt: current?.kind === "lost" ? current.from : null,
        reopened: kinds.filter((kind, i) => {
            const then = kinds[i + 1]
            return (kind === "won" || kind === "lost") && then !== undefined && then !== kind
        }).length,
        isReliable: !isImported(entries, current, createdAt),
    }
}

function isImported(entries: readonly StageEntry[], current: StageEntry | null, createdAt: string): boolean {
    const instants = entries.map(({from}) => from)
    if (new Set(instants).size < instants.length) return true
    const created = Date.parse(createdAt)
    if (instants.some((from) => Date.parse(from) < created - WITH_CREATION_MS)) return true
    if (current === null || (current.kind !== "won" && current.kind !== "lost")) return false
    return Math.abs(Date.parse(current.from) - created) <= OUTCOME_WITH_CREATION_MS
}

/** Oldest first, one of each instant and stage: the one that is current, else the last. */
function distinct(values: readonly StageValue[]): StageValue[] {
    const byKey = new Map<string, StageValue>()
    for (const value of values) {
        const key = `${value.from} ${value.statusId}`
        if (byKey.get(key)?.until !== null) byKey.set(key, value)
    }
    // Of one instant the current one comes last, whatever order they were read in.
    return [...byKey.values()].sort(
        (a, b) => Date.parse(a.from) - Date.parse(b.from) || untilOf(a) - untilOf(b),
    )
}

function untilOf({until}: StageValue): number {
    return until === null ? Infinity : Date.parse(until)
}
