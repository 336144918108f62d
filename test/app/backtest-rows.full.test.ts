import {backtestJob} from "@beton/posthog-app/backtest/job"
import {ladderOf} from "@beton/posthog-app/backtest/ladder"
import {backtestResult, backtestStep, memoryStore, startOf} from "@beton/posthog-app/backtest/progress"
import {PostHogClient} from "@beton/posthog-app/clients/posthog"

import {readingHost} from "../../scripts/node-host"
import {backtestForm, backtestProject, backtestWire, differencesOf} from "./support/backtest-world"
import {AS_OF, configOf} from "./support/project"

jest.setTimeout(240_000)

it("a backtest in 64 slices transfers less than 5,000 rows and finds the same as one in a single slice", async () => {
    const project = await backtestProject()
    const config = configOf(backtestForm(project))
    const wire = backtestWire()
    const client = new PostHogClient({...readingHost(Date.now, () => undefined), fetch: wire.fetch}, config)
    const [rung] = ladderOf(config)
    if (rung === undefined) throw new Error("No outcome is set.")
    const ready = {state: "ready", reason: ""} as const
    const job = backtestJob(config, {
        asOf: Date.parse(AS_OF),
        ...rung,
        days: 180,
        minimumLift: 1.5,
        account: {type: "group", groupType: "company", groupTypeIndex: 0},
        sources: {pricing_intent: ready, billing_intent: ready},
        custom: [],
    })
    const inSlices = async (slices: number) => {
        const store = memoryStore()
        let progress = startOf(slices)
        while (progress.pass !== "done") {
            const step = await backtestStep(client, job, progress, store, Date.now())
            if (step.kind === "failed") throw new Error(step.failure.message)
            progress = step.progress
        }
        return {progress, result: await backtestResult(job, slices, store)}
    }
    const whole = await inSlices(1)
    const sliced = await inSlices(64)
    process.stderr.write(`A backtest in 64 slices: ${sliced.progress.rows} rows of at most 5000.\n`)
    expect(sliced.progress).toMatchObject({slices: 64, queries: 64})
    expect(sliced.progress.rows).toBeLessThanOrEqual(5_000)
    expect(sliced.progress.rows).toBeGreaterThan(whole.progress.rows)
    expect(differencesOf(sliced.result, whole.result)).toEqual([])
})
