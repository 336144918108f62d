/** How an account stands for sales; the words are what the CRM shows. */
export const ACCOUNT_STATES = {
    hot: "Hot",
    below_threshold: "Below threshold",
    quiet: "Quiet",
    /** A deal of ours that nobody has touched while the account fell quiet (D8). */
    quiet_untouched: "Quiet, deal untouched",
    customer: "Customer",
} as const

/** See `ACCOUNT_STATES`. */
export type AccountState = keyof typeof ACCOUNT_STATES

/** The state of an account by its signals alone. */
export function stateOf(account: {
    readonly qualifies: boolean
    readonly types: readonly string[]
}): AccountState {
    if (account.qualifies) return "hot"
    return account.types.length > 0 ? "below_threshold" : "quiet"
}

/** The state that a text of the CRM stands for; null for any other text. */
export function stateNamed(title: unknown): AccountState | null {
    const found = Object.entries(ACCOUNT_STATES).find(([, words]) => words === title)
    return found === undefined ? null : (found[0] as AccountState)
}
