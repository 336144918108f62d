import {buildForTests} from "../runner/support/built"
import {faultPoints, randomPairs} from "./support/api-fault-cases"
import {type Bench, firstOfEachKind, inMode, openBench} from "./support/bench"
import {runnerMode} from "./support/hosts"
import {killPoints, lostDiskPoints, storageKillPoints} from "./support/kill-cases"
import {type MatrixCase, runMatrix} from "./support/matrix"

jest.setTimeout(900_000)

let bench: Bench
/** Kinds of calls of the plugin host. */
let known: ReadonlySet<string>
beforeAll(async () => {
    const [plugin, {indexJs}] = await Promise.all([openBench(), buildForTests()])
    known = new Set(plugin.kinds)
    bench = await inMode(plugin, runnerMode(indexJs))
})

const allOk = async (title: string, cases: readonly MatrixCase[]) => {
    const {failures} = await runMatrix(`${title}, runner`, cases)
    expect(failures).toEqual([])
}

it("killed before every call and after every write", () =>
    allOk("Kill points", killPoints(bench, "distinct")))

// The others are the plugin host's (plugin-host.full.test.ts).
it("every fault at each kind of call that only the runner makes", () => {
    const calls = firstOfEachKind(bench).filter((at) => !known.has(bench.kinds[at] ?? ""))
    expect(calls.length).toBeGreaterThan(0)
    return allOk("API faults", faultPoints(bench, calls))
})

it("two troubles in one run", () => allOk("Random pairs", randomPairs(bench, {count: 40, seed: 11})))

it("killed before every second change of the storage", () =>
    allOk("Storage kill points", storageKillPoints(bench, 2)))

it("a disk that ends with its machine: events and deals are the same", () =>
    allOk("Kill points with lost storage", lostDiskPoints(bench, "kinds")))
