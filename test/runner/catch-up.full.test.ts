import {rmSync} from "node:fs"

import {AS_OF, DAY_MS, verifiedFirings, verifiedRuns, WAKE} from "../app/support/project"
import {insertEvents} from "../app/support/tiny-data"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {betonDeals} from "./support/deals"
import {start, virtualClock} from "./support/in-process"
import {type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

const DAYS = 5
let built: Built

const instant = (day: number): string => new Date(Date.parse(AS_OF) + day * DAY_MS).toISOString()

/** A project in which an account starts to buy on each day, and one that keeps buying. */
const worldOfDays = async (settings: Readonly<Record<string, unknown>> = {}): Promise<RunnerWorld> => {
    const world = await runnerWorld({settings})
    await insertEvents(
        world.project,
        Array.from({length: DAYS}, (_, day) => [
            {event: "checkout_started", account: `day-${day}`, person: `p-${day}`, hoursAgo: 20 - 24 * day},
            {event: "checkout_started", account: "faithful", person: "p-faithful", hoursAgo: 10 - 24 * day},
        ]).flat(),
    )
    return world
}

/** Lives through days 0 to 4, starting the runner at six past on those named; gives what it left. */
const live = async (
    world: RunnerWorld,
    o: {readonly on: readonly number[]; readonly forget?: boolean; readonly hours?: readonly number[]},
) => {
    const state = temporaryFolder("days")
    for (const day of o.on) {
        for (const hour of o.hours ?? [0]) {
            const now = WAKE + day * DAY_MS + hour * 3_600_000
            await world.project.admin.updateProject(world.project.id, {now: new Date(now).toISOString()})
            const started = await start(built, {form: world.form, state, clock: virtualClock(now)})
            expect([started.code, started.outcome]).toEqual([0, hour === 0 ? "done" : "idle"])
            if (o.forget) rmSync(state, {recursive: true})
        }
    }
    await world.project.admin.mergeDuplicates(world.project.id)
    const firings = await verifiedFirings(world.project)
    return {
        fired: firings
            .map(({account, asOf, content}) => `${asOf} ${account}: ${content.new_signal_types.join()}`)
            .sort(),
        routedOn: [...new Set(firings.filter(({content}) => content.routed).map(({asOf}) => asOf))].sort(),
        reasons: [
            ...new Set(
                firings.filter(({content}) => !content.routed).map(({content}) => content.route_reason),
            ),
        ],
        days: (await verifiedRuns(world.project)).map(({as_of}) => as_of),
        deals: (await betonDeals(world.crm)).map((deal) => String(deal.beton_key).split(":")[1]),
    }
}
const BUYERS = ["acme", "beta", "gamma"]
const EVERY_DAY = [0, 1, 2, 3, 4]

let undisturbed: Awaited<ReturnType<typeof live>>
beforeAll(async () => {
    built = await buildForTests()
    undisturbed = await live(await worldOfDays(), {on: EVERY_DAY})
})

it("an undisturbed week fires each account once", () => {
    expect(undisturbed.days).toEqual(EVERY_DAY.map(instant))
    expect(undisturbed.fired).toContain(`${instant(0)} acme: billing_intent`)
    expect(undisturbed.fired).toContain(`${instant(4)} day-4: billing_intent`)
    // Nobody fires twice within the cooldown of a week.
    const accounts = undisturbed.fired.map((line) => line.split(" ")[1])
    expect(new Set(accounts).size).toBe(accounts.length)
})

it("with a new disk at every start, several times a day, it is the same", async () => {
    expect(await live(await worldOfDays(), {on: EVERY_DAY, forget: true, hours: [0, 9]})).toEqual(undisturbed)
})

describe.each([false, true])("with the state lost after each start: %s", (forget) => {
    it("a missed day is computed afterwards, and only the newest day is routed", async () => {
        const {fired, days, routedOn, reasons} = await live(await worldOfDays(), {on: [0, 1, 3, 4], forget})
        expect(days).toEqual(EVERY_DAY.map(instant))
        expect(fired).toEqual(undisturbed.fired)
        expect(routedOn).not.toContain(instant(2))
        expect(routedOn).toContain(instant(3))
        expect(reasons.join()).toContain("A missed day that was caught up: only the newest day is routed.")
    })

    it("three missed days in a row as well; what qualified then is routed on the newest day", async () => {
        const {fired, days, routedOn, deals} = await live(await worldOfDays(), {on: [0, 4], forget})
        expect(days).toEqual(EVERY_DAY.map(instant))
        expect(fired).toEqual(undisturbed.fired)
        expect(routedOn.every((day) => [instant(0), instant(4)].includes(day))).toBe(true)
        // Accounts without a company in the CRM are skipped.
        expect(deals).toEqual(BUYERS)
    })

    it("0 skips all missed days", async () => {
        const {days, fired} = await live(await worldOfDays({catch_up_days: 0}), {on: [0, 4], forget})
        expect(days).toEqual([0, 4].map(instant))
        expect(fired.filter((line) => line.startsWith(instant(4))).length).toBeGreaterThan(1)
    })
})

it.each([false, true])(
    "more than catch_up_days are skipped, oldest first; state lost: %s",
    async (forget) => {
        const {days, fired} = await live(await worldOfDays({catch_up_days: 1}), {on: [0, 4], forget})
        expect(days).toEqual([0, 3, 4].map(instant))
        expect(fired).toContain(`${instant(3)} day-3: billing_intent`)
    },
)
