/**
 * True effects: the lift of each exposure on conversion in the following 30 days, as the generator's parameters imply
 * it. Measured once over many seeds (weekly landmarks; at risk = not a customer yet, first activity at least 28 days
 * ago, some activity in the last 7 days; exposure = the signal active, or the event or page seen in the last 7 days).
 */

/** One exposure with its true lift. */
export interface TrueEffect {
    kind: "signal" | "score" | "event" | "page"
    name: string
    /** Risk of the exposed divided by the risk of the others. */
    lift: number
    /** Planted as unrelated to buying. */
    planted: "effect" | "null"
}

/** True effects, rounded to two digits. */
export const EFFECTS: readonly TrueEffect[] = [
    {kind: "signal", name: "usage_spike", lift: 2.1, planted: "effect"},
    {kind: "signal", name: "pricing_intent", lift: 16, planted: "effect"},
    {kind: "signal", name: "feature_adoption", lift: 3.8, planted: "effect"},
    {kind: "signal", name: "limit_approaching", lift: 12, planted: "effect"},
    {kind: "signal", name: "trial_expiring", lift: 8.2, planted: "effect"},
    {kind: "signal", name: "team_growth", lift: 5.4, planted: "effect"},
    {kind: "signal", name: "support_engagement", lift: 6.8, planted: "effect"},
    {kind: "signal", name: "billing_intent", lift: 9.4, planted: "effect"},
    {kind: "score", name: "score>=60", lift: 20, planted: "effect"},
    {kind: "event", name: "integration_connected", lift: 3.5, planted: "effect"},
    {kind: "event", name: "api_key_created", lift: 3.6, planted: "effect"},
    {kind: "event", name: "sso_configured", lift: 3.5, planted: "effect"},
    {kind: "page", name: "/security", lift: 7.5, planted: "effect"},
    {kind: "event", name: "theme_changed", lift: 1, planted: "null"},
    {kind: "event", name: "annotation_added", lift: 1, planted: "null"},
    {kind: "page", name: "/changelog", lift: 1, planted: "null"},
]
