import {thresholdForCapacity} from "@beton/shared/backtest/capacity"
import {explainCapacity} from "@beton/shared/explain/capacity"

import type {DealSetup} from "../attio/deal-setup"
import type {Config} from "../config/config"
import type {RouteCandidate} from "../decided-rows"
import type {Proof, ProofAndScore} from "../proof"
import type {RunStore} from "../store"
import type {RunState} from "./run-state"

/** How a score did at each threshold. */
export type Score = ProofAndScore["score"]

/** Scores at which accounts are counted. */
const THRESHOLDS = [40, 50, 60, 70, 80, 90] as const

/** How many accounts reach each threshold as of the run. */
export async function reached(
    state: RunState,
    store: RunStore,
): Promise<{readonly threshold: number; readonly accounts: number}[]> {
    const counts = THRESHOLDS.map((threshold) => ({threshold, accounts: 0}))
    for (const bucket of Array.from({length: state.bucketsDecided}, (_, i) => i)) {
        for (const name of ["found", "others"])
            for (const {score} of await store.part<RouteCandidate>("route", name, bucket))
                for (const row of counts) if (score >= row.threshold) row.accounts += 1
    }
    return counts
}

/** The threshold that the team's capacity asks for, and what routing should make, as sentences (D1, D7, H2). */
export function adviceOf(
    {route}: RunState,
    {settings}: Config,
    setup: DealSetup | undefined,
    score: Score | undefined,
    proof: Proof | undefined,
): string[] {
    const {capacity_per_month: capacity, target} = settings.routing
    const advice: string[] = []
    if (capacity === null)
        advice.push(
            "Set routing.capacity_per_month to the number of accounts your team can work in a month: Beton then proposes the threshold for it.",
        )
    else if (score === undefined || proof === undefined)
        advice.push(
            "No backtest has been written yet, so no threshold can be proposed for your capacity. 60 is a start; look again after the first daily runs.",
        )
    else advice.push(...explainCapacity(thresholdForCapacity(score, capacity), proof).map(({text}) => text))
    if (setup?.deals === null)
        advice.push(
            "Deals are switched off in Attio, so fields of companies, or tasks, are what routing can make.",
        )
    else if (target === "deal" && route.annotated > route.created)
        advice.push(
            `${route.annotated} of these companies have an open deal already, ${route.created} do not: if your team works from its own deals, set routing.target to "company".`,
        )
    return advice
}
