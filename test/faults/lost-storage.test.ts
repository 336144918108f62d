import {type Bench, openBench} from "./support/bench"
import {differences} from "./support/end-state"
import {NEXT_DAY, runTwoDays} from "./support/lost-storage"

jest.setTimeout(120_000)

let bench: Bench
beforeAll(async () => {
    bench = await openBench()
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
