import {faultsByKind} from "./support/api-fault-cases"
import {type Bench, openBench} from "./support/bench"
import {killPoints} from "./support/kill-cases"
import {runMatrix} from "./support/matrix"

jest.setTimeout(300_000)

let bench: Bench
beforeAll(async () => {
    bench = await openBench()
})

it("killed before and after every call of a run, nothing is lost and nothing doubled", async () => {
    const {failures} = await runMatrix("Kill points, plugin host", killPoints(bench))
    expect(failures).toEqual([])
})

it("whatever fault the first call of a kind meets, the end is the same", async () => {
    const cases = faultsByKind(bench)
    const {failures} = await runMatrix("API faults, plugin host, one call per kind", cases)
    expect(failures).toEqual([])
})
