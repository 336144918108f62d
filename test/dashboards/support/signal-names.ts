/** Signal ids as people read them; the last one is a signal of a team's own. */
export const SIGNAL_NAMES: Readonly<Record<string, string>> = {
    usage_spike: "Usage spike",
    pricing_intent: "Pricing intent",
    feature_adoption: "Feature adoption",
    limit_approaching: "Limit approaching",
    trial_expiring: "Trial expiring",
    team_growth: "Team growth",
    support_engagement: "Support engagement",
    billing_intent: "Billing intent",
    custom_asked_twice: "Asked twice",
}
