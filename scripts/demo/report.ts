import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import type {Config} from "@beton/posthog-app/config/config"
import {writerOf} from "@beton/posthog-app/writer"
import {
    BACKTEST_COMPLETED,
    type BacktestCompletedContent,
    backtestCompletedContentSchema,
} from "@beton/shared/events/backtest-completed"
import {
    RUN_COMPLETED,
    type RunCompletedContent,
    runCompletedContentSchema,
} from "@beton/shared/events/run-completed"
import {
    SIGNAL_FIRED,
    type SignalFiredContent,
    signalFiredContentSchema,
} from "@beton/shared/events/signal-fired"
import {verify} from "@beton/shared/events/signing"
import {
    firedHistory,
    firingsByType,
    HISTORY_PAGE_ROWS,
    recentBacktests,
} from "@beton/shared/queries/beton-events"
import {recentRuns} from "@beton/shared/queries/recent-runs"

import {orThrow} from "../detect/detect-as-of"

const DAY_MS = 86_400_000
/** A backtest is written about once a week. */
const BACKTEST_DAYS = 30

/** An account as a rep would meet it. */
export interface TopAccount {
    readonly account: string
    readonly name: string
    readonly score: number
    readonly types: readonly string[]
    readonly whyNow: string
    /** Whether the CRM holds an open Beton deal of the account. */
    readonly deal: boolean
}

/** Everything the demo ends with. Read back from the stand-ins through their public APIs, signatures verified. */
export interface DemoReport {
    readonly asOf: string
    readonly events: number
    readonly accounts: number
    readonly firedByType: readonly {type: string; firings: number}[]
    readonly top: readonly TopAccount[]
    readonly summary: RunCompletedContent
    /** What the signals would have told on the company's own history; null before the first backtest. */
    readonly proof: BacktestCompletedContent | null
    readonly deals: {readonly created: number; readonly open: number}
    readonly betonIds: readonly string[]
    /** Requests that changed something during this run, by the stand-ins' own logs. */
    readonly writes: {readonly posthog: number; readonly attio: number}
    readonly seconds: Readonly<Record<string, number>>
}

/** The signed summary of a run. */
export async function readSummary(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<RunCompletedContent | null> {
    const rows = orThrow(await posthog.query(recentRuns, {...around(asOf), writer: writerOf(config).writer}))
    for (const row of rows) {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: [config.keys.publicKey], project: config.project, kind: RUN_COMPLETED},
        )
        if (!trust.ok || trust.envelope.as_of !== asOf) continue
        const content = runCompletedContentSchema.safeParse(trust.envelope.content)
        if (content.success) return content.data
    }
    return null
}

/** The newest signed backtest up to a run; null before the first. */
export async function readBacktest(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<BacktestCompletedContent | null> {
    const range = {
        from: new Date(Date.parse(asOf) - BACKTEST_DAYS * DAY_MS).toISOString(),
        to: new Date(Date.parse(asOf) + 1000).toISOString(),
    }
    const rows = orThrow(await posthog.query(recentBacktests, {...range, writer: writerOf(config).writer}))
    for (const row of rows) {
        const trust = verify(
            {beton_payload: row.payload, beton_sig: row.signature},
            {publicKeys: [config.keys.publicKey], project: config.project, kind: BACKTEST_COMPLETED},
        )
        if (!trust.ok) continue
        const content = backtestCompletedContentSchema.safeParse(trust.envelope.content)
        if (content.success) return content.data
    }
    return null
}

/** The signed firings of a run. */
export async function readFirings(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<{account: string; content: SignalFiredContent}[]> {
    const firings = new Map<string, {account: string; content: SignalFiredContent}>()
    let cursor = ""
    for (;;) {
        const rows = orThrow(
            await posthog.query(firedHistory, {
                ...around(asOf),
                writer: writerOf(config).writer,
                own: true,
                cursor,
                limit: HISTORY_PAGE_ROWS,
            }),
        )
        for (const row of rows) {
            const trust = verify(
                {beton_payload: row.payload, beton_sig: row.signature},
                {publicKeys: [config.keys.publicKey], project: config.project, kind: SIGNAL_FIRED},
            )
            if (!trust.ok || trust.envelope.as_of !== asOf) continue
            const content = signalFiredContentSchema.safeParse(trust.envelope.content)
            if (content.success)
                firings.set(content.data.beton_id, {account: trust.envelope.account, content: content.data})
        }
        const last = rows[rows.length - 1]
        if (rows.length < HISTORY_PAGE_ROWS || last === undefined) return [...firings.values()]
        cursor = last.key
    }
}

/** Firings by type as a tile would count them: by writer, distinct ids. */
export async function readFiredByType(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<{type: string; firings: number}[]> {
    const rows = orThrow(
        await posthog.query(firingsByType, {...around(asOf), writer: writerOf(config).writer}),
    )
    return rows.map(({type, firings}) => ({type, firings}))
}

function around(asOf: string): {from: string; to: string} {
    const at = Date.parse(asOf)
    return {from: new Date(at - DAY_MS / 2).toISOString(), to: new Date(at + DAY_MS / 2).toISOString()}
}
