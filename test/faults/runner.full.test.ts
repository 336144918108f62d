import {buildForTests} from "../runner/support/built"
import {faultsByKind, randomPairs} from "./support/api-fault-cases"
import {type Bench, inMode, openBench} from "./support/bench"
import {runnerMode} from "./support/hosts"
import {killPoints, lostDiskPoints, storageKillPoints} from "./support/kill-cases"
import {type MatrixCase, runMatrix} from "./support/matrix"

jest.setTimeout(900_000)

let bench: Bench
beforeAll(async () => {
    const [plugin, {indexJs}] = await Promise.all([openBench(), buildForTests()])
    bench = await inMode(plugin, runnerMode(indexJs))
})

const allOk = async (title: string, cases: readonly MatrixCase[]) => {
    const {failures} = await runMatrix(`${title}, runner`, cases)
    expect(failures).toEqual([])
}

it("killed before every call and after every write", () =>
    allOk("Kill points", killPoints(bench, "distinct")))

it("every fault at the first call of each kind", () => allOk("API faults", faultsByKind(bench)))

it("two troubles in one run", () => allOk("Random pairs", randomPairs(bench, {count: 40, seed: 11})))

it("killed before every second change of the storage", () =>
    allOk("Storage kill points", storageKillPoints(bench, 2)))

it("a disk that ends with its machine: events and deals are the same", () =>
    allOk("Kill points with lost storage", lostDiskPoints(bench, "kinds")))
