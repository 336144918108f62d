import {type BacktestPlan, type BacktestRules, planBacktest} from "@beton/shared/backtest/plan"
import type {BacktestResult, Unjudged} from "@beton/shared/backtest/result"
import type {SubjectChoice} from "@beton/shared/backtest/subjects"
import type {AccountSource} from "@beton/shared/queries/account"
import {signalById} from "@beton/shared/signals/index"

import type {Config} from "../config/config"
import type {SignalSource} from "../sources"

/** Everything one backtest is asked: plain JSON, stored between its steps. */
export interface BacktestJob {
    /** End of the data, ISO. */
    readonly as_of: string
    readonly outcome: BacktestResult["outcome"]
    /** Only this writer's events are outcomes; absent where the customer's own are. */
    readonly writer?: string
    readonly plan: BacktestPlan
    readonly account: AccountSource
    readonly internal: {readonly property: string; readonly domains: readonly string[]} | null
    readonly subjects: readonly SubjectChoice[]
    readonly unjudged: readonly Unjudged[]
    readonly threshold: number
    readonly minimum_lift: number
}

/** What a caller decides. */
export interface JobInput {
    readonly asOf: number
    readonly outcome: BacktestResult["outcome"]
    readonly writer?: string | undefined
    readonly days: number
    readonly rules: BacktestRules
    readonly minimumLift: number
    readonly account: AccountSource
    /** What the project's data allow, signal by signal. */
    readonly sources: Readonly<Record<string, SignalSource>>
    readonly custom: readonly SubjectChoice[]
}

/**
 * The backtest of a configuration: every signal that is on and has its data. A signal whose data are missing is named with
 * the reason; one that only customers show needs an expansion outcome, and a first conversion is none (DESIGN §3 Audience).
 *
 * @throws Error when a number cannot be
 */
export function backtestJob(config: Config, input: JobInput): BacktestJob {
    const settings = config.settings.signals as Readonly<Record<string, unknown>>
    const subjects: SubjectChoice[] = []
    const unjudged: Unjudged[] = []
    for (const [id, {state, reason}] of Object.entries(input.sources)) {
        const signal = signalById(id)
        if (signal === undefined || state === "off") continue
        const needsProperties = signal
            .sources(settings[id] as never)
            .some(({kind}) => kind === "account_properties")
        if (signal.audience === "customer") unjudged.push(noExpansion(id, signal.title))
        else if (state === "ready") subjects.push({id, settings: settings[id]})
        else
            unjudged.push({
                id,
                title: signal.title,
                verdict: needsProperties ? "not_replayable" : "too_little_data",
                reason,
            })
    }
    for (const choice of input.custom) {
        const {audience, title} = choice.settings as {audience: string; title: string}
        const source = input.sources[choice.id]
        if (audience === "customer") unjudged.push(noExpansion(choice.id, title))
        else if (source?.state === "waiting_for_data")
            unjudged.push({id: choice.id, title, verdict: "too_little_data", reason: source.reason})
        else subjects.push(choice)
    }
    const {domainProperty} = config
    const {internal_domains: domains} = config.settings
    return {
        as_of: new Date(input.asOf).toISOString(),
        outcome: input.outcome,
        ...(input.writer === undefined ? {} : {writer: input.writer}),
        plan: planBacktest(input.asOf, input.days, input.rules),
        account: input.account,
        internal:
            domainProperty === null || domains.length === 0 ? null : {property: domainProperty, domains},
        subjects,
        unjudged,
        threshold: config.threshold,
        minimum_lift: input.minimumLift,
    }
}

function noExpansion(id: string, title: string): Unjudged {
    return {
        id,
        title,
        verdict: "no_outcome",
        reason: "It speaks about customers, and no expansion is configured as an outcome.",
    }
}
