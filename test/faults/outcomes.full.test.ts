import {faultPoints} from "./support/api-fault-cases"
import {type Bench, openBench} from "./support/bench"
import {killPoints} from "./support/kill-cases"
import {type MatrixCase, runMatrix} from "./support/matrix"

/** Deals that come back after the run: nothing is lost and nothing is said twice, whatever happens on the way. */
jest.setTimeout(600_000)

let bench: Bench
/** The first call of the sync. */
let from: number
beforeAll(async () => {
    bench = await openBench({outcomes: true})
    from = bench.kinds.indexOf("batch beton_run_completed") + 1
})

const allOk = async (title: string, cases: readonly MatrixCase[]) => {
    const {failures} = await runMatrix(title, cases)
    expect(failures).toEqual([])
}

it("a run ends with the stages of all deals, its own new ones included", () => {
    const {outcomes, deals} = bench.undisturbed.state
    expect(deals.length).toBeGreaterThan(4)
    expect(outcomes.length).toBeGreaterThanOrEqual(deals.length)
    const kinds = new Set(bench.kinds.slice(from))
    expect([...kinds]).toEqual(
        expect.arrayContaining([
            "POST /v2/objects/deals/records/query",
            "POST /v2/objects/companies/records/query",
            "GET /v2/objects/deals/records/:id/attributes/stage/values",
            "query accounts_by_domain",
            "batch beton_deal_updated",
        ]),
    )
})

it("killed before and after every call of the sync", () =>
    allOk("Kill points, outcomes", killPoints(bench, "all", from)))

it("every passing fault at every call of the sync", () => {
    const calls = bench.kinds.flatMap((_kind, at) => (at >= from ? [at] : []))
    // A key that is no longer valid ends the sync; the next day's sends the rest (test/outcomes/sync.test.ts).
    const passing = faultPoints(bench, calls).filter(({column}) => column !== "revoked key")
    return allOk("API faults, outcomes", passing)
})
