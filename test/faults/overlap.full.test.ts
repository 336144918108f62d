import {type Bench, openBench} from "./support/bench"
import {isWrite} from "./support/calls"
import {freezePoints} from "./support/kill-cases"
import {type MatrixCase, runMatrix} from "./support/matrix"
import {verdictOf} from "./support/open-case"
import {runTogether} from "./support/overlap"

jest.setTimeout(300_000)

const INTERLEAVINGS = 12

let bench: Bench
beforeAll(async () => {
    bench = await openBench()
})

it("frozen at a call until another process has done the day, a process that thaws changes nothing", async () => {
    const {failures} = await runMatrix("Frozen, plugin host", freezePoints(bench, "kinds"))
    expect(failures).toEqual([])
})

it("two hosts that wake up in the same instant and get every job twice write everything once", async () => {
    const {world, book, undisturbed} = bench
    const writes = undisturbed.calls.filter(isWrite).length
    const cases = Array.from({length: INTERLEAVINGS}, (_, seed): MatrixCase => ({
        rows: ["two hosts"],
        column: "interleavings",
        label: `Interleaving ${seed}`,
        run: async () => verdictOf(await runTogether({world, book}, {seed, writes}), undisturbed.state),
    }))
    const {failures} = await runMatrix("Two hosts on one storage", cases)
    expect(failures).toEqual([])
})
