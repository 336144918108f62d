import type {RawEvent} from "./types"

// DESIGN §3 "Words": events that set properties are no activity.
const BOOKKEEPING = new Set(["$groupidentify", "$identify", "$set", "$create_alias", "$merge_dangerously"])

/** Beton's own events never feed Beton. */
export function isOwn(event: string): boolean {
    return event.startsWith("beton_")
}

/** Whether an event with an account counts as activity. */
export function isActivity(event: string): boolean {
    return !isOwn(event) && !BOOKKEEPING.has(event)
}

/** The activity of one account, ascending by time; the three lists run in parallel. */
export interface Timeline {
    at: number[]
    person: string[]
    /** The feature that the event uses, "" for none. */
    feature: string[]
}

/** Activity by account. */
export class Activity {
    readonly accounts = new Map<string, Timeline>()

    /** Notes one activity event; order does not matter. */
    add(account: string, at: number, person: string, feature: string): void {
        let line = this.accounts.get(account)
        if (line === undefined) this.accounts.set(account, (line = {at: [], person: [], feature: []}))
        line.at.push(at)
        line.person.push(person)
        line.feature.push(feature)
    }

    /** Sorts; to be called once, after the last `add`. */
    finish(): void {
        for (const line of this.accounts.values()) {
            const order = [...line.at.keys()].sort((a, b) => (line.at[a] as number) - (line.at[b] as number))
            line.person = order.map((index) => line.person[index] as string)
            line.feature = order.map((index) => line.feature[index] as string)
            line.at = order.map((index) => line.at[index] as number)
        }
    }
}

/** How the settings of `feature_adoption` name features: a property, else listed events, else every custom event. */
export function featureReader(
    property: string | null,
    events: readonly string[],
): (event: RawEvent) => unknown {
    if (property !== null) return (event) => event.properties[property]
    const listed = new Set(events)
    if (listed.size > 0) return ({event}) => (listed.has(event) ? event : "")
    return ({event}) => (event.startsWith("$") || event.startsWith("beton_") ? "" : event)
}
