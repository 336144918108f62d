import {buildForTests} from "../runner/support/built"
import {type Bench, inMode, openBench} from "./support/bench"
import {runnerMode} from "./support/hosts"
import {killPoints} from "./support/kill-cases"
import {runMatrix} from "./support/matrix"

jest.setTimeout(300_000)

let bench: Bench
beforeAll(async () => {
    const [plugin, {indexJs}] = await Promise.all([openBench(), buildForTests()])
    bench = await inMode(plugin, runnerMode(indexJs))
})

// Before every write, and at every other call: runner.full.test.ts.
it("killed before every third write of a start, nothing is lost and nothing doubled", async () => {
    const points = killPoints(bench, "writes").filter((_point, n) => n % 3 === 0)
    const {failures} = await runMatrix("Kill points, runner", points)
    expect(failures).toEqual([])
})
