import {instantOf} from "../queries/grid"
import {confusion} from "../stats/confusion"
import {accountsNeeded, minimumDetectableLift} from "../stats/power"
import type {TwoGroups} from "../stats/two-groups"
import type {Cut} from "./cuts"
import {cutName} from "./cuts"
import {
    type AccountCounts,
    accountsInState,
    accountsOf,
    coveredLandmarks,
    entriesOf,
    firstRows,
    type Scope,
    stateGroups,
    strataOf,
    total,
} from "./groups"
import {healthOf} from "./health"
import {liftOf} from "./lift"
import type {BacktestPlan} from "./plan"
import type {Comparison, Power, Share, SubjectResult, TrackRecord, TuningRow} from "./result"
import {CONFIDENCE, effectOf, shareOfAccounts, shareOfDates, shareWithEffect} from "./shares"
import type {Spread, SquaresOfCut} from "./spread"
import type {Subject} from "./subjects"
import type {CountTables} from "./tables"
import {timeToConversion, trackRecord} from "./time-to-conversion"
import type {GateCounts} from "./verdict"

const MONTH_DAYS = 30
/** Test level and power of H8. */
const ALPHA = 0.05
const POWER = 0.8

/** Everything an analysis reads. */
export interface Evidence {
    readonly plan: BacktestPlan
    readonly tables: CountTables
    readonly spread: Spread
    readonly minimumLift: number
}

/** A subject's figures before the verdict, which depends on all signals together. */
export interface Figures extends Omit<SubjectResult, "verdict" | "reason" | "p_holm" | "q"> {
    readonly gates: GateCounts
    readonly gatesConfirmation: GateCounts
}

/** What identifies a subject in a result. */
export interface SubjectName {
    readonly id: string
    readonly title: string
    readonly version: number
    readonly fixedInAdvance: boolean
}

/** Everything about subject number `number` (from 1) that can be said without the others. */
export function figuresOf(
    evidence: Evidence,
    name: SubjectName,
    cut: Cut,
    number: number,
    watched: number,
    subject: Subject | null,
): Figures {
    const {plan, tables, spread} = evidence
    const {rules} = plan
    const accounts = accountsOf(tables, number, "whole")
    const all = total(strataOf(tables, plan, number, "whole"))
    const squares = squaresOf(spread, cut)
    const record = trackRecord(tables, number, rules)
    const whole = comparison(evidence, cut, number, "whole")
    const confirmation = name.fixedInAdvance ? whole : comparison(evidence, cut, number, "confirm")
    const precision = shareOfDates(all.a, all.n1, accounts.exposed, squares.precision)
    const recall = shareOfDates(all.a, all.a + all.c, accounts.converted, squares.recall)
    return {
        id: name.id,
        title: name.title,
        version: name.version,
        fixed_in_advance: name.fixedInAdvance,
        whole,
        confirmation,
        precision,
        recall,
        f1: f1Of(all, effectOf(all.a, all.n1, accounts.exposed, squares.precision)),
        converted_accounts_seen: shareOfAccounts(accounts.exposedConverted, accounts.converted),
        track_record: record,
        new_per_month: perMonth(
            entriesOf(tables, plan, number).reduce((sum, {n}) => sum + n, 0),
            evidence,
        ),
        power: powerOf(evidence, record, accounts),
        time_to_conversion: timeToConversion(tables, number, rules),
        tuning: subject === null ? null : tuningOf(evidence, subject, number - 1, all, accounts),
        health: healthOf(tables, plan, number, watched),
        gates: gateCounts(accounts),
        gatesConfirmation: gateCounts(accountsOf(tables, number, name.fixedInAdvance ? "whole" : "confirm")),
    }
}

function squaresOf(spread: Spread, cut: Cut): SquaresOfCut {
    return spread.cuts.get(cutName(cut)) ?? {crude: 0, precision: 0, recall: 0, matched: 0, matchedConfirm: 0}
}

function gateCounts(counts: AccountCounts): GateCounts {
    return {...counts, convertedWith: counts.exposedConverted}
}

/** Per 30 days of the landmarks for which there are data. */
export function perMonth(count: number, {tables, plan}: Pick<Evidence, "tables" | "plan">): number {
    const mature = coveredLandmarks(tables, plan)
    const first = mature[0]
    const last = mature[mature.length - 1]
    if (first === undefined || last === undefined) return 0
    // Each landmark stands for the days up to the next, a week on average.
    return (count / (last.day - first.day + 7)) * MONTH_DAYS
}

function comparison(evidence: Evidence, cut: Cut, number: number, scope: Scope): Comparison {
    const {plan, tables, spread} = evidence
    const strata = strataOf(tables, plan, number, scope)
    const all = total(strata)
    const accounts = accountsOf(tables, number, scope)
    const squares = squaresOf(spread, cut)
    const wholeScope = scope === "whole"
    // The spread of a part is known for the matched lift only; rates of the part take the design effect of the whole.
    const whole = wholeScope ? all : total(strataOf(tables, plan, number, "whole"))
    const effectWith = effectOf(
        whole.a,
        whole.n1,
        accountsOf(tables, number, "whole").exposed,
        squares.precision,
    )
    const effectAll = baseEffect(evidence)
    const days = coveredLandmarks(tables, plan).filter(({period}) => wholeScope || period === "confirm")
    const at = (day: number | undefined): string | null =>
        day === undefined ? null : new Date(instantOf(plan, day)).toISOString()
    return {
        landmarks: days.length,
        from: at(days[0]?.day),
        to: at(days[days.length - 1]?.day),
        with: {accounts: accounts.exposed, dates: shareWithEffect(all.a, all.n1, effectWith)},
        without: {accounts: accounts.unexposed, dates: shareWithEffect(all.c, all.n0, effectAll)},
        accounts: accounts.accounts,
        converted_accounts: accounts.converted,
        converted_accounts_with: accounts.exposedConverted,
        lift: liftOf({
            strata,
            first: firstRows(tables, number, scope),
            clusters: accounts.accounts,
            squares: {
                crude: wholeScope ? squares.crude : 0,
                matched: wholeScope ? squares.matched : squares.matchedConfirm,
            },
        }),
    }
}

/** Design effect of the base rate. */
export function baseEffect({plan, tables, spread}: Evidence): number {
    const all = total(strataOf(tables, plan, 1, "whole"))
    return effectOf(all.a + all.c, all.n1 + all.n0, accountsOf(tables, 1, "whole").accounts, spread.base)
}

function f1Of({a, n1, c}: TwoGroups, effect: number): Share {
    const counts = {tp: a / effect, fp: (n1 - a) / effect, fn: c / effect, tn: 0}
    const {value, lo, hi} = confusion(counts, CONFIDENCE).f1
    return {k: 2 * a, n: n1 + a + c, value, lo, hi}
}

/** Sizes in accounts, each judged once: at its first landmark with or without the subject (H8). */
function powerOf(evidence: Evidence, {with: exposed, without}: TrackRecord, accounts: AccountCounts): Power {
    const [n1, n0] = [exposed.n, without.n]
    const p0 = without.value ?? 0
    const ratio = n1 === 0 || n0 === 0 ? 5 : n0 / n1
    const needed =
        accountsNeeded({p0, lift: evidence.minimumLift, ratio, alpha: ALPHA, power: POWER})?.n1 ?? null
    const newPerMonth = perMonth(accounts.exposed, evidence)
    return {
        detectable_lift: minimumDetectableLift({p0, n1, n0, alpha: ALPHA, power: POWER}),
        accounts_needed: needed,
        months_to_go: needed === null || newPerMonth === 0 ? null : Math.max(0, (needed - n1) / newPerMonth),
    }
}

function tuningOf(
    {tables, spread}: Evidence,
    {signal, settings, steps}: Subject,
    index: number,
    all: TwoGroups,
    accounts: AccountCounts,
): SubjectResult["tuning"] {
    const {tuning} = signal
    if (tuning === undefined) return null
    const present = Number((settings as Record<string, unknown>)[tuning.param])
    const rows = [{setting: present}, ...steps].flatMap(({setting}, i): TuningRow[] => {
        const groups = stateGroups(tables, index, i + 1, all)
        if (groups.n1 === 0) return []
        const kept = accountsInState(tables, index, i + 1)
        const squares = squaresOf(spread, {of: "signal", index, state: i + 1})
        return [
            {
                setting,
                accounts: kept,
                dates: groups.n1,
                precision: shareOfDates(groups.a, groups.n1, kept, squares.precision),
                recall: shareOfDates(groups.a, groups.a + groups.c, accounts.converted, squares.recall),
                accounts_kept: accounts.exposed === 0 ? 0 : kept / accounts.exposed,
            },
        ]
    })
    return {param: tuning.param, unit: tuning.unit, present, rows}
}
