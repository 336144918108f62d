/** The settings of Beton that fit the story; only what differs from the defaults. */
export const STORY_CONFIG = {
    account: {type: "group", group_type: "company"},
    domain_property: "domain",
    name_property: "name",
    outcome_event: "subscription_started",
    signals: {
        usage_spike: {},
        pricing_intent: {path_patterns: ["pricing", "/plans"]},
        feature_adoption: {},
        limit_approaching: {usage_property: "api_calls_used", limit_property: "api_calls_limit"},
        trial_expiring: {end_property: "trial_ends_at"},
        team_growth: {},
        support_engagement: {
            events: ["intercom_conversation_started", "intercom_message_sent"],
            conversation_property: "conversation_id",
        },
        billing_intent: {events: ["checkout_started", "plan_upgrade_clicked"]},
    },
} as const
