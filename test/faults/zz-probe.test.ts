import {buildForTests} from "../runner/support/built"
import {faultPoints, randomPairs} from "./support/api-fault-cases"
import {openBench, inMode, firstOfEachKind} from "./support/bench"
import {runnerMode} from "./support/hosts"
import {runMatrix} from "./support/matrix"
jest.setTimeout(400_000)
it("probe", async () => {
    const built = await buildForTests()
    const bench = await inMode(await openBench(), runnerMode(built.indexJs))
    const cases = faultPoints(bench, firstOfEachKind(bench)).filter((c) => /revoked|429 sec/.test(c.column))
    expect((await runMatrix("again", [...cases, ...randomPairs(bench, {count: 60, seed: 11})])).failures).toEqual([])
})
