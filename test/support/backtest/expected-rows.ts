import type {BacktestPlan} from "../../../shared/src/backtest/plan"
import type {Subject} from "../../../shared/src/backtest/subjects"
import {instantOf} from "../../../shared/src/queries/grid"
import {compositeScore} from "../../../shared/src/score"
import type {CustomSignal} from "../../../shared/src/signals/custom-signal"
import {buildOracle, type OracleAccount, type RawEvent} from "../../oracle"
import {accountReader} from "../../oracle/account"
import {isActivity} from "../../oracle/activity"
import {DAY, isoToMicros} from "../../oracle/time"
import {lowerBound} from "../../oracle/values"
import type {CopiedRows} from "./copy-rows"
import {customCounts} from "./custom-oracle"

/** Days before the first landmark from which activity is known, and conversions and properties. */
const ACTIVITY_DAYS = 180
const CONVERSION_DAYS = 730

/** What a backtest is asked, as far as its rows depend on it. */
export interface ExpectedInput {
    readonly events: readonly RawEvent[]
    readonly account: OracleAccount
    readonly plan: BacktestPlan
    readonly outcome: {readonly event: string; readonly property: string; readonly values: readonly string[]}
    readonly subjects: readonly Subject[]
    readonly threshold: number
}

/** An account's rows under its key. */
export interface ExpectedRows extends CopiedRows {
    readonly account: string
}

/** The risk set of a backtest worked out from the words of METHODS §3.1 in memory, in no order. */
export function expectedRows(input: ExpectedInput): ExpectedRows[] {
    const {events, account, plan, subjects, threshold} = input
    const readAccount = accountReader(account)
    const known = new Map<string, {activity: number[]; converted: number}>()
    const at = (day: number): number => instantOf(plan, day) * 1000
    const first = at(plan.landmarks[0]!.day)
    const end = at(plan.endDay)
    for (const event of events) {
        const [key, time] = [readAccount(event), isoToMicros(event.timestamp)!]
        if (key === "") continue
        const line = known.get(key) ?? {activity: [], converted: Infinity}
        known.set(key, line)
        if (isActivity(event.event) && time >= first - ACTIVITY_DAYS * DAY) line.activity.push(time)
        const isOutcome = event.event === input.outcome.event
            && input.outcome.values.includes(String(event.properties[input.outcome.property] ?? ""))
        if (isOutcome && time >= first - CONVERSION_DAYS * DAY && time < end)
            line.converted = Math.min(line.converted, time)
    } // prettier-ignore
    const states = statesOf(input)
    const {gapDays, horizonDays, minTenureDays, activeWithinDays} = plan.rules
    return [...known].map(([key, {activity, converted}]) => {
        activity.sort((a, b) => a - b)
        const rows = {places: [] as number[], states: subjects.map(() => [] as number[]), scores: [] as number[], routed: [] as number[], converts: [] as number[], waits: [] as number[]} // prettier-ignore
        plan.landmarks.forEach(({day}, index) => {
            const t = at(day)
            const isKnown = activity.length > 0 && activity[0]! < t - minTenureDays * DAY
            const isAlive = lowerBound(activity, t) > lowerBound(activity, t - activeWithinDays * DAY)
            if (!isKnown || !isAlive || converted < t + gapDays * DAY) return
            const active = subjects.map((_subject, i) => states.get(`${key}\n${t}\n${i}`) ?? 0)
            const on = subjects.filter((_subject, i) => active[i]! > 0)
            const score = Math.floor(compositeScore(on.map(({id, base}) => ({type: id, base}))).score)
            rows.places.push(index + 1)
            active.forEach((state, i) => rows.states[i]!.push(state))
            rows.scores.push(score)
            rows.routed.push(score >= threshold || on.some(({alwaysRoute}) => alwaysRoute) ? 1 : 0)
            rows.converts.push(converted < t + (gapDays + horizonDays) * DAY ? 1 : 0)
            rows.waits.push(Math.floor((Math.min(converted, end) - t) / DAY))
        })
        return {account: key, ...rows, length: rows.places.length, ended: converted < Infinity}
    })
}

/** States by account, instant and subject, where they are not 0. */
function statesOf({events, account, plan, subjects}: ExpectedInput): Map<string, number> {
    const states = new Map<string, number>()
    const builtIn = subjects.filter(({id}) => !id.startsWith("custom_"))
    const settings = Object.fromEntries(builtIn.map(({id, settings: own}) => [id, own as Record<string, unknown>]))
    const oracle = buildOracle(events, {account, settings})
    for (const {day} of plan.landmarks) {
        const asOf = new Date(instantOf(plan, day))
        const t = asOf.getTime() * 1000
        for (const {account: key, signal, facts} of oracle.activeAt(asOf)) {
            const index = subjects.findIndex(({id}) => id === signal)
            const met = subjects[index]!.steps.filter(({setting}) => STRICTER[signal]!(facts as Facts, setting, t))
            states.set(`${key}\n${t}\n${index}`, 1 + met.length)
        }
    }
    subjects.forEach(({id, settings: own, steps}, index) => {
        if (!id.startsWith("custom_")) return
        const definition = own as CustomSignal
        const instants = plan.landmarks.map(({day}) => instantOf(plan, day) * 1000)
        for (const {key, t, observed} of customCounts(events, account, definition, instants))
            if (observed >= definition.at_least)
                states.set(`${key}\n${t}\n${index}`, 1 + steps.filter(({setting}) => observed >= setting).length)
    })
    return states
} // prettier-ignore

type Facts = Record<string, number>

/** Whether a signal with these facts is active at a stricter setting as well. */
const STRICTER: Record<string, (facts: Facts, setting: number, t: number) => boolean> = {
    usage_spike: ({events, events_before}, growth) => events! / events_before! > growth,
    pricing_intent: ({visits}, least) => visits! >= least,
    feature_adoption: ({items}, least) => items! >= least,
    limit_approaching: ({used, plan_limit}, share) => used! / plan_limit! > share,
    trial_expiring: ({ends_at}, days, t) => ends_at! * 1_000_000 < t + days * DAY,
    team_growth: ({users}, least) => users! >= least,
    support_engagement: ({conversations}, least) => conversations! >= least,
    billing_intent: ({events}, least) => events! >= least,
}
