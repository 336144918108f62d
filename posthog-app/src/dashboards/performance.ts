import {leadSourceOf} from "@beton/shared/crm/lead-source"
import {bindQuery} from "@beton/shared/queries/query"
import {tileSalesCycle} from "@beton/shared/queries/tiles/performance/cycle"
import {GROUP_ROWS, HISTORY_DAYS} from "@beton/shared/queries/tiles/performance/deals"
import {
    tileFeedback,
    tileFollowUp,
    tileRoutedPrecision,
} from "@beton/shared/queries/tiles/performance/follow-up"
import {tileKnownDeals} from "@beton/shared/queries/tiles/performance/known-deals"
import {tileLedger, tilePipelinePerCost} from "@beton/shared/queries/tiles/performance/ledger"
import {PIPELINE_ROWS, tileCoverage, tilePipeline} from "@beton/shared/queries/tiles/performance/pipeline"
import {
    tileFunnel,
    tileLeadToWon,
    tileWinRate,
    tileWinRateTrend,
} from "@beton/shared/queries/tiles/performance/rates"

import type {Column, DashboardDefinition, TileContext} from "./definition"
import {incremental} from "./incremental"
import {atMost} from "./said"

const PERCENT = {suffix: " %", decimals: 1} as const
const MONEY = {decimals: 0} as const
const SOURCE: Column = {name: "source", label: "Lead source"}
const CURRENCY: Column = {name: "deal_currency", label: "Currency"}
const NOTE: Column = {name: "note", label: "Note"}
/** A figure and its 95 % range. */
const ranged = (name: string, label: string, format: Partial<Column>): Column[] => [
    {name, label, ...format},
    {name: `${name}_low`, label: "Range from", ...format},
    {name: `${name}_high`, label: "to", ...format},
]
const SOURCES = atMost(GROUP_ROWS, "sources")
const STOOD_STILL = `Deals whose stage has not changed for ${HISTORY_DAYS / 365} years are left out.`
const horizon = ({config}: TileContext): number => config.settings.backtest.horizon_days
const waitingFor = (shows: string) => (): string =>
    `Connect Attio, or choose its warehouse tables under outcomes, and deals come back after the next daily run. Then this shows ${shows}.`

const waitingForClosed = (shows: string) => (): string =>
    `No won or lost deal is known yet. Connect Attio, or choose its warehouse tables under outcomes, and deals come back after the next daily run. Once one is closed, this shows ${shows}.`

/** How deals of PQLs do beside those of other sources, what sales did with them, and what they are worth (C1, H6, H11). */
export const performance: DashboardDefinition = {
    id: "performance",
    title: "Beton: PQL performance",
    about: "How deals from product signals do beside those of other lead sources. Periods are fixed and said in each tile. Sources differ in more than Beton: these are observations, not an experiment.",
    days: null,
    tiles: [
        {
            id: "win-rate",
            version: 1,
            title: () => "Win rate by lead source: won ÷ (won + lost), deals created in the last 365 days",
            about: () => `Compare the ranges, not the rates: where they overlap, the sources may well be equal. Open deals are in no rate. With fewer than 10 closed deals there is none yet. Imported deals count as created on the day of the import: where they are many, a source is older than it looks. ${SOURCES}`,
            query: ({writer}) => bindQuery(tileWinRate, {writer}),
            display: () => ({as: "table", columns: [SOURCE, {name: "deals", label: "Deals"}, {name: "won", label: "Won"}, {name: "lost", label: "Lost"}, {name: "open", label: "Open"}, {name: "imported", label: "Of all, imported"}, ...ranged("win_rate", "Win rate", PERCENT), NOTE]}),
            layout: {x: 0, y: 0, w: 7, h: 5},
            needs: ["closed_deals"],
            waiting: waitingForClosed("which lead sources win"),
        },
        {
            id: "source-funnel",
            version: 1,
            title: () => "From lead to qualified to won by lead source, deals created in the last 365 days",
            about: () => `Counts of deals, imported ones too; young ones have had little time, so take rates from “Lead to won”. A deal that went straight to won counts as qualified too. If qualified never exceeds won, name your qualified stages in the settings (outcomes.qualified_stages). ${SOURCES}`,
            query: ({writer}) => bindQuery(tileFunnel, {writer}),
            display: () => ({as: "bar", x: SOURCE, y: [{name: "leads", label: "Leads"}, {name: "qualified", label: "Qualified"}, {name: "won", label: "Won"}]}),
            layout: {x: 7, y: 0, w: 5, h: 5},
            needs: ["deals"],
            waiting: waitingFor("how far the leads of each source get"),
        },
        {
            id: "win-rate-trend",
            version: 1,
            title: () => "Win rate by month of closing, PQL against all others: won ÷ (won + lost)",
            about: () => "n is the number of closed deals, PQL / others: a month with few jumps by chance, one without any is a gap. The last month is not over. Imported histories are left out, their dates are those of the import.",
            query: ({writer, config: {settings}}) => bindQuery(tileWinRateTrend, {writer, pql_source: leadSourceOf(settings.routing.lead_source_value, settings.outcomes.lead_sources)}),
            display: () => ({as: "line", x: {name: "month", label: "Month (n PQL / others)"}, y: [{name: "pql_win_rate", label: "PQL", ...PERCENT}, {name: "other_win_rate", label: "All others", ...PERCENT}]}),
            layout: {x: 0, y: 5, w: 6, h: 5},
            needs: ["closed_deals"],
            waiting: waitingForClosed("whether PQL deals are won more often than others, month by month"),
        },
        {
            id: "lead-to-won",
            version: 1,
            title: (context) => `Lead to won by lead source: won within ${horizon(context)} days ÷ leads at least ${horizon(context)} days old`,
            about: (context) => `Leads of 365 days, each given ${horizon(context)} days (backtest.horizon_days). Younger leads are counted apart and are no failures; imported histories are left out. Set the horizon to what nine of ten of your customers need. ${SOURCES}`,
            query: (context) => bindQuery(tileLeadToWon, {writer: context.writer, horizon_days: horizon(context)}),
            display: () => ({as: "table", columns: [SOURCE, {name: "matured", label: "Old enough"}, {name: "won_in_time", label: "Won in time"}, ...ranged("lead_to_won", "Lead to won", PERCENT), {name: "young", label: "Too young"}, {name: "imported", label: "Imported, left out"}, NOTE]}),
            layout: {x: 6, y: 5, w: 6, h: 5},
            needs: ["deals"],
            waiting: waitingFor("how many leads of each source become customers in time"),
        },
        {
            id: "sales-cycle",
            version: 1,
            title: () => "Sales cycle by lead source: days from created to won, deals won in the last 365 days",
            about: () => `A quarter of the deals took less than the first figure, half less than the median, a quarter more than the last. Open deals are not in it, so recent sources look faster than they are. Imported deals, and those entered after they were won, are left out and counted. ${SOURCES}`,
            query: ({writer}) => bindQuery(tileSalesCycle, {writer}),
            display: () => ({as: "table", columns: [SOURCE, {name: "won", label: "Won deals"}, {name: "first_quarter", label: "A quarter within (days)", decimals: 1}, {name: "median_days", label: "Median (days)", decimals: 1}, {name: "third_quarter", label: "Three quarters within (days)", decimals: 1}, {name: "left_out", label: "Left out"}, NOTE]}),
            layout: {x: 0, y: 10, w: 6, h: 5},
            needs: ["closed_deals"],
            waiting: waitingForClosed("how long deals of each source take"),
        },
        {
            id: "pipeline",
            version: 1,
            title: () => "Open pipeline by lead source and currency",
            about: () => `All open deals, whenever created. ${STOOD_STILL} Currencies are never added. Deals that Beton opened and nobody has touched are not in deals and sum: give them an owner, or close them. Enter values for deals in the row “no value”: they have none, or one below 0. ${atMost(PIPELINE_ROWS, "rows")}`,
            query: ({writer}) => bindQuery(tilePipeline, {writer}),
            display: () => ({as: "table", columns: [SOURCE, CURRENCY, {name: "deals", label: "Open deals"}, {name: "pipeline", label: "Sum of values", ...MONEY}, {name: "untouched", label: "Untouched, left out"}]}),
            layout: {x: 6, y: 10, w: 6, h: 5},
            needs: ["deals"],
            waiting: waitingFor("the open pipeline of each source"),
        },
        {
            id: "pipeline-coverage",
            version: 1,
            title: () => "Pipeline coverage: open pipeline ÷ quota of a quarter",
            about: ({config}) => config.settings.value.quota_per_quarter === null
                ? "Enter the quota in the settings (value.quota_per_quarter) to see how many times your open pipeline covers it."
                : "Open deals with a value, untouched PQL deals left out. Most pipeline is never won: compare with your own win rate.",
            query: ({writer, config: {settings: {value}}}) => bindQuery(tileCoverage, {writer, amount: value.quota_per_quarter, currency: value.currency}),
            display: () => ({as: "table", columns: [CURRENCY, {name: "deals", label: "Open deals with a value"}, {name: "pipeline", label: "Open pipeline", ...MONEY}, {name: "coverage", label: "Times the quota", decimals: 1}, NOTE]}),
            layout: {x: 0, y: 15, w: 6, h: 4},
            needs: ["deals"],
            waiting: waitingFor("how many times your open pipeline covers the quota"),
        },
        {
            id: "pipeline-per-cost",
            version: 1,
            title: () => "Open pipeline that Beton sourced in the last 365 days ÷ cost of a year",
            about: ({config}) => config.settings.value.cost_per_year === null
                ? "Enter what routing costs you a year in the settings (value.cost_per_year) to see this. It is no return: pipeline is not revenue."
                : "Open deals with a value, created in the last 365 days, that Beton opened and somebody touched. It is no return: pipeline is not revenue, and some would be there anyway.",
            query: ({writer, config: {settings: {value}}}) => bindQuery(tilePipelinePerCost, {writer, amount: value.cost_per_year, currency: value.currency}),
            display: () => ({as: "table", columns: [CURRENCY, {name: "deals", label: "Open deals with a value"}, {name: "pipeline", label: "Open pipeline", ...MONEY}, ...ranged("per_cost", "Per unit of cost", {decimals: 1}), NOTE]}),
            layout: {x: 6, y: 15, w: 6, h: 4},
            needs: ["deals"],
            waiting: waitingFor("the pipeline that Beton sourced beside its cost"),
        },
        {
            id: "value-ledger",
            version: 1,
            title: () => "What Beton sourced and influenced: open pipeline and won revenue, deals created in the last 365 days",
            about: () => "Sourced: deals that Beton opened. Influenced: deals of others that it annotated before they closed. Pipeline and revenue are never added, nor are lines or currencies. The range is what such a year brings by chance alone. Neither line says what would have come anyway; only the last could.",
            query: (context) => bindQuery(tileLedger, {writer: context.writer, incremental: incremental(context)}),
            display: () => ({as: "table", columns: [{name: "line", label: "Line"}, CURRENCY, {name: "open_deals", label: "Open deals"}, ...ranged("pipeline", "Pipeline", MONEY), {name: "won_deals", label: "Won deals"}, ...ranged("revenue", "Revenue", MONEY), {name: "lost_deals", label: "Lost deals"}, {name: "untouched", label: "Untouched, left out"}, NOTE]}),
            layout: {x: 0, y: 19, w: 12, h: 5},
            needs: ["deals"],
            waiting: waitingFor("what Beton sourced and influenced"),
        },
        {
            id: "follow-up",
            version: 1,
            title: () => "Follow-up by owner: Beton's deals touched within 24 and 72 hours ÷ those that old, created in the last 365 days",
            about: () => `A touch is a changed stage, a task or a logged interaction by a member of your team. The median is of touched deals only. Owners are ids of the CRM. Untouched deals say nothing about the signals: work them first. ${atMost(GROUP_ROWS - 1, "owners")}`,
            query: ({writer}) => bindQuery(tileFollowUp, {writer}),
            display: () => ({as: "table", columns: [{name: "deal_owner", label: "Owner"}, {name: "deals", label: "Deals"}, {name: "in_24h", label: "Within 24 h"}, {name: "old_24h", label: "Of deals 24 h old"}, {name: "share_24h", label: "Share", ...PERCENT}, {name: "in_72h", label: "Within 72 h"}, {name: "old_72h", label: "Of deals 72 h old"}, {name: "share_72h", label: "Share", ...PERCENT}, {name: "touched_deals", label: "Ever touched"}, {name: "median_hours", label: "Median hours", decimals: 1}]}),
            layout: {x: 0, y: 24, w: 8, h: 5},
            needs: ["deals"],
            waiting: waitingFor("how soon sales takes up the deals that Beton opens"),
        },
        {
            id: "feedback",
            version: 1,
            title: () => "Feedback of sales: deals by reason ÷ all that Beton opened in the last 365 days",
            about: () => "Reasons that sales gave for a deal being of no use. Many of one kind: suppress such accounts in the settings (routing.suppress), or raise the threshold.",
            query: ({writer}) => bindQuery(tileFeedback, {writer}),
            display: () => ({as: "table", columns: [{name: "feedback", label: "Feedback"}, {name: "deals", label: "Deals"}, {name: "all_deals", label: "Of"}, {name: "share", label: "Share", ...PERCENT}]}),
            layout: {x: 8, y: 24, w: 4, h: 5},
            needs: ["deals"],
            waiting: waitingFor("why sales found deals not useful"),
        },
        {
            id: "routed-precision",
            version: 1,
            title: (context) => `Precision of routing: Beton's deals won within ${horizon(context)} days ÷ those at least ${horizon(context)} days old`,
            about: (context) => `Deals of 365 days, each given ${horizon(context)} days (backtest.horizon_days); younger ones are no failures. If deals touched soon do clearly better than all, follow-up is the bottleneck; if they do not, raise the threshold. Deals with feedback that they were not useful stay in.`,
            query: (context) => bindQuery(tileRoutedPrecision, {writer: context.writer, horizon_days: horizon(context)}),
            display: () => ({as: "table", columns: [{name: "deals_of", label: "Deals"}, {name: "deals", label: "Number"}, {name: "matured", label: "Old enough"}, {name: "won_in_time", label: "Won in time"}, ...ranged("precision", "Precision", PERCENT), NOTE]}),
            layout: {x: 0, y: 29, w: 12, h: 4},
            needs: ["deals"],
            waiting: waitingFor("how many of Beton's deals are won, and whether unworked ones are the reason"),
        },
        {
            id: "known-deals",
            version: 1,
            title: () => "The deals of this dashboard, and when the newest change came back from the CRM",
            about: () => `Every tile above is about these deals as they stood then, and Beton reads them once a day. A newest change of some days ago: nothing happened, or deals stopped coming back; the log of the daily run says which. Imported: their dates are those of an import. ${STOOD_STILL}`,
            query: ({writer}) => bindQuery(tileKnownDeals, {writer}),
            display: () => ({as: "table", columns: [{name: "newest_change", label: "Newest change"}, {name: "deals", label: "Deals"}, {name: "open", label: "Open"}, {name: "won", label: "Won"}, {name: "lost", label: "Lost"}, {name: "imported", label: "Of all, imported"}]}),
            layout: {x: 0, y: 33, w: 12, h: 3},
            needs: ["deals"],
            waiting: waitingFor("how many deals are known, and how fresh that is"),
        },
    ],
} // prettier-ignore
