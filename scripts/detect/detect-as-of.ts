import {findAccountSource} from "@beton/posthog-app/account-source"
import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {type Config, excludedAccount} from "@beton/posthog-app/config/config"
import {signalSettingsOf, signalsOf} from "@beton/posthog-app/signals"
import {inspectSources, type SourceReport} from "@beton/posthog-app/sources"
import type {Failure, Result} from "@beton/shared/api/result"
import {type ActiveRow, type DecidedAccount, newTypes} from "@beton/shared/detection"
import type {AccountSource} from "@beton/shared/queries/account"
import {DETECTION_PAGE_ROWS, detectionQuery} from "@beton/shared/queries/detection"
import {type Grid, gridOf} from "@beton/shared/queries/grid"
import {replayFirings} from "@beton/shared/replay-firings"
import type {AnySignal} from "@beton/shared/signals/index"

import {WorkError} from "../cli/errors"

const DAY_MS = 86_400_000

/**
 * Days replayed before the asked instant, so that what "fires" follows from earlier firings. Only an account that has
 * been active for all of them is still affected by where the replay starts.
 */
const WARM_UP_DAYS = 60

/** What one instant says about every account, and about every signal. */
export interface Detection {
    readonly asOf: string
    readonly accounts: readonly DecidedAccount[]
    readonly signals: Readonly<Record<string, {state: string; reason: string; active: number; fired: number}>>
    readonly coverage: SourceReport["coverage"]
    readonly queries: number
}

/**
 * Detects as of one instant, with the same queries and decisions as the daily run. What "fires" depends on earlier
 * firings, so the days before it are replayed first (DESIGN §3 "Live = replay").
 *
 * @param asOf unix ms, a whole second
 * @throws WorkError with a sentence when PostHog refuses or the configuration does not fit the project
 */
export async function detectAsOf(posthog: PostHogClient, config: Config, asOf: number): Promise<Detection> {
    const project = orThrow(await posthog.project())
    const account = orThrow(await findAccountSource(posthog, config, project))
    const sources = orThrow(await inspectSources(posthog, config, account, asOf))
    const warmUp = WARM_UP_DAYS
    const grid = gridOf(Array.from({length: warmUp + 1}, (_, i) => asOf - (warmUp - i) * DAY_MS))
    const rows = new Map<AnySignal, ActiveRow[]>()
    for (const [id, source] of Object.entries(sources.signals)) {
        const signal = signalsOf(config).get(id)?.signal
        if (signal === undefined || source.state !== "ready") continue
        rows.set(signal, await allRows(posthog, config, signal, account, grid))
    }
    const accounts = replayUntil(rows, config, grid)
    const signals = Object.entries(sources.signals).map(([id, source]) => {
        const active = accounts.filter((decided) => decided.signals.some((signal) => signal.type === id))
        const fired = active.filter((decided) => newTypes(decided).includes(id))
        return [
            id,
            {state: source.state, reason: source.reason, active: active.length, fired: fired.length},
        ] as const
    })
    return {
        asOf: new Date(asOf).toISOString(),
        accounts,
        signals: Object.fromEntries(signals),
        coverage: sources.coverage,
        queries: posthog.queries,
    }
}

/** Every row of a signal on a grid, page by page. */
export async function allRows(
    posthog: PostHogClient,
    config: Config,
    signal: AnySignal,
    account: AccountSource,
    grid: Grid,
): Promise<ActiveRow[]> {
    const settings = signalSettingsOf(config)[signal.id]
    const query = detectionQuery(signal)
    const found: ActiveRow[] = []
    let cursor: {account: string; day: number} | null = null
    for (;;) {
        const page: ActiveRow[] = orThrow(
            await posthog.query(query, {
                settings,
                account,
                grid,
                partition: {index: 0, count: 1},
                cursor,
                limit: DETECTION_PAGE_ROWS,
            }),
        ) as unknown as ActiveRow[]
        found.push(...page.filter((row) => !excludedAccount(config, row.account)))
        const last = page[page.length - 1]
        if (page.length < DETECTION_PAGE_ROWS || last === undefined) return found
        cursor = {account: last.account, day: last.day}
    }
}

/** The last day's decisions. */
function replayUntil(
    rows: ReadonlyMap<AnySignal, readonly ActiveRow[]>,
    config: Config,
    grid: Grid,
): readonly DecidedAccount[] {
    let last: readonly DecidedAccount[] = []
    for (const {decided} of replayFirings(rows, signalSettingsOf(config), grid)) last = decided
    return last
}

/** The value of a call, or its sentence as an error. */
export function orThrow<T>(result: Result<T>): T {
    if (result.ok) return result.value
    throw new WorkError(sentence(result.failure))
}

function sentence(failure: Failure): string {
    return failure.message
}
