/**
 * Everything that decides what happens in the story. These numbers are the ground truth that tests of detection and
 * of the statistics compare their results with: nothing else in the generator makes an account buy.
 */

/** The fixed "now" of the story: a Monday, at the default target hour. No event is at or after it. */
export const STORY_NOW = "2026-10-05T06:00:00.000Z"

/** {@link STORY_NOW} in milliseconds since 1970. */
export const STORY_NOW_MS = Date.parse(STORY_NOW)

/** Milliseconds of one 24-hour block. */
export const DAY_MS = 86_400_000

/** The seed of the published story. */
export const DEFAULT_SEED = 51

/** The two sizes of the story. */
export type StorySize = "full" | "micro"

/** Dimensions of one size: accounts with product usage, days of history, companies known to the CRM only. */
export interface SizeParameters {
    accounts: number
    days: number
    crmOnlyCompanies: number
}

/** Dimensions by size. */
export const SIZES: Readonly<Record<StorySize, SizeParameters>> = {
    full: {accounts: 360, days: 240, crmOnlyCompanies: 32},
    micro: {accounts: 12, days: 60, crmOnlyCompanies: 2},
}

/** Days simulated beyond now, so that the truth knows who buys next. */
export const DAYS_AHEAD = 60

/** An account is "ready" when it converts within this many days after now and was not a customer before. */
export const READY_DAYS = 45

/**
 * The latent process. An account is idle until an evaluation starts; an evaluation lasts a while with rising intent
 * and either ends or turns into a decision, in which the account buys or walks away. Intent is 0 to 1.
 */
export const LATENT = {
    /** Chance per working day that an idle account starts to evaluate, before its own propensity. */
    evaluationPerDay: 0.0047,
    /** Factor on it in the first 45 days after sign-up. */
    newcomerFactor: 1.5,
    /** Standard deviation of the logarithm of an account's own propensity (mean 1). */
    propensitySpread: 0.5,
    /** Length of an evaluation in days: minimum plus a gamma deviate. */
    evaluationMinDays: 26,
    evaluationGamma: {shape: 3, scale: 7},
    /** Share of evaluations that reach a decision. */
    decisionShare: 0.8,
    /** Chance to buy, per working day in a decision (a tenth of it at weekends). */
    buyPerDay: 0.055,
    /** Chance to walk away, per day in a decision. */
    walkAwayPerDay: 0.01,
    /** Days after a failed evaluation in which no new one starts. */
    coolOffDays: 30,
    /** Chance per day that a customer of at least 30 days cancels. */
    churnPerDay: 0.0022,
    /** Intent: idle level, start and end of an evaluation, decision; daily noise (AR(1)). */
    intent: {idle: 0.04, evaluationFrom: 0.45, evaluationTo: 0.85, decision: 0.95, noise: 0.1, memory: 0.8},
} as const

/** How one behaviour depends on intent. Rates are per account and week; between the two they follow intent^power. */
export interface BehaviourParameters {
    /** Rate at intent 0. */
    quiet: number
    /** Rate at intent 1. */
    hot: number
    /** Rate of customers, whose intent is not part of the story. */
    customer: number
    /** Exponent of intent: above 1 the behaviour comes late in the evaluation. */
    power: number
}

/** Behaviours that depend on intent, by the signal that they feed. */
export const BEHAVIOURS = {
    /** Visits with a view of a pricing page. */
    pricing_intent: {quiet: 0.08, hot: 3.1, customer: 0.1, power: 1},
    /** Clicks on "upgrade" and started checkouts. */
    billing_intent: {quiet: 0.01, hot: 0.75, customer: 0.015, power: 2},
    /** Weeks in which somebody tries several new features. */
    feature_adoption: {quiet: 0.008, hot: 0.42, customer: 0.015, power: 1},
    /** Rounds of invitations that bring two to four colleagues. */
    team_growth: {quiet: 0.01, hot: 0.4, customer: 0.02, power: 1},
    /** Single support conversations. */
    support_engagement: {quiet: 0.08, hot: 2.1, customer: 0.25, power: 1},
    /** Runs of three to five support conversations about a problem: not related to intent. */
    support_trouble: {quiet: 0.018, hot: 0.018, customer: 0.04, power: 1},
    /** Weeks of much more work than usual. */
    usage_spike: {quiet: 0.006, hot: 0.36, customer: 0.012, power: 1},
} as const satisfies Record<string, BehaviourParameters>

/** Name of a behaviour that depends on intent. */
export type BehaviourName = keyof typeof BEHAVIOURS

/** Use of the plan's limit: a mean-reverting path of used/limit whose target rises with intent. */
export const LIMIT_USE = {
    reversionPerDay: 0.07,
    noisePerDay: 0.02,
    /** Target of a quiet account is uniform between the two. */
    quietTarget: [0.1, 0.55],
    /** Share of quiet accounts that always live near the limit, and their target. */
    frugalShare: 0.025,
    frugalTarget: 0.84,
    /** Share of evaluations that are driven by use, and the target at intent 1. */
    drivenShare: 0.75,
    hotTarget: 1.0,
    customerTarget: [0.15, 0.65],
} as const

/** Trials: one at sign-up for many, one asked for during an evaluation. */
export const TRIALS = {signUpShare: 0.7, signUpDays: 14, extensionShare: 0.35, evaluationShare: 0.85} as const

/** Sessions of an account: lognormal per week, independent of everything that leads to a purchase. */
export const ACTIVITY = {
    medianSessionsPerWeek: 4.9,
    spread: 0.65,
    minimum: 2,
    maximum: 28,
    /** Sessions rise by this share at intent 1. */
    intentFactor: 0.5,
    customerFactor: 1.15,
    churnedFactor: 0.02,
    /** Day-to-day noise of the logarithm (AR(1)). */
    noise: 0.16,
    memory: 0.92,
} as const

/** Shares of the week by UTC weekday, Sunday first; they sum to 7. */
export const WEEKDAY = [0.35, 1.25, 1.28, 1.27, 1.25, 1.18, 0.42] as const

/** Working features: used by everybody, adopted over time. */
export const EVERYDAY_FEATURES = [
    "dashboard_viewed",
    "report_created",
    "query_run",
    "dashboard_shared",
    "segment_created",
    "alert_created",
    "template_used",
    "csv_imported",
    "filter_saved",
    "chart_embedded",
    "goal_set",
] as const

/** Features that a company sets up when it means to stay: their use follows intent. */
export const BUYING_FEATURES = [
    "integration_connected",
    "api_key_created",
    "report_scheduled",
    "role_assigned",
    "sso_configured",
    "data_exported",
    "audit_log_viewed",
    "workspace_branded",
] as const

/** Planted nulls: as frequent as the account is busy, and unrelated to buying (true lift 1). */
export const NULL_FEATURES = ["theme_changed", "annotation_added"] as const

/** Planted null page: views follow the account's normal activity only. */
export const NULL_PAGES = ["/changelog"] as const

/** Null events or views per normal session of the account, each. */
export const NULL_PER_SESSION = 0.07

/** A page whose views follow intent (views per week at intent 1). */
export const BUYING_PAGE = {path: "/security", hot: 1.2, quiet: 0.04} as const

/** Where deals come from, given how the evaluation ended; deals without product usage are mostly outbound. */
export const DEAL_SOURCES = {
    dealShare: {won: 0.86, lost: 0.85, open: 0.3},
    won: {inbound: 0.34, outbound: 0.12, partner: 0.19, pql: 0.35},
    lost: {inbound: 0.36, outbound: 0.18, partner: 0.14, pql: 0.32},
    open: {inbound: 0.45, outbound: 0.35, partner: 0.2},
    withoutUsage: {inbound: 0.25, outbound: 0.55, partner: 0.2},
} as const

/** The four lead sources of the story. */
export type LeadSource = "inbound" | "outbound" | "partner" | "pql"
