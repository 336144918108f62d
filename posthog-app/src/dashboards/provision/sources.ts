import {type Result, succeed} from "@beton/shared/api/result"
import {HISTORY_STEPS, projectHistory, tileSources} from "@beton/shared/queries/tiles/sources"
import {billingIntent} from "@beton/shared/signals/billing-intent"
import {limitApproaching} from "@beton/shared/signals/limit-approaching"
import {supportEngagement} from "@beton/shared/signals/support-engagement"
import {trialExpiring} from "@beton/shared/signals/trial-expiring"

import type {PostHogClient} from "../../clients/posthog"
import type {Config} from "../../config/config"
import type {SourceReport} from "../../sources"
import {writerOf} from "../../writer"
import type {SourceId} from "../definition"
import type {Sources} from "./desired"

const DAY_MS = 86_400_000
/** A project's first event is looked for this far back: further ones change nothing. */
const LOOK_BACK_DAYS = 2 * HISTORY_STEPS[4]
/** Signals whose data a tile can need. */
const SIGNAL_SOURCES: Readonly<Partial<Record<SourceId, string>>> = {
    billing: billingIntent.id,
    support: supportEngagement.id,
    trials: trialExpiring.id,
    limits: limitApproaching.id,
}

/**
 * Which data tiles have; two queries.
 *
 * @param o.now unix ms
 * @param o.known what was sent a moment ago, which PostHog may not show yet
 */
export async function findSources(
    posthog: PostHogClient,
    config: Config,
    report: SourceReport,
    o: {readonly now: number; readonly known?: readonly SourceId[]},
): Promise<Result<Sources>> {
    const own = await posthog.query(tileSources, {writer: writerOf(config).writer})
    if (!own.ok) return own
    const history = await posthog.query(projectHistory, {
        from: new Date(o.now - LOOK_BACK_DAYS * DAY_MS).toISOString(),
        to: new Date(o.now).toISOString(),
    })
    if (!history.ok) return history
    const {runs = 0, firings = 0, deals = 0, closed_deals: closed = 0, backtests = 0} = own.value[0] ?? {}
    const counts: readonly [SourceId, number][] = [
        ["run", runs],
        ["firings", firings],
        ["deals", deals],
        ["closed_deals", closed],
        ["backtest", backtests],
    ]
    const signals = Object.entries(SIGNAL_SOURCES) as [SourceId, string][]
    const present = [
        ...(o.known ?? []),
        ...counts.flatMap(([id, count]) => (count > 0 ? [id] : [])),
        ...signals.flatMap(([id, signal]) => (report.signals[signal]?.state === "ready" ? [id] : [])),
    ]
    return succeed({present: [...new Set(present)].sort(), historyDays: history.value[0]?.days ?? 0})
}
