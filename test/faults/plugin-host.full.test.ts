import {AS_OF, DAY_MS} from "../app/support/project"
import {faultPoints, faultsByKind, outages, randomPairs} from "./support/api-fault-cases"
import {type Bench, firstOfEachKind, openBench, repeatedOfEachKind} from "./support/bench"
import {killPoints, lostDiskPoints, storageKillPoints} from "./support/kill-cases"
import {type MatrixCase, runMatrix} from "./support/matrix"
import {seedStoryCrm} from "./support/story-crm"

jest.setTimeout(900_000)

let bench: Bench
beforeAll(async () => {
    bench = await openBench()
})

const allOk = async (title: string, cases: readonly MatrixCase[]) => {
    const {failures} = await runMatrix(`${title}, plugin host`, cases)
    expect(failures).toEqual([])
}

it("killed before and after every call of a run", () => allOk("Kill points", killPoints(bench)))

it("every fault at the first call of each kind", () => allOk("API faults, first calls", faultsByKind(bench)))

it("every fault at the second call of each kind and at its last", () =>
    allOk("API faults", faultPoints(bench, repeatedOfEachKind(bench))))

it("a service that is away for three quarters of an hour", () =>
    allOk("Outages", outages(bench, firstOfEachKind(bench))))

it("two troubles in one run", () => allOk("Random pairs", randomPairs(bench, {count: 120, seed: 7})))

it("killed before every change of the storage", () => allOk("Storage kill points", storageKillPoints(bench)))

it("killed at every call, and the storage is gone: events and deals are the same", () =>
    allOk("Kill points with lost storage", lostDiskPoints(bench, "distinct")))

it("the whole story with its own CRM, after two missed days: killed before and after every call", async () => {
    const lastRun = new Date(Date.parse(AS_OF) - 3 * DAY_MS).toISOString()
    const story = await openBench({seedCrm: seedStoryCrm, threshold: 60, lastRun})
    await allOk("Kill points while catching up", killPoints(story, "distinct"))
})
