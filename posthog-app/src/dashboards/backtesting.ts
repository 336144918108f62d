import {bindQuery} from "@beton/shared/queries/query"
import {tileAssociatedArr} from "@beton/shared/queries/tiles/backtesting/associated-arr"
import {tileConversionAtRisk, tileConversionCurve} from "@beton/shared/queries/tiles/backtesting/curve"
import {RESULT_DAYS} from "@beton/shared/queries/tiles/backtesting/newest"
import {
    tileBacktestScope,
    tileRoutingAccuracy,
    tileScoreBuckets,
    tileThresholds,
} from "@beton/shared/queries/tiles/backtesting/score"
import {
    tileSignalHealth,
    tileSignalPower,
    tileSignalVerdicts,
    tileUnjudgedSignals,
} from "@beton/shared/queries/tiles/backtesting/signals"

import type {Column, DashboardDefinition} from "./definition"

const PERCENT = {suffix: " %", decimals: 1} as const
const TIMES = {suffix: " ×", decimals: 1} as const
const OUTCOME: Column = {name: "success", label: "Outcome"}
const SIGNAL: Column = {name: "signal_title", label: "Signal"}
/** Limits of a figure's 95 % range. */
const limits = (name: string, format: Partial<Column>): Column[] => [
    {name: `${name}_low`, label: "Range from", ...format},
    {name: `${name}_high`, label: "to", ...format},
]
const ranged = (name: string, label: string, format: Partial<Column>): Column[] => [
    {name, label, ...format},
    ...limits(name, format),
]
const ACCURACY: Column[] = [
    {name: "accounts", label: "Accounts"},
    {name: "checks", label: "Weekly checks"},
    ...ranged("precision", "Precision", PERCENT),
    {name: "base_rate", label: "Base rate", ...PERCENT},
    ...ranged("recall", "Recall", PERCENT),
    ...ranged("lift", "Lift", TIMES),
]
const waitingFor = (shows: string) => (): string =>
    `Name the event of a new customer (conversion event) in the settings, or let won deals come back from Attio. After the next daily run a backtest of your own history shows ${shows}.`

/** How signals and score would have done on the customer's own history (C1, E1-E3, H2, H8). */
export const backtesting: DashboardDefinition = {
    id: "backtesting",
    title: "Beton: Backtesting",
    about: "What became of the accounts that showed each signal, on your own history: the newest backtest of each outcome, however the date filter is set.",
    days: null,
    tiles: [
        {
            id: "scope",
            version: 1,
            title: () => "What was judged, on which period, and through when outcomes are complete",
            about: () => `Every figure of this dashboard is about these accounts and weekly checks: a check looks at one account on one day a week. Base rate = weekly checks followed by the outcome ÷ all weekly checks. Outcomes are complete for checks up to that day; later checks are left out, as their horizon is not over. Judged: about once a week there is a new result; an old one goes after ${RESULT_DAYS} days, also that of an outcome you removed.`,
            query: ({writer}) => bindQuery(tileBacktestScope, {writer}),
            display: () => ({as: "table", columns: [OUTCOME, {name: "outcome_event", label: "Event"}, {name: "outcome_where", label: "Only where"}, {name: "horizon_days", label: "Horizon (days)"}, {name: "checks_from", label: "Checks from"}, {name: "checks_to", label: "to"}, {name: "landmarks", label: "Weeks"}, {name: "complete_to", label: "Outcomes complete through"}, {name: "accounts", label: "Accounts"}, {name: "reached", label: "With the outcome"}, {name: "checks", label: "Weekly checks"}, ...ranged("base_rate", "Base rate", PERCENT), {name: "judged_at", label: "Judged"}]}),
            layout: {x: 0, y: 0, w: 12, h: 4},
            needs: ["backtest"],
            waiting: waitingFor("its period and its base rate"),
        },
        {
            id: "signal-verdicts",
            version: 1,
            title: () => "Verdict on each signal: precision (checks with it that led to the outcome ÷ checks with it) and lift over accounts without",
            about: () => "The surest lift comes first. Set precision against the base rate beside it, and trust the lower end of a range. Recall = checks with it that led to the outcome ÷ all checks that led to it. Switch off what has no useful lift; give “too little data” time.",
            query: ({writer}) => bindQuery(tileSignalVerdicts, {writer}),
            display: () => ({as: "table", columns: [SIGNAL, OUTCOME, {name: "verdict", label: "Verdict"}, ...ACCURACY]}),
            layout: {x: 0, y: 4, w: 12, h: 7},
            needs: ["backtest"],
            waiting: waitingFor("which signals to trust, each with its counts and range"),
        },
        {
            id: "routing-accuracy",
            version: 1,
            title: () => "Routing as it is set: precision (routed checks that led to the outcome ÷ routed checks) and recall (the same ÷ all checks that led to it)",
            about: () => "The score's threshold and signals that always route, together. Precision means something only beside the base rate. Compare thresholds below before you change yours.",
            query: ({writer}) => bindQuery(tileRoutingAccuracy, {writer}),
            display: () => ({as: "table", columns: [OUTCOME, {name: "verdict", label: "Verdict"}, {name: "threshold", label: "Threshold"}, ...ACCURACY]}),
            layout: {x: 0, y: 11, w: 12, h: 3},
            needs: ["backtest"],
            waiting: waitingFor("how precise routing would have been, and how much it would have found"),
        },
        {
            id: "score-buckets",
            version: 1,
            title: () => "Outcome by score: weekly checks that led to it ÷ weekly checks with that score",
            about: () => "Rates should rise with the score. Where ranges of neighbours overlap, their order may be chance.",
            query: ({writer}) => bindQuery(tileScoreBuckets, {writer}),
            display: () => ({as: "table", columns: [OUTCOME, {name: "score", label: "Score"}, {name: "checks", label: "Weekly checks"}, {name: "reached", label: "Led to it"}, ...ranged("rate", "Rate", PERCENT), {name: "base_rate", label: "Base rate", ...PERCENT}]}),
            layout: {x: 0, y: 14, w: 6, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("whether higher scores lead to more customers"),
        },
        {
            id: "conversion-curve",
            version: 1,
            title: () => "Share of accounts that became customers within so many days: those that would be routed, and others",
            about: () => "Both start at an account's first such weekly check. Accounts that may still become customers count as long as they were followed; a line ends where fewer than 10 are left. If only qualified is set as outcome, it is of that. Numbers and ranges are in the table.",
            query: ({writer}) => bindQuery(tileConversionCurve, {writer}),
            display: () => ({as: "line", x: {name: "days", label: "Days"}, y: [{name: "with_signal", label: "Would be routed", ...PERCENT}, {name: "without_signal", label: "Others", ...PERCENT}]}),
            layout: {x: 6, y: 14, w: 6, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("how soon accounts with signals become customers"),
        },
        {
            id: "thresholds",
            version: 1,
            title: () => "Thresholds of the score: accounts at or above it, precision (flagged checks that led to the outcome ÷ flagged checks) and recall (the same ÷ all checks that led to it)",
            about: () => "Choose the lowest threshold whose new accounts a month your team can work. “now” marks yours. Flagged is a share of all weekly checks. Signals that always route are not in it.",
            query: ({writer}) => bindQuery(tileThresholds, {writer}),
            display: () => ({as: "table", columns: [OUTCOME, {name: "threshold", label: "Threshold"}, {name: "used", label: "Yours"}, {name: "accounts", label: "Accounts"}, {name: "new_per_month", label: "New a month", decimals: 1}, ...ranged("flagged", "Flagged", PERCENT), {name: "checks", label: "Flagged checks"}, ...ranged("precision", "Precision", PERCENT), ...ranged("recall", "Recall", PERCENT)]}),
            layout: {x: 0, y: 20, w: 12, h: 7},
            needs: ["backtest"],
            waiting: waitingFor("which threshold fits your team"),
        },
        {
            id: "conversion-at-risk",
            version: 1,
            title: () => "The numbers behind the curve: accounts still followed on each day, and the share that became customers by then",
            about: () => "A share is shown while at least 10 accounts of a side are followed, its range once some have become customers and not all.",
            query: ({writer}) => bindQuery(tileConversionAtRisk, {writer}),
            display: () => ({as: "table", columns: [{name: "days", label: "Day"}, {name: "followed_with", label: "Followed, would be routed"}, {name: "with_signal", label: "Share", ...PERCENT}, ...limits("with", PERCENT), {name: "followed_without", label: "Followed, others"}, {name: "without_signal", label: "Share", ...PERCENT}, ...limits("without", PERCENT)]}),
            layout: {x: 0, y: 27, w: 7, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("the numbers behind the curve"),
        },
        {
            id: "unjudged-signals",
            version: 1,
            title: () => "Signals that could not be judged, and why",
            about: () => "Empty is good: every signal was judged, or has too little data in the table above.",
            query: ({writer}) => bindQuery(tileUnjudgedSignals, {writer}),
            display: () => ({as: "table", columns: [SIGNAL, OUTCOME, {name: "verdict", label: "Verdict"}, {name: "reason", label: "Why"}]}),
            layout: {x: 7, y: 27, w: 5, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("what keeps a signal from being judged"),
        },
        {
            id: "signal-health",
            version: 1,
            title: () => "Does a signal still work? Accounts with the outcome ÷ accounts that newly showed it: baseline, and the newest month that can be judged",
            about: () => "Degrading: fewer buyers than the signal's own past explains by chance. Look at its definition and its events then. A month can be judged once its accounts were followed for a whole horizon. One bad month is no alarm, so trust the state, not the newest rate.",
            query: ({writer}) => bindQuery(tileSignalHealth, {writer}),
            display: () => ({as: "table", columns: [SIGNAL, OUTCOME, {name: "state", label: "State"}, {name: "baseline_accounts", label: "Baseline accounts"}, {name: "baseline_reached", label: "With the outcome"}, {name: "baseline_rate", label: "Rate", ...PERCENT}, ...limits("baseline", PERCENT), {name: "recent_accounts", label: "Newest month's accounts"}, {name: "recent_reached", label: "With the outcome"}, {name: "recent_rate", label: "Rate", ...PERCENT}, ...limits("recent", PERCENT)]}),
            layout: {x: 0, y: 33, w: 7, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("whether signals keep finding buyers"),
        },
        {
            id: "signal-power",
            version: 1,
            title: ({config}) => `How many accounts a signal still needs before a lift of ${config.settings.backtest.minimum_lift} can be seen`,
            about: () => "Accounts are those followed for a whole horizon. Smallest lift: what four of five such backtests would find with today's accounts. Empty cells cannot be said yet.",
            query: ({writer}) => bindQuery(tileSignalPower, {writer}),
            display: () => ({as: "table", columns: [SIGNAL, OUTCOME, {name: "accounts", label: "Accounts"}, {name: "needed", label: "Needed"}, {name: "missing", label: "Missing"}, {name: "months_to_go", label: "Months to go", decimals: 1}, {name: "detectable_lift", label: "Smallest lift seen", ...TIMES}]}),
            layout: {x: 7, y: 33, w: 5, h: 6},
            needs: ["backtest"],
            waiting: waitingFor("how long until each signal can be judged"),
        },
        {
            id: "associated-arr",
            version: 1,
            title: () => "Yearly revenue associated with routed accounts, above baseline",
            about: () => "New accounts a month × 12 × share worked × (share with − share without that became customers) × contract value, the last in the currency you entered it in. It is what these accounts bring above others, not what contacting them brings: that takes accounts held back at random.",
            query: ({writer, config: {settings}}) => bindQuery(tileAssociatedArr, {writer, contract_value: settings.average_contract_value, capacity: settings.routing.capacity_per_month}),
            display: () => ({as: "table", columns: [...ranged("arr", "A year", {decimals: 0}), {name: "per_month", label: "New accounts a month", decimals: 1}, {name: "worked", label: "Worked", ...PERCENT}, {name: "with_signal", label: "Became customers, would be routed"}, {name: "without_signal", label: "Others"}, {name: "contract_value", label: "Contract value", decimals: 0}, {name: "note", label: "Note"}]}),
            layout: {x: 0, y: 39, w: 12, h: 4},
            needs: ["backtest"],
            waiting: waitingFor("the revenue associated with routed accounts, where it can be said"),
        },
    ],
} // prettier-ignore
