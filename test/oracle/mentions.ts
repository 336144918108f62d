import type {PersonHistory} from "./person-history"
import {DAY} from "./time"

const JOIN_LOOKBACK = 180 * DAY

/** An event that a counting signal (pricing, support, billing) may count. */
export interface Mention {
    at: number
    uuid: string
    /** Account that the event names, "" for none. */
    account: string
    person: string
    /** Session of a view or id of a conversation, "" when the event has none. */
    label: string
}

/**
 * The mentions in [from, t), by account. With `joinPersons`, one that names no account counts for the account
 * that its person was last seen with in [t − 180 d, t); otherwise it counts for nobody.
 */
export function mentionsByAccount(
    mentions: readonly Mention[],
    people: PersonHistory,
    window: {from: number; to: number},
    joinPersons: boolean,
): Map<string, Mention[]> {
    const result = new Map<string, Mention[]>()
    for (const mention of mentions) {
        if (mention.at < window.from || mention.at >= window.to) continue
        const joined = (): string =>
            joinPersons ? people.lastAccount(mention.person, window.to - JOIN_LOOKBACK, window.to) : ""
        const account = mention.account !== "" ? mention.account : joined()
        if (account === "") continue
        const list = result.get(account)
        if (list === undefined) result.set(account, [mention])
        else list.push(mention)
    }
    return result
}
