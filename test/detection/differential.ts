import type {AccountSource} from "@beton/shared/queries/account"
import type {SignalId} from "@beton/shared/signals/index"

/** Settings that turn each signal's every screw at least once. */
export const VARIANTS: readonly [SignalId, Record<string, unknown>][] = [
    ["usage_spike", {}],
    ["usage_spike", {rule: "literal"}],
    ["usage_spike", {growth: 1, min_events: 3, min_age_days: 30, test_age_days: 60, z: 0, dispersion: 1}],
    ["pricing_intent", {}],
    [
        "pricing_intent",
        {min_visits: 1, window_days: 3, join_persons: false, page_events: ["$screen", "$pageview"]},
    ],
    ["pricing_intent", {min_visits: 4, window_days: 30, path_patterns: ["/PLANS"]}],
    ["feature_adoption", {}],
    ["feature_adoption", {min_features: 1, window_days: 14, lookback_days: 28, min_account_age_days: 60}],
    ["feature_adoption", {min_features: 2, lookback_days: 220, feature_property: "module"}],
    [
        "feature_adoption",
        {min_features: 1, feature_events: ["sso_enabled", "$autocapture", "$set"], window_days: 30},
    ],
    ["limit_approaching", {}],
    ["limit_approaching", {share: 0.5, limit_by_plan: {free: 100, pro: 120.5}}],
    ["limit_approaching", {ratio_property: "fill", share: 0.8}],
    ["trial_expiring", {}],
    ["trial_expiring", {within_days: 20, activity_window_days: 1}],
    ["team_growth", {}],
    ["team_growth", {min_users: 1, window_days: 3, lookback_days: 40, min_account_age_days: 7}],
    ["support_engagement", {}],
    [
        "support_engagement",
        {min_conversations: 1, window_days: 2, join_persons: true, conversation_property: "module"},
    ],
    [
        "support_engagement",
        {min_conversations: 4, window_days: 21, events: ["support_ticket_created"], join_persons: true},
    ],
    ["billing_intent", {}],
    ["billing_intent", {min_events: 2, window_days: 14, join_persons: true}],
    ["billing_intent", {events: [], path_patterns: ["/billing"], page_events: ["$pageview", "$screen"]}],
    [
        "billing_intent",
        {
            events: ["upgrade_started"],
            path_patterns: ["/Billing", "docs"],
            window_days: 10,
            join_persons: true,
        },
    ],
]

/** Those that need no query text of their own, or are likely in use: parsing each new text takes the stand-in a second. */
export const COMMON_VARIANTS = VARIANTS.filter(
    ([, {join_persons, rule, feature_property, feature_events, ratio_property}]) =>
        [join_persons, rule, feature_property, feature_events, ratio_property].every(
            (value) => value === undefined,
        ),
)

/** Every way to say what an account is. */
export const SOURCES: readonly [string, AccountSource][] = [
    ["groups", {type: "group", groupType: "company", groupTypeIndex: 0}],
    ["e-mail domains", {type: "email_domain", emailProperty: "email", excludedDomains: ["Partner.test"]}],
    ["a person property", {type: "person_property", property: "email"}],
]
