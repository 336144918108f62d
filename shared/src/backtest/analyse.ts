import {instantOf} from "../queries/grid"
import {subjectCuts} from "./cuts"
import {accountsOf, coveredLandmarks, strataOf, total} from "./groups"
import type {BacktestPlan} from "./plan"
import {type BacktestResult, RESULT_VERSION, type SubjectResult, type Unjudged} from "./result"
import {scoreResult} from "./score-result"
import {shareOfDates} from "./shares"
import {spreadOf} from "./spread"
import {type Evidence, type Figures, figuresOf, type SubjectName} from "./subject-result"
import type {Subject} from "./subjects"
import type {CountTables} from "./tables"
import {adjusted, missing, verdictOf} from "./verdict"

/** Id of routing among the subjects of a result. */
export const OVERALL = "overall"

/** A lift below this is of no use to anybody who works the accounts. */
export const DEFAULT_MINIMUM_LIFT = 1.5

/** What was counted, and what was asked. */
export interface AnalysisInput {
    readonly asOf: number
    readonly outcome: BacktestResult["outcome"]
    readonly plan: BacktestPlan
    readonly subjects: readonly Subject[]
    readonly threshold: number
    readonly minimumLift?: number
    readonly tables: CountTables
    /** Signals that could not be part of it, and why. */
    readonly unjudged?: readonly Unjudged[]
}

/** A backtest's result from its counts: pure, so the same counts always give the same result. */
export function analyse(input: AnalysisInput): BacktestResult {
    const {plan, subjects, tables, threshold, minimumLift = DEFAULT_MINIMUM_LIFT} = input
    const spread = spreadOf(tables, plan, subjects, threshold)
    const evidence: Evidence = {plan, tables, spread, minimumLift}
    const cuts = subjectCuts(subjects)
    const watched = cuts.length
    const figures = subjects.map((subject, index) =>
        figuresOf(evidence, nameOf(subject), cuts[index] ?? {of: "routed"}, index + 1, watched, subject),
    )
    const signals = withVerdicts(figures, minimumLift)
    const routed = figuresOf(evidence, overallName(subjects), {of: "routed"}, cuts.length, watched, null)
    const [overall] = withVerdicts([routed], minimumLift)
    if (overall === undefined) throw new Error("A backtest without routing.")
    const accounts = accountsOf(tables, 1, "whole")
    const all = total(strataOf(tables, plan, 1, "whole"))
    return {
        schema_version: RESULT_VERSION,
        as_of: new Date(input.asOf).toISOString(),
        outcome: input.outcome,
        rules: {
            horizon_days: plan.rules.horizonDays,
            gap_days: plan.rules.gapDays,
            min_tenure_days: plan.rules.minTenureDays,
            active_within_days: plan.rules.activeWithinDays,
            threshold,
            minimum_lift: minimumLift,
        },
        period: periodOf(tables, plan),
        accounts: accounts.accounts,
        converted_accounts: accounts.converted,
        dates: shareOfDates(all.a + all.c, all.n1 + all.n0, accounts.accounts, spread.base),
        signals,
        unjudged: input.unjudged ?? [],
        overall,
        score: scoreResult(evidence, threshold, signals),
    }
}

function nameOf({id, signal, fixedInAdvance}: Subject): SubjectName {
    return {id, title: signal.title, version: signal.version, fixedInAdvance}
}

/** Routing is fixed in advance when all its signals are and their points are those of A1. */
function overallName(subjects: readonly Subject[]): SubjectName {
    return {
        id: OVERALL,
        title: "Would be routed",
        version: 1,
        fixedInAdvance: subjects.every(
            ({fixedInAdvance, hasDefaultBase}) => fixedInAdvance && hasDefaultBase,
        ),
    }
}

/**
 * Verdicts depend on how many signals were tried: Holm for "confirmed", Benjamini-Hochberg for "promising". Signals with
 * too few conversions count as tried as well: leaving them out would choose the family by its outcomes.
 */
function withVerdicts(figures: readonly Figures[], minimumLift: number): SubjectResult[] {
    const enough = figures.map(({gates}) => missing(gates))
    const enoughLater = figures.map(({gatesConfirmation}) => missing(gatesConfirmation))
    const holm = adjusted(figures.map(({confirmation}) => confirmation.lift.p_above_1), "holm") // prettier-ignore
    const q = adjusted(figures.map(({whole}) => twoSided(whole.lift.p_above_1)), "bh") // prettier-ignore
    return figures.map(({gates: _gates, gatesConfirmation: _later, ...figure}, i) => {
        const pHolm = holm[i] ?? null
        const found = verdictOf({
            whole: figure.whole,
            confirmation: figure.confirmation,
            lacksWhole: enough[i] ?? null,
            lacksConfirmation: enoughLater[i] ?? null,
            pHolm,
            q: q[i] ?? null,
            minimumLift,
            health: figure.health,
        })
        return {...figure, ...found, p_holm: pHolm, q: q[i] ?? null}
    })
}

function twoSided(greater: number | null): number | null {
    return greater === null ? null : Math.min(1, 2 * Math.min(greater, 1 - greater))
}

function periodOf(tables: CountTables, plan: BacktestPlan): BacktestResult["period"] {
    const mature = coveredLandmarks(tables, plan)
    const at = (day: number | undefined): string | null =>
        day === undefined ? null : new Date(instantOf(plan, day)).toISOString()
    const last = mature[mature.length - 1]?.day
    const of = (period: "explore" | "confirm") => mature.filter((landmark) => landmark.period === period)
    const explored = of("explore")
    return {
        landmarks: mature.length,
        open_landmarks: plan.landmarks.filter((landmark) => !landmark.mature).length,
        from: at(mature[0]?.day),
        to: at(last),
        outcomes_complete_to: at(plan.endDay - plan.rules.gapDays - plan.rules.horizonDays),
        explore_to: at(explored[explored.length - 1]?.day),
        confirm_from: at(of("confirm")[0]?.day),
    }
}
