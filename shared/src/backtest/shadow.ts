import {kaplanMeier} from "../stats/kaplan-meier"
import {survivalTable} from "../stats/survival-table"
import type {Share} from "./result"
import {CONFIDENCE, shareOfAccounts} from "./shares"

const DAY_MS = 86_400_000
const MONTH_DAYS = 30

/** An account that would have been routed since the start. */
export interface ShadowRow {
    readonly account: string
    /** Instant at which it would first have been routed, ISO text. */
    readonly first_day: string
    /** Its score then. */
    readonly score: number
    /** Signal types active then. */
    readonly types: readonly string[]
    /** Instant of its conversion after that, ISO text; null = not converted so far. */
    readonly converted_at: string | null
}

/** What a replay "as if installed" found. */
export interface ShadowInput {
    /** First and last instant looked at, ISO text. */
    readonly start: string
    readonly as_of: string
    /** A conversion counts within this long, in days. */
    readonly horizon_days: number
    readonly rows: readonly ShadowRow[]
    /** Accounts that converted since the start, routed or not. */
    readonly converted_accounts: number
}

/** What became of accounts that would have been routed. */
export interface ShadowOutcomes {
    readonly opened: number
    /** Converted within the horizon, those opened less than a horizon ago included. */
    readonly converted: number
    /** Converted, but later than that. */
    readonly converted_later: number
    /** Opened less than a horizon ago and not converted: never counted as failures. */
    readonly still_open: number
    /** Followed for the whole horizon without a conversion until now. */
    readonly not_converted: number
}

/** A shadow replay (H9). */
export interface ShadowSummary extends ShadowOutcomes {
    readonly start: string
    readonly as_of: string
    readonly horizon_days: number
    /** Days looked at. */
    readonly days: number
    /** Accounts opened per 30 days. */
    readonly opened_per_month: number
    /** By the calendar month (UTC) of opening, oldest first; months without any are left out. */
    readonly months: readonly (ShadowOutcomes & {readonly month: string})[]
    /** Of accounts opened at least a horizon ago, those that converted within it. */
    readonly within_horizon: Share
    /** Days from opening until half have converted (Kaplan-Meier), with its 95 % range; null = not reached. */
    readonly median_days: number | null
    readonly median_lo: number | null
    readonly median_hi: number | null
    /** Of all accounts that converted since the start, those opened before. */
    readonly found: Share
    /** The others. */
    readonly missed: number
    /** Signal types by the number of opened accounts that had them, most first. */
    readonly types: readonly {
        readonly type: string
        readonly accounts: number
        readonly converted: number
    }[]
}

type Fate = Exclude<keyof ShadowOutcomes, "opened">

/**
 * What routing would have opened since the start, and what became of it. Accounts opened less than a horizon ago are
 * still open unless they have converted; the share within the horizon is of the others only, so that a quick start does
 * not flatter it.
 *
 * @throws Error for an account listed twice, an instant outside the period, a conversion before the opening, or more
 *     converted rows than conversions
 */
export function shadowSummary(input: ShadowInput): ShadowSummary {
    const {start, as_of: asOf, horizon_days: horizon, rows} = input
    const days = daysBetween(start, asOf)
    if (!(days > 0)) throw new Error("A shadow replay must end after its start.")
    if (!(horizon > 0)) throw new Error("A shadow replay needs a horizon.")
    const followed = checkedRows(input).map((row) => ({
        ...row,
        age: daysBetween(row.first_day, asOf),
        wait: row.converted_at === null ? null : daysBetween(row.first_day, row.converted_at),
    }))
    const fates = followed.map(({first_day, age, wait, types}) => ({
        month: new Date(first_day).toISOString().slice(0, "2026-01".length),
        types,
        matured: age >= horizon,
        fate: fateOf(age, wait, horizon),
    }))
    const matured = fates.filter((row) => row.matured)
    const converted = rows.filter((row) => row.converted_at !== null).length
    const {median, medianLogLog} = kaplanMeier(
        survivalTable(followed.map(({age, wait}) => ({time: wait ?? age, event: wait !== null}))),
        CONFIDENCE,
    )
    return {
        start,
        as_of: asOf,
        horizon_days: horizon,
        days,
        ...outcomesOf(fates),
        opened_per_month: (rows.length / days) * MONTH_DAYS,
        months: [...new Set(fates.map(({month}) => month))]
            .sort()
            .map((month) => ({month, ...outcomesOf(fates.filter((row) => row.month === month))})),
        within_horizon: shareOfAccounts(
            matured.filter(({fate}) => fate === "converted").length,
            matured.length,
        ),
        median_days: median,
        median_lo: median === null ? null : medianLogLog.lo,
        median_hi: median === null ? null : medianLogLog.hi,
        found: shareOfAccounts(converted, input.converted_accounts),
        missed: input.converted_accounts - converted,
        types: typesOf(fates),
    }
}

function checkedRows({start, as_of: asOf, rows, converted_accounts: all}: ShadowInput): readonly ShadowRow[] {
    const seen = new Set<string>()
    for (const {account, first_day: first, converted_at: converted} of rows) {
        if (seen.has(account)) throw new Error(`The account ${account} is listed twice.`)
        seen.add(account)
        if (!(daysBetween(start, first) >= 0 && daysBetween(first, asOf) >= 0))
            throw new Error(`The account ${account} was opened outside the period.`)
        if (converted !== null && !(daysBetween(first, converted) >= 0 && daysBetween(converted, asOf) >= 0))
            throw new Error(`The account ${account} converted before it was opened, or after the period.`)
    }
    const converted = rows.filter((row) => row.converted_at !== null).length
    if (!Number.isInteger(all) || all < converted)
        throw new Error(`${converted} opened accounts converted, but only ${all} accounts did.`)
    return rows
}

function fateOf(age: number, wait: number | null, horizon: number): Fate {
    if (wait !== null) return wait < horizon ? "converted" : "converted_later"
    return age < horizon ? "still_open" : "not_converted"
}

function outcomesOf(fates: readonly {readonly fate: Fate}[]): ShadowOutcomes {
    const count = (wanted: Fate): number => fates.filter(({fate}) => fate === wanted).length
    return {
        opened: fates.length,
        converted: count("converted"),
        converted_later: count("converted_later"),
        still_open: count("still_open"),
        not_converted: count("not_converted"),
    }
}

function typesOf(fates: readonly {types: readonly string[]; fate: Fate}[]): ShadowSummary["types"] {
    const counts = new Map<string, {accounts: number; converted: number}>()
    for (const {types, fate} of fates)
        for (const type of new Set(types)) {
            const before = counts.get(type) ?? {accounts: 0, converted: 0}
            counts.set(type, {
                accounts: before.accounts + 1,
                converted: before.converted + (fate === "converted" ? 1 : 0),
            })
        }
    return [...counts]
        .map(([type, found]) => ({type, ...found}))
        .sort((a, b) => b.accounts - a.accounts || (a.type < b.type ? -1 : 1))
}

function daysBetween(from: string, to: string): number {
    return (Date.parse(to) - Date.parse(from)) / DAY_MS
}
