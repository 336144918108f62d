import {faultsByKind} from "./support/api-fault-cases"
import {type Bench, openBench} from "./support/bench"
import {differences} from "./support/end-state"
import {type Mode, PLUGIN_HOST} from "./support/hosts"
import {killPoints} from "./support/kill-cases"
import {NEXT_DAY, runTwoDays} from "./support/lost-storage"
import {runMatrix} from "./support/matrix"
import {runCase} from "./support/open-case"

jest.setTimeout(300_000)

let bench: Bench
beforeAll(async () => {
    bench = await openBench()
})

// The full matrices are in plugin-host.full.test.ts.
it("killed at calls of each part of a run, nothing is lost and nothing doubled", async () => {
    const points = killPoints(bench, "kinds").filter((_point, n) => n % 6 === 0)
    const {failures} = await runMatrix("Kill points, plugin host", points)
    expect(failures).toEqual([])
})

it("whatever fault calls meet, the end is the same", async () => {
    const seen = new Set<string>()
    const cases = faultsByKind(bench).filter(({column}) => !seen.has(column) && seen.add(column))
    const {failures} = await runMatrix("API faults, plugin host, one case per fault", cases)
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

it("a secret is found wherever it is told", async () => {
    const telling: Mode = {
        ...PLUGIN_HOST,
        start(parts) {
            const {form, storage} = parts
            const process = PLUGIN_HOST.start(parts)
            return {
                ...process,
                wake: async () => {
                    await process.wake()
                    await storage.set("noted", form.posthog_key)
                    await storage.del("noted")
                },
                logs: () => [...process.logs(), `Token ${String(form.attio_token)}.`],
                errors: () => [new Error(`Key ${String(form.signing_key)}.`)],
            }
        },
    }
    const {faults} = await runCase({...bench, mode: telling})
    expect(faults.filter((fault) => !fault.startsWith("error:"))).toEqual([
        "personal key in every row ever stored",
        "Attio token in logs",
        "signing key in errors",
    ])
})
