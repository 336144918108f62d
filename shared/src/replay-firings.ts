import {
    type ActiveBySignal,
    type ActiveRow,
    decideAccounts,
    type DecidedAccount,
    newTypes,
    PLAIN_TRUST,
    type Trust,
} from "./detection"
import {type Grid, instantOf} from "./queries/grid"
import type {AnySignal} from "./signals/index"

/** What fired so far: account → type → instants (unix ms). */
export type MutableHistory = Map<string, Map<string, number[]>>

/**
 * Decides instant after instant, remembering what fired, exactly as live runs would have done (DESIGN §3 "Live = replay").
 *
 * @param rows active rows of all signals for all instants of the grid, in any order
 * @param history firings before the first instant; grows with each instant
 */
export function* replayFirings(
    rows: ActiveBySignal,
    settings: Readonly<Record<string, unknown>>,
    grid: Grid,
    history: MutableHistory = new Map(),
    trust: Trust = PLAIN_TRUST,
): Generator<{readonly asOf: number; readonly decided: readonly DecidedAccount[]}> {
    const byDay = rowsByDay(rows)
    for (const day of grid.days) {
        const asOf = instantOf(grid, day)
        const decided = decideAccounts(byDay.get(day) ?? new Map(), settings, history, asOf, trust)
        for (const account of decided) remember(history, account.account, newTypes(account), asOf)
        yield {asOf, decided}
    }
}

/** Notes a firing. */
export function remember(
    history: MutableHistory,
    account: string,
    types: readonly string[],
    asOf: number,
): void {
    if (types.length === 0) return
    const byType = history.get(account) ?? new Map<string, number[]>()
    history.set(account, byType)
    for (const type of types) {
        const instants = byType.get(type)
        if (instants === undefined) byType.set(type, [asOf])
        else instants.push(asOf)
    }
}

function rowsByDay(rows: ActiveBySignal): Map<number, Map<AnySignal, ActiveRow[]>> {
    const byDay = new Map<number, Map<AnySignal, ActiveRow[]>>()
    for (const [signal, all] of rows) {
        for (const row of all) {
            const today = byDay.get(row.day) ?? new Map<AnySignal, ActiveRow[]>()
            byDay.set(row.day, today)
            const list = today.get(signal)
            if (list === undefined) today.set(signal, [row])
            else list.push(row)
        }
    }
    return byDay
}
