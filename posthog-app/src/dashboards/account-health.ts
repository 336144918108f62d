import {bindQuery} from "@beton/shared/queries/query"
import {tileCheckouts, tileSupport} from "@beton/shared/queries/tiles/health/buying"
import {FEATURE_ROWS, tileFeatures} from "@beton/shared/queries/tiles/health/features"
import {tileLimits, tileTrials, TRIAL_DAYS} from "@beton/shared/queries/tiles/health/plans"
import {
    ACCOUNT_ROWS,
    ACTIVE_DAYS,
    COMPARED_DAYS,
    FEWEST_EVENTS,
    tileActiveAccounts,
    tileActivePeople,
    tileAtRisk,
    tileCoverage,
    tileGrowth,
    tileUsageTrend,
    TREND_WEEKS,
} from "@beton/shared/queries/tiles/health/use"
import {tileDataSources} from "@beton/shared/queries/tiles/overview/runs"

import {accountColumns, namesOf} from "./account-names"
import type {Column, DashboardDefinition, TileContext} from "./definition"
import {atMost, percentOf} from "./said"

const PERCENT = {suffix: " %", decimals: 1} as const
const compared = ({account}: TileContext): readonly Column[] => [
    ...accountColumns(account),
    {name: "recent", label: `Events, last ${COMPARED_DAYS} days`},
    {name: "before", label: `Events, ${COMPARED_DAYS} days before`},
    {name: "change", label: "Change", suffix: " %", decimals: 0},
    {name: "last_seen", label: "Last seen"},
]
const SHOWN = atMost(ACCOUNT_ROWS, "accounts")
const ENOUGH = `${SHOWN} Accounts with at least ${FEWEST_EVENTS} events in both periods together, ordered by how far the change is beyond chance, so a small account with a large percentage does not come first.`
const always = (): string => ""

/** Who uses the product, who grows, who leaves, and whether Beton can see it (C1). */
export const accountHealth: DashboardDefinition = {
    id: "health",
    title: "Beton: Account health",
    about: "Use of the product by account. Periods are fixed and said in each tile, up to now. Activity is any event of an account but bookkeeping ones; Beton's own never count.",
    days: null,
    tiles: [
        {
            id: "active-accounts",
            version: 1,
            title: () => `Accounts active in the last ${ACTIVE_DAYS} days`,
            about: () => "At least one event. Events that belong to no account are not in it: see the coverage below.",
            query: ({account}) => bindQuery(tileActiveAccounts, {account}),
            display: () => ({as: "number", column: {name: "accounts"}}),
            layout: {x: 0, y: 0, w: 3, h: 3},
            needs: [],
            waiting: always,
        },
        {
            id: "active-people",
            version: 1,
            title: () => `People of these accounts active in the last ${ACTIVE_DAYS} days`,
            about: () => "Counted as PostHog counts persons.",
            query: ({account}) => bindQuery(tileActivePeople, {account}),
            display: () => ({as: "number", column: {name: "people"}}),
            layout: {x: 3, y: 0, w: 3, h: 3},
            needs: [],
            waiting: always,
        },
        {
            id: "coverage",
            version: 1,
            title: () => `Events and people of the last ${ACTIVE_DAYS} days that belong to an account: with account ÷ all`,
            about: ({config}) => `Most signals cannot see what belongs to no account. Routing stays off below ${percentOf(config.settings.min_coverage)} of events: send the group with every event.`,
            query: ({account}) => bindQuery(tileCoverage, {account}),
            display: () => ({as: "table", columns: [{name: "what", label: "What"}, {name: "seen", label: "All"}, {name: "with_account", label: "With an account"}, {name: "share", label: "Share", ...PERCENT}]}),
            layout: {x: 6, y: 0, w: 6, h: 3},
            needs: [],
            waiting: always,
        },
        {
            id: "usage-trend",
            version: 1,
            title: () => `Active accounts and people by week, the last ${TREND_WEEKS} whole weeks`,
            about: () => "Weeks of your project's calendar, by their first day; the current one is not over and left out. Weeks before the first with any use are not shown.",
            query: ({account}) => bindQuery(tileUsageTrend, {account}),
            display: () => ({as: "line", x: {name: "week"}, y: [{name: "accounts", label: "Accounts"}, {name: "people", label: "People"}]}),
            layout: {x: 0, y: 3, w: 6, h: 5},
            needs: [],
            waiting: always,
        },
        {
            id: "features",
            version: 1,
            title: () => `Features by accounts that use them: accounts ÷ accounts active in the last ${ACTIVE_DAYS} days`,
            about: () => `A feature is what the signal Feature adoption takes for one: an event of your own, unless the settings name events or a property. ${atMost(FEATURE_ROWS, "features")}`,
            query: ({account, config: {settings}}) => bindQuery(tileFeatures, {account, settings: settings.signals.feature_adoption}),
            display: () => ({as: "table", columns: [{name: "feature", label: "Feature"}, {name: "accounts", label: "Accounts"}, {name: "active_accounts", label: "Active accounts"}, {name: "share", label: "Share", ...PERCENT}]}),
            layout: {x: 6, y: 3, w: 6, h: 5},
            needs: [],
            waiting: always,
        },
        {
            id: "growth-leaders",
            version: 1,
            title: () => `Accounts that grew most: the last ${COMPARED_DAYS} days against the ${COMPARED_DAYS} before`,
            about: () => `${ENOUGH} Worth a call about a larger plan. No figure under Change: not used at all in the ${COMPARED_DAYS} days before, so mostly new accounts.`,
            query: ({config, account}) => bindQuery(tileGrowth, {account, names: namesOf({config, account})}),
            display: (context) => ({as: "table", columns: compared(context)}),
            layout: {x: 0, y: 8, w: 6, h: 6},
            needs: [],
            waiting: always,
        },
        {
            id: "at-risk",
            version: 1,
            title: () => `Accounts whose use fell most or stopped: the last ${COMPARED_DAYS} days against the ${COMPARED_DAYS} before`,
            about: () => `${ENOUGH} Ask what changed before they are gone. Holidays look the same.`,
            query: ({config, account}) => bindQuery(tileAtRisk, {account, names: namesOf({config, account})}),
            display: (context) => ({as: "table", columns: compared(context)}),
            layout: {x: 6, y: 8, w: 6, h: 6},
            needs: [],
            waiting: always,
        },
        {
            id: "checkouts",
            version: 1,
            title: () => `Accounts with checkout or upgrade steps in the last ${ACTIVE_DAYS} days, newest first`,
            about: () => `Steps towards paying, not payments. Which events count, and for which account, is as the signal Billing intent is set. ${SHOWN}`,
            query: ({account, config}) => bindQuery(tileCheckouts, {account, names: namesOf({config, account}), settings: config.settings.signals.billing_intent}),
            display: ({account}) => ({as: "table", columns: [...accountColumns(account), {name: "steps", label: "Steps"}, {name: "people", label: "People"}, {name: "last_step", label: "Last step"}]}),
            layout: {x: 0, y: 14, w: 6, h: 5},
            needs: ["billing"],
            waiting: ({config}) => `No checkout or upgrade event was seen in 180 days (${config.settings.signals.billing_intent.events.join(", ") || "none is set"}). Send one from your checkout or from Stripe, or name yours under signals.billing_intent. Then this shows which accounts are about to pay.`,
        },
        {
            id: "trials",
            version: 1,
            title: () => `Trials that end within ${TRIAL_DAYS} days, soonest first`,
            about: () => `By the account's own property as last reported. Call before the last day, not after it. ${SHOWN}`,
            query: ({account, config}) => bindQuery(tileTrials, {account, names: namesOf({config, account}), settings: config.settings.signals.trial_expiring}),
            display: ({account}) => ({as: "table", columns: [...accountColumns(account), {name: "ends", label: "Trial ends"}, {name: "days_left", label: "Days left", decimals: 1}]}),
            layout: {x: 6, y: 14, w: 6, h: 5},
            needs: ["trials"],
            waiting: ({config}) => `No account has reported when its trial ends (property ${config.settings.signals.trial_expiring.end_property}). Send it with $groupidentify, or name yours under signals.trial_expiring. Then this shows which trials end soon.`,
        },
        {
            id: "plan-limits",
            version: 1,
            title: ({config}) => `Accounts above ${percentOf(config.settings.signals.limit_approaching.share)} of their plan's limit: used ÷ limit`,
            about: () => `By the account's own properties as last reported. They will need a larger plan or use less. ${SHOWN}`,
            query: ({account, config}) => bindQuery(tileLimits, {account, names: namesOf({config, account}), settings: config.settings.signals.limit_approaching}),
            display: ({account}) => ({as: "table", columns: [...accountColumns(account), {name: "used", label: "Used"}, {name: "plan_limit", label: "Limit"}, {name: "share", label: "Share", ...PERCENT}]}),
            layout: {x: 0, y: 19, w: 6, h: 5},
            needs: ["limits"],
            waiting: ({config}) => `No account has reported its use and its limit (properties ${config.settings.signals.limit_approaching.usage_property} and ${config.settings.signals.limit_approaching.limit_property}). Send them with $groupidentify, or name yours under signals.limit_approaching. Then this shows who is about to need a larger plan.`,
        },
        {
            id: "support",
            version: 1,
            title: () => `Accounts with the most support conversations in the last ${ACTIVE_DAYS} days`,
            about: () => `Many questions mean somebody is serious, or stuck: read them before you call. Which events count, and for which account, is as the signal Support engagement is set. ${SHOWN}`,
            query: ({account, config}) => bindQuery(tileSupport, {account, names: namesOf({config, account}), settings: config.settings.signals.support_engagement}),
            display: ({account}) => ({as: "table", columns: [...accountColumns(account), {name: "conversations", label: "Conversations"}, {name: "messages", label: "Messages"}, {name: "last_message", label: "Last message"}]}),
            layout: {x: 6, y: 19, w: 6, h: 5},
            needs: ["support"],
            waiting: ({config}) => `No support event was seen in 180 days (${config.settings.signals.support_engagement.events.join(", ")}). Connect Intercom or send your own, or name them under signals.support_engagement. Then this shows who talks to support most.`,
        },
        {
            id: "data-sources",
            version: 1,
            title: () => "What Beton could see of each signal in the last run",
            about: () => "Waiting for data is not zero: the reason says what to send or connect. Active: the condition holds; fired: newly, outside the cooldown.",
            query: ({writer}) => bindQuery(tileDataSources, {writer}),
            display: () => ({as: "table", columns: [{name: "signal", label: "Signal"}, {name: "state", label: "State"}, {name: "reason", label: "Reason"}, {name: "active", label: "Active"}, {name: "fired", label: "Fired"}, {name: "as_of", label: "As of"}]}),
            layout: {x: 0, y: 24, w: 12, h: 6},
            needs: ["run"],
            waiting: () => "After the first daily run this shows which signals have their data, and what the others wait for.",
        },
    ],
} // prettier-ignore
