import type {BetonFieldId} from "./fields"

/** Words of the same meaning, as `nameTokens` writes them. Plurals need no entry. */
export const SAME: ReadonlyMap<string, string> = new Map(
    Object.entries({
        score: ["scoring", "scored", "points"],
        date: ["at", "on", "timestamp", "datetime", "day", "time"],
        last: ["latest", "recent", "newest"],
        change: ["delta", "trend", "diff", "difference", "movement", "momentum"],
        count: ["number", "num", "nr", "qty"],
        state: ["status"],
        signal: ["trigger", "indicator"],
        top: ["main", "primary", "strongest", "leading"],
        quiet: ["inactive", "cold", "dormant", "idle", "silent"],
        checked: ["updated", "refreshed", "synced", "calculated", "evaluated"],
        reason: ["why", "rationale", "because", "explanation"],
        probability: ["prob", "likelihood", "propensity", "chance"],
        expected: ["estimated", "predicted"],
        link: ["url", "href", "page"],
        engagement: ["activity"],
        intent: ["intention"],
        buying: ["purchase", "purchasing", "buyer"],
        conversion: ["convert", "converting", "close", "win", "winning"],
        company: ["organization", "organisation"],
    }).flatMap(([meaning, words]) => words.map((word) => [word, meaning] as const)),
)

/** Words without a meaning of their own. */
export const STOP: ReadonlySet<string> = new Set(["of", "the", "a", "an", "in", "for", "to", "and", "is", "was", "our", "by", "from"]) // prettier-ignore

/** Words that may stand beside a field's name without changing what it says. */
export const NEUTRAL: ReadonlySet<string> = new Set(["beton", "posthog", "pql", "lead", "product", "account", "company", "customer", "deal", "usage", "plg", "led", "qualified", "growth", "current", "total", "overall", "auto", "automatic", "computed", "app", "percent", "usd", "eur", "gbp"]) // prettier-ignore

/** Words that each say what kind of thing a field is: one more of them makes it another field. */
export const ROLES: ReadonlySet<string> = new Set(["score", "change", "signal", "count", "top", "last", "date", "reason", "state", "quiet", "since", "checked", "probability", "revenue", "potential", "value", "expected", "link", "record", "evidence", "arr", "mrr", "acv"]) // prettier-ignore

/** Words of something else than product usage: other measures, other tools, other ends. */
export const OTHER_PURPOSE: ReadonlySet<string> = new Set([
    ...["nps", "csat", "ces", "credit", "risk", "churn", "sentiment", "survey", "seo", "authority", "quality", "security", "compliance", "sla", "fit", "icp", "tier", "priority", "maturity", "meddic", "meddpicc", "bant"],
    ...["billing", "invoice", "payment", "contract", "renewal", "forecast", "budget", "quota", "target", "goal", "onboarding", "interview", "support", "ticket", "lost", "loss", "cancel", "cancellation", "referral", "partner", "competitor", "marketing", "campaign"],
    ...["email", "mail", "meeting", "call", "website", "web", "linkedin", "twitter", "facebook", "calendar", "document", "proposal", "booking"],
    ...["hubspot", "salesforce", "marketo", "pardot", "clearbit", "apollo", "zoominfo", "bombora", "6sense", "sense", "madkudu", "koala", "commonroom", "g2", "gong", "outreach", "intercom", "stripe", "segment", "amplitude", "mixpanel"],
    ...["manual", "legacy", "deprecated", "obsolete", "old", "unused", "test", "previous", "prior", "initial", "first", "max", "min", "average", "avg", "benchmark"],
]) // prettier-ignore

/** Names of a field: those that say it, and general words that may mean it. `NEUTRAL` words need not be repeated. */
export const PHRASES: Readonly<
    Record<BetonFieldId, {readonly own: readonly string[]; readonly general: readonly string[]}>
> = {
    score: {
        own: ["lead score", "pql score", "pql", "product score", "health score", "account score", "customer score", "usage score", "engagement score", "intent score", "signal score", "readiness score", "activation score", "product health", "account health", "customer health", "buying intent", "product intent", "product engagement"],
        general: ["score", "health", "intent", "engagement", "readiness"],
    },
    score_change: {own: ["score change", "health change", "pql change"], general: []},
    signals: {
        own: ["pql signal", "buying signal", "intent signal", "product signal", "active signal", "usage signal"],
        general: ["signal"],
    },
    top_signal: {own: ["top signal", "top buying signal", "top intent signal"], general: []},
    signal_count: {own: ["signal count", "active signal count", "buying signal count", "intent signal count"], general: []},
    last_signal_at: {
        own: ["last signal", "last signal date", "last buying signal", "last buying signal date", "last product activity", "last product activity date", "last usage date"],
        general: ["last activity", "last activity date", "last active", "last seen", "last seen date"],
    },
    why_now: {
        own: ["why now", "pql reason", "score reason", "signal reason", "lead reason", "buying reason"],
        general: ["reason", "context", "pql context"],
    },
    track_record: {own: ["track record", "pql evidence", "score evidence", "signal evidence"], general: ["evidence", "proof"]},
    state: {own: ["pql state", "lead state", "product state", "usage state", "signal state", "health state"], general: []},
    quiet_since: {own: ["quiet since", "quiet since date", "quiet date"], general: ["quiet"]},
    checked_at: {
        own: ["score checked", "score checked date", "pql checked", "pql checked date", "last score", "last score date", "score date", "last score checked", "score last checked date", "signal checked"],
        general: ["last checked", "last checked date"],
    },
    conversion_probability: {own: ["conversion probability", "probability conversion percent"], general: ["probability"]},
    revenue_potential: {
        own: ["revenue potential", "expected revenue", "expected value", "potential value", "potential arr", "potential mrr", "expected arr", "expansion potential"],
        general: ["potential"],
    },
    link: {own: ["beton link", "posthog link", "product link", "usage link", "product usage link"], general: ["link"]},
} // prettier-ignore
