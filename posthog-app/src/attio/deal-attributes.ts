import type {NewAttribute} from "../clients/attio"

/** Slugs of the attributes Beton writes on deals (D1). */
export const DEAL = {
    key: "beton_key",
    score: "pql_score",
    signals: "pql_signals",
    topSignal: "pql_top_signal",
    signalCount: "pql_signal_count",
    lastSignal: "pql_last_signal_at",
    whyNow: "pql_why_now",
} as const

/** Attributes that are created on first use, with consent; the lead source is a setting of its own. */
export const DEAL_ATTRIBUTES: readonly NewAttribute[] = [
    {api_slug: DEAL.key, title: "Beton key", description: "Ties the deal to its account. Written by Beton; do not change.", type: "text", is_unique: true},
    {api_slug: DEAL.score, title: "Lead Score", description: "Beton's score of the account, 0 to 100.", type: "number", is_unique: false},
    {api_slug: DEAL.signals, title: "PQL signals", description: "Active signals, strongest first.", type: "text", is_unique: false},
    {api_slug: DEAL.topSignal, title: "Top Signal", description: "Strongest active signal.", type: "text", is_unique: false},
    {api_slug: DEAL.signalCount, title: "Signal Count", description: "Number of active signals.", type: "number", is_unique: false},
    {api_slug: DEAL.lastSignal, title: "Last Signal Date", description: "When the signals were last seen.", type: "timestamp", is_unique: false},
    {api_slug: DEAL.whyNow, title: "Why now", description: "What the account did, in words.", type: "text", is_unique: false},
] // prettier-ignore
