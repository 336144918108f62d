import type {AccountRows} from "./count-rows"

/** One account's rows in lists of their own. */
export interface CopiedRows extends AccountRows {
    readonly places: readonly number[]
    readonly states: readonly (readonly number[])[]
    readonly scores: readonly number[]
    readonly routed: readonly number[]
    readonly converts: readonly number[]
    readonly waits: readonly number[]
}

/** Rows to keep: some sources use the same lists again for the next account. */
export function copyRows(accounts: Iterable<AccountRows>): CopiedRows[] {
    return Array.from(accounts, ({length, ended, states, ...lists}) => {
        const copy = (list: ArrayLike<number>): number[] => Array.from({length}, (_, i) => list[i] as number)
        const {places, scores, routed, converts, waits} = lists
        return {
            length,
            ended,
            states: states.map(copy),
            places: copy(places),
            scores: copy(scores),
            routed: copy(routed),
            converts: copy(converts),
            waits: copy(waits),
        }
    })
}
