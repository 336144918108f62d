import {plainName} from "./plain-name"
import {counted, type Option, type Proposal, proposalOf} from "./proposal"

/** How an event is spread over accounts in the range that was looked at. */
export interface EventUse {
    readonly event: string
    readonly events: number
    readonly accounts: number
}

/** Answer for a product that has no such event yet. */
export const NO_OUTCOME = "none"

/** Names that mark a customer won, the plainest first. */
const WON: readonly RegExp[] = [
    /subscription_?(started|created|activated|purchased)|(became|new)_?customer|customer_?(created|won)|deal_?won|contract_?signed/,
    /(plan|account|workspace|trial)_?(purchased|converted|upgraded)|converted|purchase_?(completed|made)|(order|checkout)_?completed/,
    /(upgrade|upgraded|subscribed|subscription|purchased?)(_|$)/,
    /(payment(_intent)?|invoice|charge|order)_?(succeeded|paid|received|completed)|paid(_|$)/,
]

/** Names that speak of wanting, leaving or failing instead. */
const NOT_WON =
    /cancel|fail|refund|churn|expire|declin|click|view|page|modal|open|start(ed)?_?checkout|checkout_?start|upgrade_?start|(purchase|upgrade|buy)_intent|attempt|abandon|remind|upcoming|draft|downgrad|paused|renew|prompt|banner|error|ended|deleted/

/** Further than this and the event is part of using the product, or comes every month. */
const OFTEN_PER_ACCOUNT = 2
const COMMON_SHARE = 0.6

/** Whether an event's name could mark a conversion: decides what is counted at all. */
export function couldBeOutcome(event: string): boolean {
    return !event.startsWith("$") && !event.startsWith("beton_") && rankOf(event) !== null
}

/**
 * The event that marks a won customer: by its name, then by how rare it is per account.
 *
 * @param active accounts that were active lately, for "nearly everybody"
 * @param days length of the range that was looked at
 */
export function proposeOutcome(uses: readonly EventUse[], active: number, days: number): Proposal {
    const candidates = uses
        .flatMap((use) => {
            const rank = rankOf(use.event)
            return rank === null || use.events === 0 ? [] : [{use, rank: rank + penalty(use, active)}]
        })
        .sort(
            (a, b) =>
                a.rank - b.rank || b.use.accounts - a.use.accounts || (a.use.event < b.use.event ? -1 : 1),
        )
    const options: Option[] = candidates.map(({use}) => ({
        value: use.event,
        reason: reasonFor(use, active, days),
    }))
    return proposalOf([...options, NONE], NONE)
}

const NONE: Option = {
    value: NO_OUTCOME,
    reason: "Scores and routing work without it; backtests need it, and it can be set later.",
}

function rankOf(event: string): number | null {
    const name = plainName(event)
    if (NOT_WON.test(name)) return null
    const rank = WON.findIndex((pattern) => pattern.test(name))
    return rank < 0 ? null : rank
}

function penalty({events, accounts}: EventUse, active: number): number {
    if (accounts === 0) return 4
    return (
        (events / accounts > OFTEN_PER_ACCOUNT ? 2 : 0) +
        (active > 0 && accounts / active > COMMON_SHARE ? 2 : 0)
    )
}

function reasonFor({events, accounts}: EventUse, active: number, days: number): string {
    const counts = `${counted(accounts, "account")}, ${counted(events, "time")} in ${days} days`
    if (accounts === 0) return `${counted(events, "time")} in ${days} days, but never with an account.`
    if (events / accounts > OFTEN_PER_ACCOUNT) return `${counts}: it repeats, as a monthly invoice does.`
    if (active > 0 && accounts / active > COMMON_SHARE) return `${counts}: nearly every account has it.`
    return `${counts}.`
}
