import type {CustomSignal} from "../../../shared/src/signals/custom-signal"
import type {OracleAccount, RawEvent} from "../../oracle"
import {accountReader} from "../../oracle/account"
import {DAY, isoToMicros} from "../../oracle/time"
import {numberOf, textOf} from "../../oracle/values"

/** What a custom signal counts for an account as of an instant (microseconds). */
export interface CustomCount {
    readonly key: string
    readonly t: number
    readonly observed: number
}

/** A custom signal without "join by person", worked out in memory from the words of its settings. */
export function customCounts(
    events: readonly RawEvent[],
    account: OracleAccount,
    definition: CustomSignal,
    instants: readonly number[],
): CustomCount[] {
    if (definition.join_persons) throw new Error("Joining by person is not covered.")
    const readAccount = accountReader(account)
    const matching = events.flatMap((event) => {
        const key = readAccount(event)
        if (key === "" || !definition.events.includes(event.event)) return []
        if (!definition.where.every((condition) => holds(event.properties[condition.property], condition)))
            return []
        return [{key, person: event.person_id, at: isoToMicros(event.timestamp)!}]
    })
    return instants.flatMap((t) => {
        const byAccount = new Map<string, typeof matching>()
        for (const hit of matching) {
            if (hit.at < t - definition.window_days * DAY || hit.at >= t) continue
            byAccount.set(hit.key, [...(byAccount.get(hit.key) ?? []), hit])
        }
        return [...byAccount].map(([key, hits]) => ({
            key,
            t,
            observed: observedOf(hits, definition.count, t),
        }))
    })
}

function observedOf(
    hits: readonly {person: string; at: number}[],
    count: CustomSignal["count"],
    t: number,
): number {
    if (count === "events") return hits.length
    if (count === "people") return new Set(hits.map(({person}) => person)).size
    // Days of 24 hours that end at the instant's time of day.
    return new Set(hits.map(({at}) => Math.floor((at - t) / DAY))).size
}

function holds(property: unknown, {is, value}: CustomSignal["where"][number]): boolean {
    const text = textOf(property)
    switch (is) {
        case "set":
            return text !== ""
        case "equal":
            return text === String(value)
        case "not_equal":
            return text !== String(value)
        case "contains":
            return text.toLowerCase().includes(String(value).toLowerCase())
        case "at_least":
        case "at_most": {
            const number = numberOf(property)
            if (number === null) return false
            return is === "at_least" ? number >= Number(value) : number <= Number(value)
        }
    }
}
