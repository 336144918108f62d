import {count} from "../counts"
import {RUN_COMPLETED, type RunCompletedContent, runCompletedContentSchema} from "../events/run-completed"
import {verify} from "../events/signing"
import {type Finding, ok, warn} from "./finding"

const HOUR_MS = 3_600_000
/** A run a day, and two hours for it to take (A13). */
const LATE_HOURS = 26

/** Whose summaries are believed. */
export interface Believed {
    readonly publicKeys: readonly string[]
    readonly project: string
}

/** A row of the query `recent_runs`. */
interface SummaryRow {
    readonly payload: string
    readonly signature: string
}

/** The newest summary that we signed; null without any. */
export function newestVerified(rows: readonly SummaryRow[], believed: Believed): RunCompletedContent | null {
    for (const {payload, signature} of rows) {
        const signed = {beton_payload: payload, beton_sig: signature}
        const trust = verify(signed, {...believed, kind: RUN_COMPLETED})
        const content = trust.ok ? runCompletedContentSchema.safeParse(trust.envelope.content) : null
        if (content?.success === true) return content.data
    }
    return null
}

/**
 * Health of the daily run (A13).
 *
 * @param asOf unix ms
 */
export function lastRunFinding(rows: readonly SummaryRow[], believed: Believed, asOf: number): Finding {
    if (rows.length === 0) return ok("No run yet.")
    const newest = newestVerified(rows, believed)
    if (newest !== null) return judged(newest, asOf)
    return warn(
        `No run yet that this signing key signed; ${count(rows.length, "summary", "summaries")} of others ${rows.length === 1 ? "is" : "are"} ignored. If the signing key was replaced, add its public key to former_public_keys in More settings.`,
    )
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
