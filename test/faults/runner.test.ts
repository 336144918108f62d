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

it("killed before each write of a start, nothing is lost and nothing doubled", async () => {
    const {failures} = await runMatrix("Kill points, runner", killPoints(bench, "writes"))
    expect(failures).toEqual([])
})
