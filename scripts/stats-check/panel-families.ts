import {clusteredRiskRatio, crudeRiskRatio} from "@beton/shared/stats/clustered-risk-ratio"
import {
    type AccountHistory,
    ascending,
    daysIn,
    landmarkBacktest,
    landmarkRows,
    type LandmarkSettings,
} from "@beton/shared/stats/landmark-backtest"

import {everFiredCounts, PRESETS, simulatePanel} from "./null-panel"

interface BacktestInput {
    readonly accounts: readonly AccountHistory[]
    readonly p: {
        readonly window: number
        readonly horizon: number
        readonly gap: number
        readonly step: number
        readonly first: number
        readonly min_tenure: number
        readonly active_within: number | null
        readonly data_end: number
    }
}

/** Landmark definition of the portable simulation (METHODS §3.4). */
const PANEL_LANDMARK: LandmarkSettings = {
    window: 14,
    horizon: 30,
    gap: 0,
    step: 7,
    first: 14,
    minTenure: 14,
    activeWithin: 7,
    dataEnd: 359,
}
const PANEL_ACCOUNTS = 800
/** Upper ends of the bands of active days in the last 14; the last band is open. */
const ACTIVE_DAY_BANDS = [3, 6, 9, 12]

/** Family landmark_backtest. */
export function landmarkFamily({accounts, p}: BacktestInput) {
    const result = landmarkBacktest(accounts, {
        window: p.window,
        horizon: p.horizon,
        gap: p.gap,
        step: p.step,
        first: p.first,
        minTenure: p.min_tenure,
        activeWithin: p.active_within,
        dataEnd: p.data_end,
    })
    const {a, n1, c, n0, clusters, rows, rr, interval, mhRr, mhInterval} = result
    return {
        a,
        n1,
        c,
        n0,
        clusters,
        rows,
        rr,
        se_log_rr: interval?.seLog ?? null,
        lo: interval?.lo ?? null,
        hi: interval?.hi ?? null,
        mh_rr: mhRr,
        mh_se_log_rr: mhInterval?.seLog ?? null,
        mh_lo: mhInterval?.lo ?? null,
        mh_hi: mhInterval?.hi ?? null,
        per_date: result.perDate.map((date) => [date.date, date.a, date.n1, date.c, date.n0]),
    }
}

/** Family null_panel_simulation: naive, landmark and activity-adjusted lift of one simulated panel. */
export function nullPanelFamily({seed, preset}: {seed: number; preset: string}) {
    if (preset !== "null" && preset !== "confounded") throw new Error(`Unknown preset "${preset}".`)
    const accounts = simulatePanel(seed, {...PRESETS[preset], accounts: PANEL_ACCOUNTS})
    const naive = everFiredCounts(accounts)
    const rows = landmarkRows(accounts, PANEL_LANDMARK)
    const landmark = clusteredRiskRatio(rows)
    const activity = accounts.map((account) => ascending(account.activity))
    const adjusted = clusteredRiskRatio(
        rows.map((row) => {
            const activeDays = daysIn(activity[row.cluster]!, row.stratum - 14, row.stratum)
            const band = ACTIVE_DAY_BANDS.filter((end) => activeDays >= end).length
            return {...row, stratum: row.stratum * (ACTIVE_DAY_BANDS.length + 1) + band}
        }),
    )
    return {
        naive: [naive.a, naive.n1, naive.c, naive.n0],
        naive_lift: crudeRiskRatio(naive),
        landmark: [landmark.a, landmark.n1, landmark.c, landmark.n0],
        landmark_rr: landmark.rr,
        landmark_lo: landmark.interval?.lo ?? null,
        landmark_hi: landmark.interval?.hi ?? null,
        adjusted_rr: adjusted.mhRr,
        adjusted_lo: adjusted.mhInterval?.lo ?? null,
        adjusted_hi: adjusted.mhInterval?.hi ?? null,
    }
}
