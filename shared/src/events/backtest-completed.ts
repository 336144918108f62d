import type {BacktestResult, SubjectResult} from "../backtest/result"
import {
    BACKTEST_COMPLETED,
    type BacktestCompletedContent,
    type BacktestRun,
    type JudgedDefinition,
} from "./backtest-content"
import {tileLists, tileScope} from "./backtest-tiles"
import {betonProperties, type CaptureEvent} from "./capture-event"
import {backtestEventId} from "./ids"
import type {Writer} from "./signal-fired"
import {sign} from "./signing"

export * from "./backtest-content"

/**
 * Builds the event of one outcome's backtest. A later one for the same instant (the storage was lost, say) has the same
 * uuid, so readers see one.
 */
export function backtestCompletedEvent(
    result: BacktestResult,
    run: BacktestRun,
    definitions: readonly JudgedDefinition[],
    writer: Writer,
): CaptureEvent {
    const {as_of: asOf, outcome} = result
    const content: BacktestCompletedContent = {...result, run, definitions}
    return {
        event: BACKTEST_COMPLETED,
        distinct_id: `beton:project:${writer.project}`,
        uuid: backtestEventId(writer.project, outcome.name, asOf),
        timestamp: asOf,
        properties: {
            ...betonProperties(writer.writer),
            ...forTiles(result),
            run_id: run.run_id,
            ...sign(
                {kind: BACKTEST_COMPLETED, project: writer.project, account: "", as_of: asOf, content},
                writer.keys,
            ),
        },
    }
}

/** Unsigned copies of what tiles show; everything else is in the signed content only, which keeps the event small. */
function forTiles(result: BacktestResult): Record<string, unknown> {
    return {
        schema_version: result.schema_version,
        as_of: result.as_of,
        outcome_name: result.outcome.name,
        outcome_event: result.outcome.event,
        horizon_days: result.rules.horizon_days,
        landmarks: result.period.landmarks,
        outcomes_complete_to: result.period.outcomes_complete_to,
        accounts: result.accounts,
        converted_accounts: result.converted_accounts,
        base_rate: result.dates.value,
        base_rate_dates: result.dates.n,
        signals: result.signals.map(signalForTiles),
        unjudged: result.unjudged,
        overall: signalForTiles(result.overall),
        ...tileScope(result),
        ...tileLists(result),
    }
}

function signalForTiles(subject: SubjectResult): Record<string, unknown> {
    const {id, title, verdict, whole, precision, recall, new_per_month, health} = subject
    return {
        id,
        title,
        verdict,
        accounts: whole.with.accounts,
        dates: precision.n,
        lift: whole.lift.value,
        lift_lo: whole.lift.lo,
        lift_hi: whole.lift.hi,
        precision: precision.value,
        precision_lo: precision.lo,
        precision_hi: precision.hi,
        recall: recall.value,
        converted_accounts: whole.converted_accounts_with,
        new_per_month,
        health: health.state,
    }
}
