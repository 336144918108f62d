import {DISPOSITIONS} from "@beton/shared/crm/disposition"
import type {DealUpdatedContent} from "@beton/shared/events/deal-updated"
import {roiLedger} from "@beton/shared/roi"
import {type LedgerDeal} from "@beton/shared/roi-ledger"
import {wilson} from "@beton/shared/stats/proportion"
import {quantile} from "@beton/shared/stats/quantile"

import {dayOf} from "./raw-events"
import type {TileRow} from "./tiles"

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** An entry of a deal as it was sent. */
export interface Entry {
    readonly timestamp: string
    readonly content: DealUpdatedContent
}

/** Every deal as its newest current entry says, without those that are gone or have stood still for three years. */
export function dealsOf(entries: readonly Entry[], now: number): DealUpdatedContent[] {
    return reportedDeals(entries, now).filter(({deleted}) => !deleted)
}

/** The same with those that are gone. */
function reportedDeals(entries: readonly Entry[], now: number): DealUpdatedContent[] {
    const newest = new Map<string, DealUpdatedContent>()
    for (const {timestamp, content} of entries) {
        if (Date.parse(timestamp) < now - 1095 * DAY) continue
        const known = newest.get(content.beton_id)
        if (known === undefined || known.revision < content.revision) newest.set(content.beton_id, content)
    }
    const deals = new Map<string, DealUpdatedContent>()
    for (const content of newest.values()) {
        const known = deals.get(content.deal_id)
        if (content.is_current && (known === undefined || known.revision < content.revision))
            deals.set(content.deal_id, content)
    }
    return [...deals.values()]
}

/** Settings that figures depend on. */
export interface Asked {
    readonly now: number
    readonly horizonDays: number
    readonly pql: string
    readonly quota: number
    readonly cost: number
    readonly currency: string
    /** Zone of the project's months; UTC, unless given. */
    readonly zone?: string
}

const ms = (iso: string | null): number => (iso === null ? NaN : Date.parse(iso))
const isWon = (deal: DealUpdatedContent): boolean => deal.deal_status === "won"
const isLost = (deal: DealUpdatedContent): boolean => deal.deal_status === "lost"
const isOpen = (deal: DealUpdatedContent): boolean => !isWon(deal) && !isLost(deal)
const isOurs = (deal: DealUpdatedContent): boolean => deal.sourced_by === "beton"
const isUntouched = (deal: DealUpdatedContent): boolean => isOurs(deal) && deal.first_touch_at === null
const since = (days: number, {now}: Asked) => (deal: DealUpdatedContent): boolean => ms(deal.created_at) >= now - days * DAY // prettier-ignore
const text = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)
const count = <T>(list: readonly T[], test: (one: T) => boolean): number => list.filter(test).length

function groups<T>(list: readonly T[], keyOf: (one: T) => string): [string, T[]][] {
    const found = new Map<string, T[]>()
    for (const one of list) found.set(keyOf(one), [...(found.get(keyOf(one)) ?? []), one])
    return [...found]
}

function rate(name: string, k: number, n: number): TileRow {
    const limits = wilson(k, n, 0.95)
    if (n < 10 || limits === null) return {[name]: null, [`${name}_low`]: null, [`${name}_high`]: null, note: "too few yet"}
    return {[name]: (100 * k) / n, [`${name}_low`]: 100 * limits.lo, [`${name}_high`]: 100 * limits.hi, note: ""}
} // prettier-ignore

const bySize = (name: string) => (a: TileRow, b: TileRow): number => Number(b[name]) - Number(a[name]) || text(a.source, b.source) // prettier-ignore

/** Deals, wins and losses by source. */
export function winRate(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    return groups(deals.filter(since(365, asked)), (deal) => deal.lead_source)
        .map(([source, own]): TileRow => {
            const [won, lost] = [count(own, isWon), count(own, isLost)]
            return {source, deals: own.length, won, lost, open: count(own, isOpen), imported: count(own, (deal) => !deal.history_reliable), ...rate("win_rate", won, won + lost)}
        })
        .sort(bySize("deals"))
} // prettier-ignore

/** Win rate of each month from the first with a closed deal to now. */
export function winRateTrend(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const monthOf = (at: number): string => dayOf(at, asked.zone ?? "UTC").slice(0, 7)
    const [year, month] = monthOf(asked.now).split("-").map(Number) as [number, number]
    const first = new Date(Date.UTC(year, month - 12)).toISOString().slice(0, 7)
    const closed = deals.filter((deal) => !isOpen(deal) && deal.history_reliable)
    const at = (deal: DealUpdatedContent): string => monthOf(ms(isWon(deal) ? deal.won_at : deal.lost_at))
    const inTime = closed.filter((deal) => at(deal) >= first)
    const oldest = inTime.map(at).sort()[0]
    const months = Array.from({length: 12}, (_, i) => new Date(Date.UTC(year, month - 12 + i)).toISOString().slice(0, 7))
    return months
        .filter((one) => oldest !== undefined && one >= oldest)
        .map((one) => {
            const own = inTime.filter((deal) => at(deal) === one)
            const [pql, others] = [own.filter((deal) => deal.lead_source === asked.pql), own.filter((deal) => deal.lead_source !== asked.pql)]
            const share = (list: DealUpdatedContent[]) => (list.length === 0 ? null : (100 * count(list, isWon)) / list.length)
            return {
                month: `${one} (n ${pql.length} / ${others.length})`,
                pql_win_rate: share(pql),
                other_win_rate: share(others),
                pql_won: count(pql, isWon),
                pql_closed: pql.length,
                other_won: count(others, isWon),
                other_closed: others.length,
            }
        })
} // prettier-ignore

const wonWithin = (days: number) => (deal: DealUpdatedContent): boolean => isWon(deal) && ms(deal.won_at) - ms(deal.created_at) < days * DAY // prettier-ignore

/** Matured leads by source. */
export function leadToWon(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const days = asked.horizonDays
    return groups(deals.filter(since(365 + days, asked)), (deal) => deal.lead_source)
        .map(([source, own]): TileRow => {
            const told = own.filter((deal) => deal.history_reliable)
            const old = told.filter((deal) => ms(deal.created_at) <= asked.now - days * DAY)
            const won = count(old, wonWithin(days))
            return {source, leads: own.length, young: told.length - old.length, imported: own.length - told.length, matured: old.length, won_in_time: won, ...rate("lead_to_won", won, old.length)}
        })
        .sort(bySize("leads"))
} // prettier-ignore

/** Leads, qualified and won. */
export function funnel(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    return groups(deals.filter(since(365, asked)), (deal) => deal.lead_source)
        .map(([source, own]): TileRow => ({
            source,
            leads: own.length,
            qualified: count(own, (deal) => deal.qualified_at !== null || deal.deal_status === "qualified" || isWon(deal)),
            won: count(own, isWon),
        }))
        .sort(bySize("leads"))
} // prettier-ignore

/** Days from created to won. */
export function salesCycle(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const won = deals.filter((deal) => isWon(deal) && ms(deal.won_at) >= asked.now - 365 * DAY)
    return groups(won, (deal) => deal.lead_source)
        .map(([source, own]): TileRow => {
            const days = own
                .filter((deal) => deal.history_reliable && ms(deal.won_at) >= ms(deal.created_at))
                .map((deal) => (ms(deal.won_at) - ms(deal.created_at)) / DAY)
                .sort((a, b) => a - b)
            const at = (p: number) => (days.length < 10 ? null : quantile(days, p))
            return {source, won: days.length, first_quarter: at(0.25), median_days: at(0.5), third_quarter: at(0.75), left_out: own.length - days.length, note: days.length < 10 ? "too few yet" : ""}
        })
        .sort(bySize("won"))
} // prettier-ignore

const currencyOf = (deal: DealUpdatedContent): string =>
    deal.deal_value === null ? "no value" : deal.currency === "" ? "no currency" : deal.currency
const sum = (deals: readonly DealUpdatedContent[]): number =>
    deals.reduce((all, deal) => all + (deal.deal_value ?? 0), 0)

/** Open deals by source and currency. */
export function pipeline(deals: readonly DealUpdatedContent[]): TileRow[] {
    return groups(deals.filter(isOpen), (deal) => JSON.stringify([deal.lead_source, currencyOf(deal)]))
        .map(([key, own]): TileRow => {
            const [source, currency] = JSON.parse(key) as [string, string]
            const worked = own.filter((deal) => !isUntouched(deal))
            return {source, deal_currency: currency, deals: worked.length, pipeline: sum(worked), untouched: own.length - worked.length}
        })
        .sort((a, b) => text(a.source, b.source) || Number(b.pipeline) - Number(a.pipeline) || text(a.deal_currency, b.deal_currency))
} // prettier-ignore

const byPipeline = (a: TileRow, b: TileRow): number => Number(b.pipeline) - Number(a.pipeline) || text(a.deal_currency, b.deal_currency) // prettier-ignore

/** Pipeline of each currency over the quota. */
export function coverage(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const worked = deals.filter((deal) => isOpen(deal) && !isUntouched(deal) && deal.deal_value !== null)
    return groups(worked, currencyOf)
        .map(([currency, own]): TileRow => {
            const fits = currency === asked.currency
            return {deal_currency: currency, deals: own.length, pipeline: sum(own), coverage: fits ? sum(own) / asked.quota : null, note: fits ? "" : `Not compared: your amount is in ${asked.currency}.`}
        })
        .sort(byPipeline)
} // prettier-ignore

const ledgerDeal = (deal: DealUpdatedContent): LedgerDeal => ({
    source: isOurs(deal) ? "sourced" : "influenced",
    state: isWon(deal) ? "won" : isLost(deal) ? "lost" : "open",
    value: deal.deal_value,
})
const ledgerOf = (deals: readonly DealUpdatedContent[], cost: number) => roiLedger({deals: deals.filter((deal) => !(isOpen(deal) && isUntouched(deal))).map(ledgerDeal), holdout: null, acv: null, cost, margin: null}) // prettier-ignore

/** Sourced and influenced, by the arithmetic of the ledger module. */
export function valueLedger(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const ours = deals.filter((deal) => deal.sourced_by !== "other" && since(365, asked)(deal))
    const lines = (["beton", "influenced"] as const).flatMap((by) =>
        groups(ours.filter((deal) => deal.sourced_by === by), currencyOf)
            .sort(([a], [b]) => text(a, b))
            .map(([currency, own]): TileRow => {
                const {pipeline: open, revenue, lost_deals} = ledgerOf(own, asked.cost)[by === "beton" ? "sourced" : "influenced"]
                return {
                    ...{line: by === "beton" ? "Sourced" : "Influenced", deal_currency: currency},
                    ...{open_deals: open.n + open.without_value, pipeline: open.value, pipeline_low: open.lo, pipeline_high: open.hi},
                    ...{won_deals: revenue.n + revenue.without_value, revenue: revenue.value, revenue_low: revenue.lo, revenue_high: revenue.hi},
                    ...{lost_deals, untouched: count(own, (deal) => isOpen(deal) && isUntouched(deal)), note: ""},
                }
            }),
    )
    const nothing = Object.fromEntries(["open_deals", "pipeline", "pipeline_low", "pipeline_high", "won_deals", "revenue", "revenue_low", "revenue_high", "lost_deals", "untouched"].map((name) => [name, null]))
    const note = "Nobody can say what would have come anyway: hold back a random part of the accounts to find out."
    return [...lines, {line: "Incremental", deal_currency: "", ...nothing, note}]
} // prettier-ignore

/** Sourced pipeline over the cost, by the arithmetic of the ledger module. */
export function pipelinePerCost(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const open = deals.filter((deal) => isOurs(deal) && isOpen(deal) && !isUntouched(deal) && deal.deal_value !== null && since(365, asked)(deal))
    return groups(open, currencyOf)
        .map(([currency, own]): TileRow => {
            const per = ledgerOf(own, asked.cost).pipeline_per_cost
            // Deals that are worth 0 are 0 times the cost; the module refuses a figure for them.
            const none = sum(own) === 0 ? 0 : null
            const [value, low, high] = currency !== asked.currency ? [null, null, null] : per.status === "ok" ? [per.value, per.lo, per.hi] : [none, null, null]
            return {deal_currency: currency, deals: own.length, pipeline: sum(own), per_cost: value, per_cost_low: low, per_cost_high: high, note: currency === asked.currency ? "" : `Not compared: your amount is in ${asked.currency}.`}
        })
        .sort(byPipeline)
} // prettier-ignore

const touchedWithin = (hours: number) => (deal: DealUpdatedContent): boolean => ms(deal.first_touch_at) - ms(deal.created_at) < hours * HOUR // prettier-ignore

/** Touches by owner. */
export function followUp(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const ours = deals.filter((deal) => isOurs(deal) && since(365, asked)(deal))
    const all: [string, DealUpdatedContent[]][] = ours.length === 0 ? [] : [["All", ours]]
    const rows = [...all, ...groups(ours, (deal) => (deal.owner_id === "" ? "no owner" : deal.owner_id))].map(([owner, own]): TileRow => {
        const old = (hours: number) => own.filter((deal) => ms(deal.created_at) <= asked.now - hours * HOUR)
        const share = (hours: number) => (old(hours).length === 0 ? null : (100 * count(old(hours), touchedWithin(hours))) / old(hours).length)
        const hours = own.filter((deal) => deal.first_touch_at !== null).map((deal) => (ms(deal.first_touch_at) - ms(deal.created_at)) / HOUR).sort((a, b) => a - b)
        return {
            ...{deal_owner: owner, deals: own.length},
            ...{old_24h: old(24).length, in_24h: count(old(24), touchedWithin(24)), share_24h: share(24)},
            ...{old_72h: old(72).length, in_72h: count(old(72), touchedWithin(72)), share_72h: share(72)},
            ...{touched_deals: hours.length, median_hours: quantile(hours, 0.5)},
        }
    })
    return rows.sort((a, b) => Number(b.deal_owner === "All") - Number(a.deal_owner === "All") || Number(b.deals) - Number(a.deals) || text(a.deal_owner, b.deal_owner))
} // prettier-ignore

/** Wins of matured deals of Beton, all and worked. */
export function routedPrecision(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const days = asked.horizonDays
    const ours = deals.filter((deal) => isOurs(deal) && since(365 + days, asked)(deal))
    return ([["All deals that Beton opened", ours], ["Of these, touched within 72 hours", ours.filter(touchedWithin(72))]] as const)
        .filter(([, own]) => own.length > 0)
        .map(([name, own]): TileRow => {
            const old = own.filter((deal) => ms(deal.created_at) <= asked.now - days * DAY)
            const won = count(old, wonWithin(days))
            return {deals_of: name, deals: own.length, matured: old.length, won_in_time: won, ...rate("precision", won, old.length)}
        })
} // prettier-ignore

/** What sales said. */
export function feedback(deals: readonly DealUpdatedContent[], asked: Asked): TileRow[] {
    const ours = deals.filter((deal) => isOurs(deal) && since(365, asked)(deal))
    return groups(ours, ({disposition}) => (disposition === "" ? "No feedback" : DISPOSITIONS[disposition]))
        .map(([words, own]): TileRow => ({feedback: words, deals: own.length, all_deals: ours.length, share: (100 * own.length) / ours.length}))
        .sort((a, b) => Number(b.deals) - Number(a.deals) || text(a.feedback, b.feedback))
} // prettier-ignore

/** All deals that are known, and when the newest change of one came back, its end too (unix ms, whole seconds). */
function knownDeals(reported: readonly DealUpdatedContent[]): TileRow[] {
    if (reported.length === 0) return []
    const deals = reported.filter(({deleted}) => !deleted)
    const newest = Math.max(...reported.map(({revision}) => revision))
    return [
        {
            newest_change: Math.floor(newest / 1000) * 1000,
            deals: deals.length,
            open: count(deals, isOpen),
            won: count(deals, isWon),
            lost: count(deals, isLost),
            imported: count(deals, (deal) => !deal.history_reliable),
        },
    ]
}

/** What each tile of the dashboard must say, by its id; instants as unix ms. */
export function performanceFigures(
    entries: readonly Entry[],
    asked: Asked,
): Record<string, readonly TileRow[]> {
    const deals = dealsOf(entries, asked.now)
    return {
        "win-rate": winRate(deals, asked),
        "source-funnel": funnel(deals, asked),
        "win-rate-trend": winRateTrend(deals, asked),
        "lead-to-won": leadToWon(deals, asked),
        "sales-cycle": salesCycle(deals, asked),
        pipeline: pipeline(deals),
        "pipeline-coverage": coverage(deals, asked),
        "pipeline-per-cost": pipelinePerCost(deals, asked),
        "value-ledger": valueLedger(deals, asked),
        "follow-up": followUp(deals, asked),
        feedback: feedback(deals, asked),
        "routed-precision": routedPrecision(deals, asked),
        "known-deals": knownDeals(reportedDeals(entries, asked.now)),
    }
}
