import {type Result, succeed} from "@beton/shared/api/result"
import {
    BACKTEST_COMPLETED,
    type BacktestCompletedContent,
    backtestCompletedContentSchema,
} from "@beton/shared/events/backtest-completed"
import {verify} from "@beton/shared/events/signing"
import {recentBacktests} from "@beton/shared/queries/beton-events"

import type {PostHogClient} from "../clients/posthog"
import {type Config, publicKeysOf} from "../config/config"
import type {Backtested} from "../steps/run-state"
import {writerOf} from "../writer"

const DAY_MS = 86_400_000
/** A landmark matures at least every 8 days, so an older backtest answers nothing that is asked now. */
const LOOK_BACK_DAYS = 14
/** Two of each outcome; each carries a whole result. */
const MOST = 4

/** Backtests that were written lately and can be believed, newest first: by PostHog's own record, since storage may be lost. */
export async function backtestsWritten(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<Result<BacktestCompletedContent[]>> {
    const end = Date.parse(asOf)
    const rows = await posthog.query(recentBacktests, {
        from: new Date(end - LOOK_BACK_DAYS * DAY_MS).toISOString(),
        to: new Date(end + 1000).toISOString(),
        writer: writerOf(config).writer,
        limit: MOST,
    })
    if (!rows.ok) return rows
    const found = rows.value.flatMap(({payload, signature}) =>
        believed({beton_payload: payload, beton_sig: signature}, config),
    )
    return succeed(found.sort((a, b) => (a.as_of < b.as_of ? 1 : -1)))
}

/** The backtest that an event's properties tell: a list of one, empty where it cannot be believed. */
export function believed(
    properties: Readonly<Record<string, unknown>>,
    config: Config,
): BacktestCompletedContent[] {
    const {project} = config
    const trust = verify(properties, {publicKeys: publicKeysOf(config), project, kind: BACKTEST_COMPLETED})
    const content = trust.ok ? backtestCompletedContentSchema.safeParse(trust.envelope.content) : null
    return content?.success === true ? [content.data as BacktestCompletedContent] : []
}

/** What the last backtest of an outcome was asked; null when there is none. */
export async function lastWritten(
    posthog: PostHogClient,
    config: Config,
    outcome: string,
    asOf: string,
): Promise<Result<Backtested | null>> {
    const written = await backtestsWritten(posthog, config, asOf)
    if (!written.ok) return written
    const newest = written.value.find((content) => content.outcome.name === outcome)
    if (newest?.run.fingerprint === undefined) return succeed(null)
    return succeed({fingerprint: newest.run.fingerprint, slices: newest.run.slices})
}
