import {clusteredRiskRatio} from "@beton/shared/stats/clustered-risk-ratio"
import {landmarkRows} from "@beton/shared/stats/landmark-backtest"

import {everFiredCounts, PRESETS, simulatePanel} from "./null-panel"

const LANDMARK = {
    window: 14,
    horizon: 30,
    gap: 0,
    step: 7,
    first: 14,
    minTenure: 14,
    activeWithin: 7,
    dataEnd: 359,
}

// METHODS §3.4, one data set of 2,000 accounts.
test("the published panel: naive lift 4.98 from nothing, landmark 1.00 (0.76-1.32)", () => {
    const accounts = simulatePanel(7, PRESETS.null)
    expect(everFiredCounts(accounts)).toEqual({a: 199, n1: 1012, c: 39, n0: 988})
    const {a, n1, c, n0, rr, interval} = clusteredRiskRatio(landmarkRows(accounts, LANDMARK))
    expect({a, n1, c, n0}).toEqual({a: 86, n1: 2405, c: 555, n0: 15557})
    expect([rr, interval?.lo, interval?.hi].map((value) => value?.toFixed(2))).toEqual([
        "1.00",
        "0.76",
        "1.32",
    ])
})

test("without the alive rule dead accounts make a lift of 2.83", () => {
    const rows = landmarkRows(simulatePanel(7, PRESETS.null), {...LANDMARK, activeWithin: null})
    const {a, n1, c, n0, rr} = clusteredRiskRatio(rows)
    expect({a, n1, c, n0}).toEqual({a: 86, n1: 2460, c: 555, n0: 44980})
    expect(rr).toBeCloseTo(2.83, 2)
})
