import {DAY} from "./time"
import {compareText} from "./values"

const LOOKBACK = 730 * DAY

interface Change {
    at: number
    uuid: string
    set: Readonly<Record<string, unknown>>
}

/** History of account properties, from `$groupidentify` (DESIGN §3 "Group properties as of T"). */
export class GroupProperties {
    private readonly changes = new Map<string, Change[]>()

    /** Notes the `$group_set` of one event; anything that is no object sets nothing. */
    add(account: string, at: number, uuid: string, set: unknown): void {
        if (typeof set !== "object" || set === null || Array.isArray(set)) return
        const list = this.changes.get(account)
        const change = {at, uuid, set: set as Record<string, unknown>}
        if (list === undefined) this.changes.set(account, [change])
        else list.push(change)
    }

    /** Sorts; to be called once, after the last `add`. Among equal instants the last uuid wins. */
    finish(): void {
        for (const list of this.changes.values())
            list.sort((a, b) => a.at - b.at || compareText(a.uuid, b.uuid))
    }

    /** Every account that ever had a property set, at whatever time. */
    accounts(): Iterable<string> {
        return this.changes.keys()
    }

    /** The value by the last change in [t − 730 d, t) that holds the key; null and "" are values too: they clear it. */
    valueAsOf(account: string, property: string, t: number): unknown {
        let found: unknown
        for (const {at, set} of this.changes.get(account) ?? []) {
            if (at < t - LOOKBACK || at >= t || !Object.hasOwn(set, property)) continue
            found = set[property]
        }
        return found
    }
}
