import {faultsByKind} from "./support/api-fault-cases"
import {type Bench, openBench} from "./support/bench"
import {differences} from "./support/end-state"
import {killPoints} from "./support/kill-cases"
import {NEXT_DAY, runTwoDays} from "./support/lost-storage"
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

it("a storage that is deleted between two days changes nothing: same firings, deals and summaries", async () => {
    const kept = await runTwoDays(bench, {lost: false})
    const lost = await runTwoDays(bench, {lost: true})
    expect([kept.faults, lost.faults]).toEqual([[], []])
    // The second day both fires something new and holds back what fired on the first.
    expect(kept.state.summaries).toContainEqual(
        expect.objectContaining({
            as_of: NEXT_DAY,
            events_written: 1,
            held: {cooldown: expect.any(Number) as number},
        }),
    )
    expect(differences(lost.state, kept.state)).toEqual([])
})
