import {buildOracle, type OracleAccount, type OracleRow, type RawEvent} from "./index"

/** The instant that the micro cases look from. */
export const T = new Date("2026-06-15T06:00:00Z")

/** Default settings of the eight signals, as the settings' schemas document them. */
export const DEFAULTS: Record<string, Record<string, unknown>> = {
    usage_spike: {
        ...{enabled: true, growth: 1.5, rule: "tested", min_events: 20},
        ...{min_age_days: 14, test_age_days: 35, z: 2.33, dispersion: 3},
    },
    pricing_intent: {
        ...{enabled: true, min_visits: 2, window_days: 7, page_events: ["$pageview"]},
        ...{path_patterns: ["pricing", "/plans"], join_persons: true},
    },
    feature_adoption: {
        ...{enabled: true, min_features: 3, window_days: 7, lookback_days: 180, min_account_age_days: 28},
        ...{feature_events: [], feature_property: null},
    },
    limit_approaching: {
        ...{enabled: true, share: 0.8, usage_property: "usage", limit_property: "usage_limit"},
        ...{ratio_property: null, plan_property: "plan", limit_by_plan: {}},
    },
    trial_expiring: {enabled: true, within_days: 7, end_property: "trial_ends_at", activity_window_days: 7},
    team_growth: {enabled: true, min_users: 2, window_days: 7, lookback_days: 180, min_account_age_days: 28},
    support_engagement: {
        ...{enabled: true, min_conversations: 3, window_days: 7, conversation_property: "conversation_id"},
        ...{events: ["intercom_conversation_started", "support_ticket_created"], join_persons: false},
    },
    billing_intent: {
        ...{enabled: true, min_events: 1, window_days: 7, events: ["checkout_started"], join_persons: false},
        ...{path_patterns: [], page_events: ["$pageview"]},
    },
}

/** `days` before T, moved by `seconds` (which may be a fraction down to microseconds), as ISO text. */
export function before(days: number, seconds = 0): string {
    const micros = Math.round(seconds * 1e6)
    const milliseconds = Math.floor(micros / 1000)
    const rest = micros - milliseconds * 1000
    const iso = new Date(T.getTime() - days * 86_400_000 + milliseconds).toISOString()
    return iso.replace("Z", `${String(rest).padStart(3, "0")}Z`)
}

let serial = 0

/** An event of person `p1` in group `acme`, unless told otherwise (`account: null` = no group). */
export function event(
    name: string,
    timestamp: string,
    o: {account?: string | null; person?: string; properties?: Record<string, unknown>; email?: string} = {},
): RawEvent {
    const account = o.account === undefined ? "acme" : o.account
    const group = account === null ? {} : {$group_0: account}
    const person = o.person ?? "p1"
    return {
        uuid: `00000000-0000-4000-8000-${String(++serial).padStart(12, "0")}`,
        event: name,
        distinct_id: `device-${person}`,
        person_id: person,
        timestamp,
        properties: {...group, ...o.properties},
        ...(o.email === undefined ? {} : {person_properties: {email: o.email}}),
    }
}

/** `count` events a minute apart, the first at `timestamp`. */
export function series(count: number, timestamp: string, name = "used"): RawEvent[] {
    const start = Date.parse(timestamp)
    return Array.from({length: count}, (_, i) => event(name, new Date(start + i * 60_000).toISOString()))
}

/** A `$groupidentify` that sets properties of `acme`. */
export function groupSet(timestamp: string, set: unknown, type = "company", key = "acme"): RawEvent {
    return event("$groupidentify", timestamp, {
        properties: {$group_type: type, $group_key: key, $group_set: set},
    })
}

export const COMPANY: OracleAccount = {type: "group", groupType: "company", groupTypeIndex: 0}

/** The rows of one signal at T under its default settings, some of them changed. */
export function rowsOf(
    signal: string,
    events: readonly RawEvent[],
    o: {settings?: Record<string, unknown>; account?: OracleAccount; asOf?: Date} = {},
): OracleRow[] {
    const settings = {[signal]: {...DEFAULTS[signal], ...o.settings}}
    return buildOracle(events, {account: o.account ?? COMPANY, settings}).activeAt(o.asOf ?? T)
}

/** The facts of `acme`, or null when the signal is not active for it. */
export function factsOf(...input: Parameters<typeof rowsOf>): Record<string, unknown> | null {
    return rowsOf(...input).find(({account}) => account === "acme")?.facts ?? null
}
