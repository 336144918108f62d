import type {Failure} from "@beton/shared/api/result"

import type {RunState} from "../steps/run-state"
import type {StepContext} from "../steps/step"
import type {DealSource} from "./deal-source"
import type {KnownDeals} from "./known"
import type {OutcomeCounts, OutcomesProgress} from "./progress"
import type {StoredOutcomes} from "./stored"

/** What a unit of the sync works with. */
export interface SyncContext extends StepContext {
    readonly deals: DealSource
    readonly stored: StoredOutcomes
    readonly known: KnownDeals
}

/** How a unit of the sync ended. "done": the last page is through. */
export type SyncOutcome =
    | {readonly kind: "next" | "done"; readonly progress: OutcomesProgress}
    /** What was done before the failure is kept. */
    | {readonly kind: "failed"; readonly failure: Failure; readonly progress: OutcomesProgress}

/** One unit of work. */
export type SyncUnit = (state: RunState, context: SyncContext) => Promise<SyncOutcome>

/** On to the next unit. */
export function moved(progress: OutcomesProgress, change: Partial<OutcomesProgress>): SyncOutcome {
    return {kind: "next", progress: {...progress, ...change}}
}

/** Counts with some of them raised. */
export function counted(
    counts: OutcomeCounts,
    by: Partial<Readonly<Record<Exclude<keyof OutcomeCounts, "withoutAccount">, number>>>,
): OutcomeCounts {
    const raised = Object.fromEntries(
        Object.entries(by).map(([name, n]) => [name, (counts[name as keyof typeof by] ?? 0) + n]),
    )
    return {...counts, ...raised}
}
