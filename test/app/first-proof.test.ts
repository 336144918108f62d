import {appHost} from "./support/app-host"
import {sentBacktests} from "./support/backtest-world"
import {firstDay, judges, makesDeal, TOO_YOUNG, trackRecords} from "./support/first-day"
import {DAY_MS, WAKE} from "./support/project"
import {storyWorld} from "./support/story-world"
import {openWire, type Sent} from "./support/wire"

jest.setTimeout(120_000)

const SETTINGS = {backtest: {enabled: true}}
const endsRun = ({url, body}: Sent): boolean =>
    url.endsWith("/batch/") && body.includes("beton_run_completed")

it("the first deals tell what became of accounts like theirs, before PostHog shows the backtest", async () => {
    const world = await storyWorld("micro", SETTINGS)
    await world.project.admin.updateProject(world.project.id, {ingestionLagMs: 600_000})
    const wire = openWire()
    const host = await firstDay(world, wire)
    for (const told of await trackRecords(world)) expect(told).toMatch(TOO_YOUNG)
    // Judged once: the end of the run finds it done.
    expect(sentBacktests(wire.sent, world.project)).toHaveLength(1)
    const judged = wire.sent.findIndex(judges)
    expect(judged).toBeGreaterThan(0)
    expect(judged).toBeLessThan(wire.sent.findIndex(makesDeal))
    expect(await host.storage.get("run")).toMatchObject({phase: "done"})
})

it("once anything was backtested, deals come first", async () => {
    const world = await storyWorld("micro", SETTINGS)
    const {storage} = await firstDay(world, openWire())
    const wire = openWire()
    await world.project.admin.updateProject(world.project.id, {
        now: new Date(WAKE + 9 * DAY_MS).toISOString(),
    })
    const host = appHost({config: world.form, clock: {now: WAKE + 9 * DAY_MS}, wire, storage})
    await host.day()
    const ended = wire.sent.findIndex(endsRun)
    expect(ended).toBeGreaterThan(0)
    expect(wire.sent.findIndex(judges)).toBeGreaterThan(ended)
})
