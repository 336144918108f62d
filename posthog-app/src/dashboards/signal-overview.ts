import {bindQuery} from "@beton/shared/queries/query"
import {
    tileAccountsFired,
    tileRouted,
    tileScoreDistribution,
    tileSignalsByType,
    tileSignalsFired,
    tileSignalTrend,
} from "@beton/shared/queries/tiles/overview/firings"
import {HOT_SCORE, tileHotQueue} from "@beton/shared/queries/tiles/overview/hot-queue"
import {tileHoursSinceRun, tileRuns} from "@beton/shared/queries/tiles/overview/runs"

import {groupPages} from "../account-page"
import type {DashboardDefinition} from "./definition"

/** A daily run that is later than this many hours did not happen (A13). */
const LATE_HOURS = 26
const afterRun = (shows: string) => (): string =>
    `Nothing has been written yet. After the first daily run this shows ${shows}. To fill the last 90 days at once, start a backfill (beton run --backfill).`

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
            about: () => "One for each account and signal type that fired newly, outside its cooldown.",
            query: ({writer}) => bindQuery(tileSignalsFired, {writer}),
            display: () => ({as: "number", column: {name: "signals_fired"}}),
            layout: {x: 0, y: 0, w: 4, h: 3},
            needs: ["firings"],
            waiting: afterRun("how many signals fired"),
        },
        {
            id: "accounts-fired",
            version: 1,
            title: () => "Accounts with a PQL signal in this period",
            about: () => "Each account once, however many signals it had.",
            query: ({writer}) => bindQuery(tileAccountsFired, {writer}),
            display: () => ({as: "number", column: {name: "accounts"}}),
            layout: {x: 4, y: 0, w: 4, h: 3},
            needs: ["firings"],
            waiting: afterRun("how many accounts had a signal"),
        },
        {
            id: "hours-since-run",
            version: 1,
            title: () => `Hours since the last completed run (over ${LATE_HOURS}: something is wrong)`,
            about: () => `Beton runs once a day. Over ${LATE_HOURS} hours, look at the runs below for the reason, or start beton doctor.`,
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
            about: ({config}) => `The latest score of each account in this period, 0 to 100. Start at the top: open the deal, or the account in PostHog where there is none yet. Deals are made from a score of ${config.threshold} on once routing is on. Replayed: it fired before Beton was connected.`,
            query: ({writer, config, account}) => bindQuery(tileHotQueue, {writer, account_pages: groupPages(config, account)}),
            display: () => ({
                as: "table",
                columns: [
                    {name: "fired_at", label: "Fired"},
                    {name: "account", label: "Account"},
                    {name: "score", label: "Score", decimals: 0},
                    {name: "signals", label: "Signals"},
                    {name: "why_now", label: "Why now"},
                    {name: "deal", label: "Deal"},
                    {name: "deal_link", label: "Deal in Attio"},
                    {name: "account_link", label: "Account in PostHog"},
                    {name: "replayed", label: "Replayed"},
                ],
            }),
            layout: {x: 0, y: 3, w: 12, h: 7},
            needs: ["firings"],
            waiting: afterRun("whom to call first"),
        },
        {
            id: "signals-by-type",
            version: 1,
            title: () => "PQL signals fired by type, and for how many accounts",
            about: () => "An account counts once per type, however often it fired. Which types are worth it, the Backtesting dashboard says.",
            query: ({writer}) => bindQuery(tileSignalsByType, {writer}),
            display: () => ({as: "bar", x: {name: "signal"}, y: [{name: "fired", label: "Fired"}, {name: "accounts", label: "Accounts"}]}),
            layout: {x: 0, y: 10, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterRun("which signals fire most"),
        },
        {
            id: "signal-trend",
            version: 1,
            title: () => "PQL signals fired by week and type",
            about: () => "Weeks of your project's calendar. The first and the last one are cut off by the period.",
            query: ({writer}) => bindQuery(tileSignalTrend, {writer}),
            display: () => ({as: "stacked_bar", x: {name: "week"}, y: [{name: "fired", label: "Fired"}], breakdown: "signal"}),
            layout: {x: 6, y: 10, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterRun("how signals develop from week to week"),
        },
        {
            id: "score-distribution",
            version: 1,
            title: ({config}) => `Accounts by their latest score in this period (deals from ${config.threshold} on)`,
            about: () => "Each account once. If more accounts are above the threshold than your team can call, raise it; beton backtest says what each threshold would have caught.",
            query: ({writer}) => bindQuery(tileScoreDistribution, {writer}),
            display: () => ({as: "bar", x: {name: "score"}, y: [{name: "accounts", label: "Accounts"}]}),
            layout: {x: 0, y: 15, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterRun("how the scores are spread"),
        },
        {
            id: "routed",
            version: 1,
            title: () => "Firings that went to the CRM, and those that did not, by week",
            about: () => "Not sent: below the threshold, suppressed, kept out by the fit gate, or routing is off. Replayed firings never go to the CRM and are left out.",
            query: ({writer}) => bindQuery(tileRouted, {writer}),
            display: () => ({as: "stacked_bar", x: {name: "week"}, y: [{name: "to_crm", label: "To the CRM"}, {name: "not_sent", label: "Not sent"}]}),
            layout: {x: 6, y: 15, w: 6, h: 5},
            needs: ["firings"],
            waiting: afterRun("how many firings reach sales"),
        },
        {
            id: "runs",
            version: 1,
            title: () => "The latest runs: what was found, what reached the CRM, what failed",
            about: () => "As of: a run uses events before that instant only. What failed says what to do; one failing signal never stops the others.",
            query: ({writer}) => bindQuery(tileRuns, {writer}),
            display: () => ({
                as: "table",
                columns: [
                    {name: "as_of", label: "As of"},
                    {name: "finished", label: "Finished"},
                    {name: "kind", label: "Kind"},
                    {name: "accounts", label: "Accounts with a signal"},
                    {name: "written", label: "Firings written"},
                    {name: "deals_made", label: "Deals made"},
                    {name: "updated", label: "Deals updated"},
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
