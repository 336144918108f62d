import {bindQuery} from "@beton/shared/queries/query"
import {
    tileAccountsFired,
    tileRouted,
    tileScoreDistribution,
    tileSignalsByType,
    tileSignalsFired,
    tileSignalTrend,
} from "@beton/shared/queries/tiles/overview/firings"
import {HOT_ROWS, HOT_SCORE, tileHotQueue} from "@beton/shared/queries/tiles/overview/hot-queue"
import {RUN_DAYS, tileHoursSinceRun, tileRuns} from "@beton/shared/queries/tiles/overview/runs"

import {groupPages} from "../account-page"
import {accountColumns, namesOf} from "./account-names"
import type {DashboardDefinition} from "./definition"
import {atMost} from "./said"

/** A daily run that is later than this many hours did not happen (A13). */
const LATE_HOURS = 26
const afterRun = (shows: string) => (): string =>
    `Beton has not run yet. After the first daily run this shows ${shows}.`
const afterFiring = (shows: string) => (): string =>
    `No signal has fired yet. When a daily run finds one, this shows ${shows}. To see at once what would have fired in the last 90 days, start a backfill (beton run --backfill).`

/** What fired, for whom, and what became of it (C1). */
export const signalOverview: DashboardDefinition = {
    id: "overview",
    title: "Beton: Signal overview",
    about: "Which accounts show buying signals, how strong they are and whether they reached sales. The date filter above applies to all tiles but the two about runs.",
    days: 30,
    tiles: [
        {
            id: "signals-fired",
            version: 1,
            title: () => "PQL signals fired in this period",
            about: () => "One for each account and signal that fired newly, not again within its cooldown. What a backfill replayed from before Beton was connected counts too.",
            query: ({writer}) => bindQuery(tileSignalsFired, {writer}),
            display: () => ({as: "number", column: {name: "signals_fired"}}),
            layout: {x: 0, y: 0, w: 4, h: 3},
            needs: ["firings"],
            waiting: afterFiring("how many signals fired"),
        },
        {
            id: "accounts-fired",
            version: 1,
            title: () => "Accounts with a PQL signal in this period",
            about: () => "Each account once, however many signals it had. Replayed ones count too.",
            query: ({writer}) => bindQuery(tileAccountsFired, {writer}),
            display: () => ({as: "number", column: {name: "accounts"}}),
            layout: {x: 4, y: 0, w: 4, h: 3},
            needs: ["firings"],
            waiting: afterFiring("how many accounts had a signal"),
        },
        {
            id: "hours-since-run",
            version: 1,
            title: () => `Hours since the last completed run (over ${LATE_HOURS}: something is wrong)`,
            about: () => `Beton runs once a day. Over ${LATE_HOURS} hours, look at the runs below for the reason, or start beton doctor. Empty: no run in ${RUN_DAYS} days.`,
            query: ({writer}) => bindQuery(tileHoursSinceRun, {writer}),
            display: () => ({as: "number", column: {name: "hours", suffix: " h", decimals: 1}}),
            layout: {x: 8, y: 0, w: 4, h: 3},
            needs: ["run"],
            waiting: afterRun("how long ago Beton last ran"),
        },
        {
            id: "hot-queue",
            version: 1,
            title: () => `Hot queue: accounts whose latest score is above ${HOT_SCORE}, newest first`,
            about: ({config, account}) => `The score of each account when it last fired in this period, 0 to 100; it is not updated between firings. Start at the top: open the deal${groupPages(config, account) === null ? "" : ", or the account in PostHog where there is none yet"}. Accounts go to the CRM from a score of ${config.threshold} on, once routing is on. Replayed: it fired before Beton was connected. ${atMost(HOT_ROWS, "accounts")}`,
            query: ({writer, config, account}) => bindQuery(tileHotQueue, {writer, account_pages: groupPages(config, account), names: namesOf({config, account})}),
            display: ({config, account}) => ({
                as: "table",
                columns: [
                    {name: "fired_at", label: "Last fired"},
                    ...accountColumns(account),
                    {name: "score", label: "Score", decimals: 0},
                    {name: "signals", label: "Signals"},
                    {name: "why_now", label: "Why now"},
                    {name: "deal", label: "Deal"},
                    {name: "deal_link", label: "Deal in Attio"},
                    // Accounts that are no groups have no page.
                    ...(groupPages(config, account) === null ? [] : [{name: "account_link", label: "Account in PostHog"}]),
                    {name: "replayed", label: "Replayed"},
                ],
            }),
            layout: {x: 0, y: 3, w: 12, h: 7},
            needs: ["firings"],
            waiting: afterFiring("whom to call first"),
        },
        {
            id: "signals-by-type",
            version: 1,
            title: () => "PQL signals fired by type, and for how many accounts",
            about: () => "Fired: how often, in all. Accounts: each once per signal, however often it fired. Replayed ones count too. Which signals are worth it, the Backtesting dashboard says.",
            query: ({writer}) => bindQuery(tileSignalsByType, {writer}),
            display: () => ({as: "bar", x: {name: "signal"}, y: [{name: "fired", label: "Fired"}, {name: "accounts", label: "Accounts"}]}),
            layout: {x: 0, y: 10, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterFiring("which signals fire most"),
        },
        {
            id: "signal-trend",
            version: 1,
            title: () => "PQL signals fired by week and type",
            about: () => "Weeks of your project's calendar, by their first day, from the first with a firing to the last with one; either may be cut off by the period. Replayed ones count too.",
            query: ({writer}) => bindQuery(tileSignalTrend, {writer}),
            display: () => ({as: "stacked_bar", x: {name: "week"}, y: [{name: "fired", label: "Fired"}], breakdown: "signal"}),
            layout: {x: 6, y: 10, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterFiring("how signals develop from week to week"),
        },
        {
            id: "score-distribution",
            version: 1,
            title: ({config}) => `Accounts by their latest score in this period (to the CRM from ${config.threshold} on)`,
            about: () => "Each account once, with its score when it last fired, replayed ones too. If more accounts are above the threshold than your team can call, raise it; the Backtesting dashboard says what each threshold would have caught.",
            query: ({writer}) => bindQuery(tileScoreDistribution, {writer}),
            display: () => ({as: "bar", x: {name: "score"}, y: [{name: "accounts", label: "Accounts"}]}),
            layout: {x: 0, y: 15, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterFiring("how the scores are spread"),
        },
        {
            id: "routed",
            version: 1,
            title: () => "Firings strong enough for the CRM while routing was on, and others, by week",
            about: () => "A firing is one account in one run, with all its signals. Strong enough: its score reached the threshold, or a signal fired that always routes. How many of them were then left out (suppressed, kept out by the fit gate, over the daily limit) or could not be written, the runs below say. Replayed firings are never for the CRM and not shown.",
            query: ({writer}) => bindQuery(tileRouted, {writer}),
            display: () => ({as: "stacked_bar", x: {name: "week"}, y: [{name: "to_crm", label: "For the CRM"}, {name: "not_sent", label: "Others"}]}),
            layout: {x: 6, y: 15, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterFiring("how many firings are strong enough for sales"),
        },
        {
            id: "runs",
            version: 1,
            title: () => "The latest runs: what was found, what reached the CRM, what failed",
            about: () => "As of: a run uses events before that instant only. Firings written: accounts with something new to say; the others are within a cooldown. Strong enough: they are written to the CRM if routing is on, unless left out (suppressed, kept out by the fit gate, no company found, over the daily limit). What failed says what to do; one failing signal never stops the others.",
            query: ({writer}) => bindQuery(tileRuns, {writer}),
            display: () => ({
                as: "table",
                columns: [
                    {name: "as_of", label: "As of"},
                    {name: "finished", label: "Finished"},
                    {name: "kind", label: "Kind"},
                    {name: "accounts", label: "Accounts with a signal"},
                    {name: "written", label: "Firings written"},
                    {name: "for_crm", label: "Strong enough for the CRM"},
                    {name: "deals_made", label: "New in the CRM"},
                    {name: "updated", label: "Updated in the CRM"},
                    {name: "left_out", label: "Left out"},
                    {name: "not_written", label: "Could not be written"},
                    {name: "problems", label: "Problems"},
                    {name: "what_failed", label: "What failed"},
                ],
            }),
            layout: {x: 0, y: 20, w: 12, h: 6},
            needs: ["run"],
            waiting: afterRun("each run with its result"),
        },
    ],
} // prettier-ignore
