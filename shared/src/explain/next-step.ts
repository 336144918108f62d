/** What a rep does about an account, by the signal that counts most. One plain sentence each. */
const STEPS: Readonly<Record<string, string>> = {
    usage_spike: "Ask what changed in their work, and who else there should be using it.",
    pricing_intent: "Ask which plan they are comparing, and offer a short call about it.",
    feature_adoption: "Ask which of the new features they need, and show what the next plan adds to them.",
    limit_approaching: "Offer the next plan before they reach the limit.",
    trial_expiring: "Call before the trial ends, and ask what is missing for a decision.",
    team_growth: "Offer the new users help to get started, and a plan for the whole team.",
    support_engagement:
        "Read the open support conversations first, then call about what they are trying to do.",
    billing_intent: "Call today: they have opened the checkout or an upgrade.",
}

/** For signals of the customer's own. */
const OTHER = "Look at the evidence, then write to the person who was most active."

/** See `STEPS`; a general sentence for other signals. */
export function nextStep(type: string): string {
    return Object.hasOwn(STEPS, type) ? (STEPS[type] ?? OTHER) : OTHER
}
