/** The eight signal types with their base scores, as the product's requirements fix them. */
export const BASE_SCORES = {
    usage_spike: 25,
    pricing_intent: 30,
    feature_adoption: 20,
    limit_approaching: 35,
    trial_expiring: 30,
    team_growth: 25,
    support_engagement: 15,
    billing_intent: 40,
} as const

/** Id of a signal type. */
export type SignalId = keyof typeof BASE_SCORES

/** All ids, in the order of the requirements. */
export const SIGNAL_IDS = Object.keys(BASE_SCORES) as SignalId[]
