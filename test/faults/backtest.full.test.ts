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
