import type {BacktestJob} from "@beton/posthog-app/backtest/job"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {planShadow} from "@beton/shared/backtest/plan"
import {type ShadowRow, type ShadowSummary, shadowSummary} from "@beton/shared/backtest/shadow"
import {SHADOW_ROWS, shadowConversions, shadowRoutes} from "@beton/shared/queries/backtest/shadow"

import {WorkError} from "../cli/errors"
import {orThrow} from "../detect/detect-as-of"

/** What a replay "as if installed" found: the summary, and the accounts behind it. */
export interface Shadow {
    readonly summary: ShadowSummary
    readonly accounts: readonly ShadowRow[]
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString()

/**
 * Which accounts would have been routed since a date, and what became of them (H9).
 *
 * @param start unix ms
 * @throws WorkError when PostHog refuses, or there are more accounts than are listed
 */
export async function runShadow(posthog: PostHogClient, job: BacktestJob, start: number): Promise<Shadow> {
    const asOf = Date.parse(job.as_of)
    const horizon = job.plan.rules.horizonDays
    const plan = planShadow(start, asOf, horizon)
    const input = {
        account: job.account,
        partition: {index: 0, count: 1},
        plan: plan as never,
        outcome: {event: job.outcome.event, where: job.outcome.where as never},
        internal: job.internal as never,
        subjects: [...job.subjects],
        threshold: job.threshold,
    }
    const found = orThrow(await posthog.query(shadowRoutes, input))
    if (found.length >= SHADOW_ROWS)
        throw new WorkError(`More than ${SHADOW_ROWS} accounts would have been routed: raise the threshold or choose a later date.`) // prettier-ignore
    const [conversions] = orThrow(await posthog.query(shadowConversions, input))
    const accounts = found.map((row): ShadowRow => ({
        account: row.account,
        first_day: iso(row.first_at),
        score: row.score,
        types: row.signals.map((index) => job.subjects[index]?.id ?? ""),
        converted_at: row.converted_at === 0 ? null : iso(row.converted_at),
    }))
    return {
        accounts,
        summary: shadowSummary({
            start: iso((plan.landmarks[0]?.day ?? plan.endDay) * 86_400 + plan.originSeconds),
            as_of: job.as_of,
            horizon_days: horizon,
            rows: accounts,
            converted_accounts: conversions?.accounts ?? 0,
        }),
    }
}
