import {type Result, succeed} from "@beton/shared/api/result"
import {conversionProbability, revenuePotential} from "@beton/shared/calibration"
import type {BacktestCompletedContent} from "@beton/shared/events/backtest-completed"
import {explainAccount} from "@beton/shared/explain/account"

import {backtestsWritten} from "./backtest/written"
import type {PostHogClient} from "./clients/posthog"
import type {Config} from "./config/config"
import type {RouteCandidate} from "./decided-rows"

/** What the last backtest of won customers says, as far as accounts in the CRM show it. */
export type Proof = Pick<BacktestCompletedContent, "as_of" | "outcome" | "rules" | "signals"> & {
    readonly buckets: BacktestCompletedContent["score"]["buckets"]
}

/** A proof, and how the score did at each threshold. */
export interface ProofAndScore {
    readonly proof: Proof
    readonly score: BacktestCompletedContent["score"]
}

/** The newest believable backtest: of won customers, else of qualified leads; null where there is none yet. */
export async function proofOf(
    posthog: PostHogClient,
    config: Config,
    asOf: string,
): Promise<Result<ProofAndScore | null>> {
    const written = await backtestsWritten(posthog, config, asOf)
    if (!written.ok) return written
    const best = written.value.find(({outcome}) => outcome.name === "won") ?? written.value[0]
    return succeed(best === undefined ? null : proofIn(best))
}

/** What of a backtest accounts in the CRM show. */
export function proofIn({as_of, outcome, rules, signals, score}: BacktestCompletedContent): ProofAndScore {
    return {proof: {as_of, outcome, rules, signals, buckets: score.buckets}, score}
}

/** What became of accounts like this one (H4), in words; null where nothing was backtested. */
export function trackRecordOf(
    proof: Proof | null,
    account: RouteCandidate,
    threshold: number,
): string | null {
    if (proof === null || account.signals.length === 0) return null
    const {track_record: sentences} = explainAccount(
        {score: account.score, threshold, signals: account.signals, results: proof.signals},
        {outcome: proof.outcome, rules: proof.rules},
    )
    return sentences.map(({text}) => text).join(" ")
}

/** Chance to convert and what it is worth (E4); null where the backtest had too little data, or no value is set. */
export function chanceOf(
    proof: Proof | null,
    score: number,
    contractValue: number | null,
): {readonly percent: number | null; readonly revenue: number | null} {
    const chance = proof === null ? null : conversionProbability(proof.buckets, score)
    const potential = revenuePotential(chance, contractValue)
    return {
        percent: chance === null ? null : Math.round(chance.value * 1000) / 10,
        revenue: potential === null ? null : Math.round(potential.value),
    }
}
