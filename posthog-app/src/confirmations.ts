import {type Result, succeed} from "@beton/shared/api/result"
import {type ActiveBySignal, PLAIN_TRUST, type Trust} from "@beton/shared/detection"
import {CONFIRMATION_KEYS, confirmedAccounts} from "@beton/shared/queries/confirmations"

import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"

/**
 * Which of the active accounts an authenticated source knows, and how much the others may count (A11). Without
 * confirmations in the settings nothing is asked.
 */
export async function trustOf(
    posthog: PostHogClient,
    config: Config,
    active: ActiveBySignal,
): Promise<Result<Trust>> {
    const {confirmations, unconfirmed_cap: cap} = config.settings.trust
    if (confirmations.length === 0) return succeed({...PLAIN_TRUST, cap})
    const confirmed = new Map<string, Set<string>>()
    for (const {signals, table, column} of confirmations) {
        const keys = new Set<string>()
        for (const [signal, rows] of active) {
            if ((signals as readonly string[]).includes(signal.id))
                for (const row of rows) keys.add(row.account)
        }
        const all = [...keys].sort()
        for (let from = 0; from < all.length; from += CONFIRMATION_KEYS) {
            const known = await posthog.query(confirmedAccounts, {
                table,
                column,
                keys: all.slice(from, from + CONFIRMATION_KEYS),
            })
            if (!known.ok) return known
            for (const type of signals) {
                const accounts = confirmed.get(type) ?? new Set<string>()
                confirmed.set(type, accounts)
                for (const row of known.value) accounts.add(row.account)
            }
        }
    }
    return succeed({cap, confirmed: (account, type) => confirmed.get(type)?.has(account) ?? false})
}
