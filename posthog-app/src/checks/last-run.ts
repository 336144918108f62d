import {
    RUN_COMPLETED,
    type RunCompletedContent,
    runCompletedContentSchema,
} from "@beton/shared/events/run-completed"
import {verify} from "@beton/shared/events/signing"
import {recentRuns} from "@beton/shared/queries/beton-events"
import {count} from "@beton/shared/signals/signal"

import {type Config, publicKeysOf} from "../config/config"
import {writerOf} from "../writer"
import {type Check, defineCheck, failed, type Finding, ok, warn} from "./check"

const HOUR_MS = 3_600_000
const MEMORY_DAYS = 31
/** Checking a signature takes up to 10 ms, and this is one of a plugin's short jobs. */
const MAX_SUMMARIES = 100
/** A run a day, and two hours for it to take (A13). */
const LATE_HOURS = 26
/** "Run now" writes the current minute, and clocks differ a little. */
const AHEAD_MS = HOUR_MS

const lastRun = defineCheck({
    id: "last_run",
    title: "Last run",
    needs: ["hogql"],
    async look({config, posthog, asOf}) {
        const rows = await posthog.query(recentRuns, {
            from: new Date(asOf - MEMORY_DAYS * 24 * HOUR_MS).toISOString(),
            to: new Date(asOf + AHEAD_MS).toISOString(),
            writer: writerOf(config).writer,
            limit: MAX_SUMMARIES,
        })
        if (!rows.ok) return failed(rows.failure)
        if (rows.value.length === 0) return ok("No run yet.")
        const newest = newestVerified(rows.value, config)
        if (newest === null)
            return warn(
                `No run yet that this signing key signed; ${count(rows.value.length, "summary", "summaries")} of others ${rows.value.length === 1 ? "is" : "are"} ignored. If the signing key was replaced, add its public key to former_public_keys in More settings.`,
            )
        return judged(newest, asOf)
    },
})

/** Health of the daily run (A13). */
export const RUN_CHECKS: readonly Check[] = [lastRun]

/** The newest summary that we signed; null without any. */
export function newestVerified(
    rows: readonly {readonly payload: string; readonly signature: string}[],
    config: Config,
): RunCompletedContent | null {
    for (const {payload, signature} of rows) {
        const trust = verify(
            {beton_payload: payload, beton_sig: signature},
            {publicKeys: publicKeysOf(config), project: config.project, kind: RUN_COMPLETED},
        )
        const content = trust.ok ? runCompletedContentSchema.safeParse(trust.envelope.content) : null
        if (content?.success === true) return content.data
    }
    return null
}

function judged(run: RunCompletedContent, asOf: number): Finding {
    const hours = Math.max(0, Math.floor((asOf - Date.parse(run.finished_at)) / HOUR_MS))
    const ago = hours === 0 ? "less than an hour ago" : `${count(hours, "hour")} ago`
    const finished = `The last run finished ${ago}`
    if (hours > LATE_HOURS)
        return warn(
            `${finished}; one a day is expected. Check that the app or the runner is still started, and its log.`,
        )
    const unknown = run.signals.filter(({state}) => state === "failed")
    if (unknown.length > 0)
        return warn(
            `${finished}, without ${unknown.map(({type, reason}) => `${type} (${reason})`).join(", ")}`,
        )
    return ok(
        `${finished}: ${count(run.accounts_emitted, "account")} written, ${count(run.queries, "query", "queries")}.`,
    )
}
