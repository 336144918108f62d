import {type CooldownPolicy, decide, type HoldReason} from "./cooldown"
import {byWeight, whyNow} from "./explain"
import {compositeScore} from "./score"
import type {AnySignal} from "./signals/index"
import type {Evidence} from "./signals/signal"

/** A row of a detection query: the account, the block index and the signal's facts. */
export type ActiveRow = Readonly<Record<string, unknown>> & {readonly account: string; readonly day: number}

/** Settings every signal shares, as the decision needs them. */
interface SignalPolicy {
    readonly base: number
    readonly cadence: "daily" | "weekly"
    readonly cooldown_days: number
    readonly always_route: boolean
}

/** One active signal of an account. */
export interface ActiveSignal {
    readonly type: string
    readonly title: string
    readonly version: number
    /** Points it adds: its base score, or less where nothing authenticated confirms it. */
    readonly base: number
    /** An authenticated source knows the account (A11). */
    readonly confirmed: boolean
    readonly sentence: string
    readonly evidence: Evidence
    readonly alwaysRoute: boolean
    /** null when it fires now; otherwise why it holds. */
    readonly held: HoldReason | null
}

/** What one instant says about one account. */
export interface DecidedAccount {
    readonly account: string
    readonly score: number
    readonly signals: readonly ActiveSignal[]
    readonly whyNow: string
}

/** Signal → rows active as of the instant. */
export type ActiveBySignal = ReadonlyMap<AnySignal, readonly ActiveRow[]>

/** When each type last fired for each account: account → type → instants (unix ms). */
export type FiringHistory = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>

/** How much a signal counts that rests on events which anybody could have sent (A11). */
export interface Trust {
    /** Most points of one such signal. */
    readonly cap: number
    /** Whether an authenticated source confirms the account for this signal type. */
    confirmed(account: string, type: string): boolean
}

/** Nothing is confirmed, and no base score is above the cap: the score is exactly A3's. */
export const PLAIN_TRUST: Trust = {cap: 40, confirmed: () => false}

/**
 * Puts the active rows of all signals together per account: score over the active ones, cooldown for each (DESIGN §3
 * "Active / fires / score"). Pure; accounts come out in ascending key order.
 *
 * @param asOf the instant, unix ms
 */
export function decideAccounts(
    active: ActiveBySignal,
    settings: Readonly<Record<string, unknown>>,
    history: FiringHistory,
    asOf: number,
    trust: Trust = PLAIN_TRUST,
): DecidedAccount[] {
    const byAccount = new Map<string, ActiveSignal[]>()
    for (const [signal, rows] of active) {
        const params = settings[signal.id]
        const policy = params as SignalPolicy
        for (const row of rows) {
            const fired = history.get(row.account)?.get(signal.id) ?? []
            const decision = decide(fired, cooldownOf(policy), asOf)
            const confirmed = trust.confirmed(row.account, signal.id)
            const entry: ActiveSignal = {
                type: signal.id,
                title: signal.title,
                version: signal.version,
                base: confirmed ? policy.base : Math.min(policy.base, trust.cap),
                confirmed,
                sentence: signal.explain(row, params),
                evidence: signal.evidence(row, params),
                alwaysRoute: policy.always_route,
                held: decision.fire ? null : decision.reason,
            }
            const entries = byAccount.get(row.account)
            if (entries) entries.push(entry)
            else byAccount.set(row.account, [entry])
        }
    }
    return [...byAccount.keys()].sort(compareText).map((account) => {
        const signals = byWeight(byAccount.get(account) ?? [])
        return {account, score: compositeScore(signals).score, signals, whyNow: whyNow(signals)}
    })
}

/** Types that fire now. */
export function newTypes(decided: DecidedAccount): string[] {
    return decided.signals.filter((signal) => signal.held === null).map((signal) => signal.type)
}

function cooldownOf(policy: SignalPolicy): CooldownPolicy {
    return {cadence: policy.cadence, cooldownDays: policy.cooldown_days}
}

/** Order of ClickHouse's text comparison for the keys we page by: code units, not the machine's locale. */
export function compareText(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0
}
