import {openBench} from "./support/bench"
import {killPoints, storageKillPoints} from "./support/kill-cases"
import {runMatrix} from "./support/matrix"

jest.setTimeout(300_000)

it("killed before and after every call and before every change of the storage, a backtest ends the same", async () => {
    const bench = await openBench({backtest: true})
    // What the last backtest says is known from routing.
    expect(bench.kinds).toContain("query recent_backtests")
    expect(bench.kinds.slice(-2)).toEqual(["query backtest_counts", "batch beton_backtest_completed"])
    expect(Object.keys(bench.undisturbed.state.backtests)).toHaveLength(1)
    const cases = [...killPoints(bench), ...storageKillPoints(bench)].filter(({rows}) =>
        rows.some((row) => row.includes("backtest")),
    )
    expect(cases.length).toBeGreaterThanOrEqual(8)
    const {failures} = await runMatrix("Kill points, backtest", cases)
    expect(failures).toEqual([])
})

it("killed likewise on the first day, when the backtest comes before the deals", async () => {
    const bench = await openBench({backtest: true, firstDay: true})
    const judged = bench.kinds.indexOf("batch beton_backtest_completed")
    expect(bench.kinds.filter((kind) => kind === "query backtest_counts")).toHaveLength(1)
    expect(judged).toBeGreaterThan(0)
    expect(judged).toBeLessThan(bench.kinds.findIndex((kind) => kind.includes("/v2/objects/deals/records")))
    const cases = [...killPoints(bench), ...storageKillPoints(bench)].filter(({rows}) =>
        rows.some((row) => row.includes("backtest") || row.startsWith("POST /v2/objects/deals/records")),
    )
    expect(cases.length).toBeGreaterThanOrEqual(12)
    const {failures} = await runMatrix("Kill points, first backtest", cases)
    expect(failures).toEqual([])
})
