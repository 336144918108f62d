import {type Result, succeed} from "@beton/shared/api/result"
import {BACKTEST_COMPLETED, backtestCompletedContentSchema} from "@beton/shared/events/backtest-completed"
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

/**
 * The last backtest of an outcome that was written, by PostHog's own record: storage may be lost, or another host's. null
 * when there is none that can be believed.
 */
export async function lastWritten(
    posthog: PostHogClient,
    config: Config,
    outcome: string,
    asOf: string,
): Promise<Result<Backtested | null>> {
    const end = Date.parse(asOf)
    const rows = await posthog.query(recentBacktests, {
        from: new Date(end - LOOK_BACK_DAYS * DAY_MS).toISOString(),
        to: new Date(end + 1000).toISOString(),
        writer: writerOf(config).writer,
        limit: MOST,
    })
    if (!rows.ok) return rows
    const found = rows.value.flatMap(({payload, signature}) => {
        const trust = verify(
            {beton_payload: payload, beton_sig: signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: BACKTEST_COMPLETED},
        )
        const content = trust.ok ? backtestCompletedContentSchema.safeParse(trust.envelope.content) : null
        return content?.success === true && content.data.outcome.name === outcome ? [content.data] : []
    })
    const newest = found.sort((a, b) => (a.as_of < b.as_of ? 1 : -1))[0]
    if (newest?.run.fingerprint === undefined) return succeed(null)
    return succeed({fingerprint: newest.run.fingerprint, slices: newest.run.slices})
}
