import type {PostHogClient} from "@beton/posthog-app/clients/posthog"
import {type Config, excludedAccount} from "@beton/posthog-app/config/config"
import {trustOf} from "@beton/posthog-app/confirmations"
import {candidateOf, quietAccount, type RouteCandidate} from "@beton/posthog-app/decided-rows"
import {type AccountProfile, NO_PROFILE, profilesOf} from "@beton/posthog-app/profiles"
import {type Proof, proofOf} from "@beton/posthog-app/proof"
import {type ConfiguredSignal, signalSettingsOf, signalsOf} from "@beton/posthog-app/signals"
import {inspectSources} from "@beton/posthog-app/sources"
import type {FailureKind, Result} from "@beton/shared/api/result"
import {succeed} from "@beton/shared/api/result"
import {type ActiveRow, decideAccounts} from "@beton/shared/detection"
import {detectionQuery} from "@beton/shared/queries/detection"
import {type Grid, gridOf} from "@beton/shared/queries/grid"
import type {AnySignal} from "@beton/shared/signals/index"

import {WorkError} from "../cli/errors"
import {valueOf} from "../cli/value-of"
import {type FieldSession} from "./session"

/** As finely as the daily run slices a slow query. */
const MAX_PARTITIONS = 64
/** Key, project or plan: the other signals would fare the same. */
const NOT_THE_QUERY: ReadonlySet<FailureKind> = new Set([
    "unauthorized",
    "missing_scope",
    "not_found",
    "quota",
])

/** One account as a run of this minute would see it. */
export interface AccountNow {
    /** ISO, a whole minute. */
    readonly asOf: string
    readonly candidate: RouteCandidate
    readonly profile: AccountProfile
    readonly proof: Proof | null
    /** Signals that could not be computed, as sentences: the score may be too low. */
    readonly unknown: readonly string[]
}

/**
 * Asks every signal about one account, with the queries and the decisions of the daily run.
 *
 * @throws WorkError with a sentence when PostHog refuses, or the settings leave the account out
 */
export async function accountNow(session: FieldSession, account: string): Promise<AccountNow> {
    const {posthog, config, source, host} = session
    if (excludedAccount(config, account))
        throw new WorkError("Your settings leave the record's account out: its domain is your own or one of free mail.")
    const at = Math.floor(host.now() / 60_000) * 60_000
    const asOf = new Date(at).toISOString()
    const sources = valueOf(await inspectSources(posthog, config, source, at), "PostHog")
    const active = new Map<AnySignal, readonly ActiveRow[]>()
    const unknown: string[] = []
    for (const [id, configured] of signalsOf(config)) {
        if (sources.signals[id]?.state !== "ready") continue
        const rows = await rowsOf(session, configured, gridOf([at]), account)
        if (rows.ok) active.set(configured.signal, rows.value)
        else if (NOT_THE_QUERY.has(rows.failure.kind)) throw new WorkError(`PostHog: ${rows.failure.message}`)
        else unknown.push(`"${configured.signal.title}" could not be computed: ${rows.failure.message}`)
    }
    const trust = valueOf(await trustOf(posthog, config, active), "PostHog")
    const [decided] = decideAccounts(active, signalSettingsOf(config), new Map(), at, trust)
    const partial = unknown.length > 0
    const audiences = new Map([...signalsOf(config)].map(([id, {signal}]) => [id, signal.audience]))
    const run = {partial, threshold: config.threshold}
    const candidate =
        decided === undefined
            ? quietAccount(account, partial)
            : candidateOf(decided, run, (type) => audiences.get(type) ?? "both")
    const profiles = valueOf(await profilesOf(posthog, config, source, [account], asOf), "PostHog")
    const proof = valueOf(await proofOf(posthog, config, asOf), "PostHog")
    const profile = profiles.get(account) ?? NO_PROFILE
    return {asOf, candidate, profile, proof: proof?.proof ?? null, unknown}
} // prettier-ignore

/** The account's row of a signal, if it is active: the page that begins with the account's key, one row long. */
async function rowsOf(
    {posthog, config, source}: {readonly posthog: PostHogClient; readonly config: Config} & Pick<FieldSession, "source">,
    {signal, settings}: ConfiguredSignal,
    grid: Grid,
    account: string,
): Promise<Result<readonly ActiveRow[]>> {
    const before = (grid.days[0] ?? 0) - 1
    for (let count = config.settings.partitions; ; count *= 2) {
        const found = await firstRow(count)
        const isTooSlow = !found.ok && (found.failure.kind === "too_slow" || found.failure.code === "timeout")
        if (!isTooSlow || count * 2 > MAX_PARTITIONS) return found
    }
    async function firstRow(count: number): Promise<Result<readonly ActiveRow[]>> {
        for (let index = 0; index < count; index++) {
            const rows = await posthog.query(detectionQuery(signal), {
                settings,
                account: source,
                grid,
                partition: {index, count},
                cursor: {account, day: before},
                limit: 1,
            })
            if (!rows.ok) return rows
            const mine = (rows.value as unknown as readonly ActiveRow[]).filter((row) => row.account === account)
            if (mine.length > 0) return succeed(mine)
        }
        return succeed([])
    }
} // prettier-ignore
