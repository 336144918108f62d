import {type Result, succeed} from "@beton/shared/api/result"
import {newestVerified} from "@beton/shared/checks/last-run"
import {
    SIGNAL_FIRED,
    type SignalFiredContent,
    signalFiredContentSchema,
} from "@beton/shared/events/signal-fired"
import {verify} from "@beton/shared/events/signing"
import {firedHistory} from "@beton/shared/queries/beton-events"
import {recentRuns} from "@beton/shared/queries/recent-runs"

import type {PostHogClient} from "./clients/posthog"
import {type Config, publicKeysOf} from "./config/config"
import {signalSettingsOf} from "./signals"
import {writerOf} from "./writer"

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** A last run longer ago than this is not looked for. */
const RUN_DAYS = 365
/** Summaries of runs that are checked: the newest is among our own. */
const MAX_SUMMARIES = 20
const PAGE_ROWS = 2_000
/** A signature takes some 2 ms to check, so reading ends after about a minute. */
const MAX_FIRINGS = 30_000

/** An account as its newest signed firing tells it. */
export interface ScoredAccount {
    readonly account: string
    /** ISO instant of the firing. */
    readonly asOf: string
    readonly content: SignalFiredContent
}

/** The accounts that the last run knew. */
export interface ScoredAccounts {
    readonly run: {readonly runId: string; readonly asOf: string}
    /** ISO instant from which on firings were read. */
    readonly from: string
    /** Highest score first, then by key. */
    readonly accounts: readonly ScoredAccount[]
    /** More firings than are read at most: some accounts are missing. */
    readonly isCut: boolean
    /** Firings that nobody of ours signed; left out. */
    readonly distrusted: number
}

/**
 * Accounts with a signed firing that the last run knew: as far back as the longest cooldown reaches, as in the run
 * itself. Read from PostHog's own record, because storage may be elsewhere. null: there was no run yet.
 *
 * @param now unix ms
 */
export async function scoredAccounts(
    posthog: PostHogClient,
    config: Config,
    now: number,
    onRead: (firings: number) => void = () => undefined,
): Promise<Result<ScoredAccounts | null>> {
    const {writer} = writerOf(config)
    const runs = await posthog.query(recentRuns, {
        from: new Date(now - RUN_DAYS * DAY_MS).toISOString(),
        to: new Date(now + HOUR_MS).toISOString(),
        writer,
        limit: MAX_SUMMARIES,
    })
    if (!runs.ok) return runs
    const last = newestVerified(runs.value, {publicKeys: publicKeysOf(config), project: config.project})
    if (last === null) return succeed(null)
    const end = Date.parse(last.as_of)
    const range = {
        from: new Date(end - daysKnown(config) * DAY_MS).toISOString(),
        // The run's own firings stand at its instant.
        to: new Date(end + 1000).toISOString(),
    }
    const newest = new Map<string, ScoredAccount>()
    let [read, distrusted, cursor, isCut] = [0, 0, "", false]
    for (;;) {
        const page = await posthog.query(firedHistory, {...range, writer, own: true, cursor, limit: PAGE_ROWS})
        if (!page.ok) return page
        for (const row of page.value) {
            const firing = believed(row.payload, row.signature, config)
            if (firing === null) distrusted += 1
            else if ((newest.get(firing.account)?.asOf ?? "") < firing.asOf) newest.set(firing.account, firing)
        }
        read += page.value.length
        onRead(read)
        isCut = page.value.length === PAGE_ROWS && read >= MAX_FIRINGS
        if (page.value.length < PAGE_ROWS || isCut) break
        cursor = page.value.at(-1)?.key ?? ""
    }
    const accounts = [...newest.values()].sort(
        (a, b) => b.content.score - a.content.score || (a.account < b.account ? -1 : 1),
    )
    const run = {runId: last.run_id, asOf: last.as_of}
    return succeed({run, from: range.from, accounts, isCut, distrusted})
} // prettier-ignore

/** Days before a run whose firings it reads, see the step "history". */
function daysKnown(config: Config): number {
    return Math.max(7, ...Object.values(signalSettingsOf(config)).map(({cooldown_days: days}) => days)) + 1
}

function believed(payload: string, signature: string, config: Config): ScoredAccount | null {
    const trust = verify(
        {beton_payload: payload, beton_sig: signature},
        {publicKeys: publicKeysOf(config), project: config.project, kind: SIGNAL_FIRED},
    )
    const content = trust.ok ? signalFiredContentSchema.safeParse(trust.envelope.content) : null
    if (!trust.ok || content?.success !== true) return null
    return {account: trust.envelope.account, asOf: trust.envelope.as_of, content: content.data}
}
