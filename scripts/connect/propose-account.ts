import {counted, grouped, percentOf, type Proposal, proposalOf} from "./proposal"

/** One way to tell accounts apart, with what the last 30 days say about it. */
export interface AccountCandidate {
    /** As the settings form takes it: group:<type>, person:<property> or email. */
    readonly setting: string
    /** null: it could not be counted. */
    readonly coverage: AccountCoverage | null
}

/** Events and people of a range, and how many belong to an account. */
export interface AccountCoverage {
    readonly events: number
    readonly events_with_account: number
    readonly persons: number
    readonly persons_with_account: number
    readonly accounts: number
}

/** Below this share of events routing stays off (DESIGN §3). */
const LEAST_COVERAGE = 0.3
/** With so few people per account, and enough accounts to tell, the "accounts" are people. */
const PEOPLE_PER_ACCOUNT = 1.05
const ENOUGH_ACCOUNTS = 20

const COMPANY_NAME = /compan|organi[sz]ation|\borg\b|account|customer|client|tenant|business/i

/**
 * What an account should be: the share of events with an account, weighed by how directly the expression names a
 * company. A group of the product's own is the surest, an e-mail domain the least.
 */
export function proposeAccount(candidates: readonly AccountCandidate[]): Proposal {
    const ranked = candidates
        .map((candidate, position) => ({candidate, position, weight: weightOf(candidate)}))
        .sort((a, b) => b.weight - a.weight || a.position - b.position)
    return proposalOf(
        ranked.map(({candidate}) => ({value: candidate.setting, reason: reasonFor(candidate)})),
        {value: "group:company", reason: "Nothing could be counted; this is the usual one."},
    )
}

function weightOf({setting, coverage}: AccountCandidate): number {
    if (coverage === null || coverage.events === 0) return 0
    const share = coverage.events_with_account / coverage.events
    return share * directness(setting) * (looksLikePeople(coverage) ? 0.3 : 1)
}

function directness(setting: string): number {
    if (setting === "email") return 0.7
    const name = setting.slice(setting.indexOf(":") + 1)
    if (setting.startsWith("person:")) return 0.75
    return COMPANY_NAME.test(name) ? 1 : 0.8
}

function looksLikePeople({accounts, persons_with_account: people}: AccountCoverage): boolean {
    return accounts >= ENOUGH_ACCOUNTS && people / accounts < PEOPLE_PER_ACCOUNT
}

function reasonFor({coverage}: AccountCandidate): string {
    if (coverage === null) return "It could not be counted: the query took too long."
    const {events, events_with_account: having, persons, persons_with_account: people, accounts} = coverage
    if (events === 0) return "No activity in the last 30 days."
    const counts = `${counted(accounts, "account")} in 30 days: ${percentOf(having, events)} of ${grouped(events)} events and ${percentOf(people, persons)} of ${grouped(persons)} people`
    if (having / events < LEAST_COVERAGE)
        return `${counts}. Too little for routing, which needs 30 % of events.`
    if (looksLikePeople(coverage))
        return `${counts}. About one person each, so these look like people, not companies.`
    return `${counts}.`
}
