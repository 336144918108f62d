/** One event as it stands in an export: the only input of the oracle. */
export interface RawEvent {
    uuid: string
    event: string
    distinct_id: string
    person_id: string
    /** ISO 8601, up to microseconds; UTC when it names no zone. */
    timestamp: string
    properties: Record<string, unknown>
    /** The person's properties as of the event; needed when accounts are made from persons. */
    person_properties?: Record<string, unknown>
}

/** What an account is (DESIGN §3 "Account"). */
export type OracleAccount =
    | {type: "group"; groupType: string; groupTypeIndex: number}
    | {type: "person_property"; property: string}
    | {type: "email_domain"; emailProperty: string; excludedDomains: string[]}

/** "This signal is active for this account as of this instant", with the facts that show it. */
export interface OracleRow {
    account: string
    /** ISO instant, as `Date.toISOString` writes it. */
    asOf: string
    signal: string
    facts: Record<string, unknown>
}

/** Account, instant-free part of a row: what a signal's predicate returns. */
export interface Hit {
    account: string
    facts: Record<string, unknown>
}

/** Effective settings of one signal, named as in its settings schema. */
export type SignalSettings = Record<string, unknown>
