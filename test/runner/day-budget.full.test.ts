import {rmSync} from "node:fs"

import {AS_OF, verifiedRuns, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"

jest.setTimeout(90_000)

const HOUR_MS = 3_600_000
/** Most queries that a day on defaults may cost the customer's project (A9). */
const BUDGET = 180
let built: Built
let world: StoryWorld
beforeEach(async () => {
    built ??= await buildForTests()
    world = await storyWorld("micro", {backtest: {}})
})

/** Starts the runner at each of these hours after the target hour; gives the queries that reached PostHog. */
const dayOf = async (hours: readonly number[], o: {readonly nowAt?: number; readonly forget?: boolean}) => {
    const state = temporaryFolder("day")
    const outcomes: string[] = []
    for (const hour of hours) {
        const now = WAKE + hour * HOUR_MS
        await world.project.admin.updateProject(world.project.id, {now: new Date(now).toISOString()})
        for (const mode of hour === o.nowAt ? (["due", "now"] as const) : (["due"] as const)) {
            const {code, outcome, message} = await start(built, {
                form: world.form,
                state,
                clock: virtualClock(now + (mode === "now" ? 60_000 : 0)),
                mode,
            })
            if (code !== 0) throw new Error(message)
            outcomes.push(outcome)
        }
        if (o.forget) rmSync(state, {recursive: true})
    }
    const requests = await world.project.admin.requests({projectId: world.project.id})
    const queries = requests.filter(({method, path}) => method === "POST" && path.endsWith("/query/")).length
    return {outcomes, queries}
}
const EVERY_HOUR = Array.from({length: 24}, (_, hour) => hour)

it(`24 hourly starts and a run on demand cost a project less than ${BUDGET} queries`, async () => {
    const {outcomes, queries} = await dayOf(EVERY_HOUR, {nowAt: 8})
    process.stderr.write(
        `A day of 24 starts and one run on demand: ${queries} of at most ${BUDGET} queries.\n`,
    )
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(2)
    expect(outcomes.filter((outcome) => outcome === "idle")).toHaveLength(23)
    expect(queries).toBeLessThan(BUDGET)
    // Not because nothing was done: both runs looked at all eight signals, and counted what they asked.
    const runs = await verifiedRuns(world.project)
    expect(runs.map(({as_of}) => as_of)).toEqual([AS_OF, "2026-10-05T14:06:00.000Z"])
    for (const {signals, queries: counted} of runs) {
        expect(signals.map(({state}) => state)).toEqual(Array.from({length: 8}, () => "ok"))
        expect(counted).toBeGreaterThan(8)
        expect(counted).toBeLessThanOrEqual(queries)
    }
})

it("so does a day of the CI recipe, whose disk is new at each of its starts", async () => {
    const {outcomes, queries} = await dayOf([0, 1, 3], {forget: true})
    process.stderr.write(`A day of 3 starts on a new disk: ${queries} of at most ${BUDGET} queries.\n`)
    expect(outcomes).toEqual(["done", "idle", "idle"])
    expect(queries).toBeLessThan(BUDGET)
})
