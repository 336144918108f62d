import {existsSync} from "node:fs"
import path from "node:path"

import {dueAsOf} from "@beton/posthog-app/days"

import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {type EndState, endState, undisturbed} from "./support/end-state"
import {variables} from "./support/in-process"
import {startProcess, until} from "./support/process"
import {BUYERS, type RunnerWorld, runnerWorld, TALKER} from "./support/world"

jest.setTimeout(60_000)

const EXPIRY_SECONDS = 3
let built: Built
let world: RunnerWorld
let expected: EndState
let cwd: string
beforeAll(async () => {
    built = await buildForTests()
    world = await runnerWorld({day: "today"})
    expected = await undisturbed(built, world, Date.now())
    cwd = temporaryFolder("overlap")
})

const launch = (args: readonly string[] = []) =>
    startProcess(built, {
        cwd,
        env: variables(world.form),
        args: ["--log", "text", "--lock-expiry", String(EXPIRY_SECONDS), ...args],
    })
/** Makes the CRM slow enough that a run can be met in the middle of its routing. */
const slowCrm = (ms: number) =>
    world.crm.admin.setFaults(
        ms === 0 ? [] : [{path: "/v2/", effect: {kind: "latency", ms}}],
        world.crm.workspaceId,
    )
const AT_WORK =
    /Another run is at work on files in \S+( \(on \S+, since [-\dT:.]+Z\))?\. This one ends; nothing was done\./

it("what an undisturbed run leaves is worth comparing with", () => {
    expect(expected.firings).toHaveLength(BUYERS.length + 1)
    expect(JSON.stringify(expected.firings)).toContain(TALKER)
    expect(expected.deals.map(({beton_key}) => beton_key)).toEqual(
        BUYERS.map((key) => `${world.project.id}:${key}:1`),
    )
    expect(expected.runs).toMatchObject([{as_of: world.asOf, routing: {created: BUYERS.length}}])
    expect(dueAsOf(Date.now(), Number(world.form.target_hour))).toBe(world.asOf)
})

it("of two started together one works and the other says so; what kill -9 cut off is finished after the lock's expiry", async () => {
    await slowCrm(250)
    const both = [launch(), launch()]
    // The one without the lock ends while the other is at work.
    const ended = await Promise.race(both.map(async (one) => ({one, exit: await one.exit()})))
    const [worker] = both.filter((one) => one !== ended.one)
    if (worker === undefined) throw new Error("Both ended at once.")
    expect([ended.exit.code, ended.exit.stdout]).toEqual([0, ""])
    expect(ended.exit.stderr).toMatch(AT_WORK)

    await until("one deal of three", async () => (await world.crm.deals()).length >= 1)
    worker.signal("SIGKILL")
    const {signal, stderr} = await worker.exit()
    expect([signal, stderr.includes(`Run of ${world.asOf} done`)]).toEqual(["SIGKILL", false])
    expect((await world.crm.deals()).length).toBeLessThan(BUYERS.length)
    const killedAt = Date.now()
    expect(existsSync(path.join(cwd, ".beton/state"))).toBe(true)

    // Its lock stands: nobody knows yet that it is dead.
    const early = await launch().exit()
    expect(Date.now() - killedAt).toBeLessThan(EXPIRY_SECONDS * 1000)
    expect([early.code, early.stdout]).toEqual([0, ""])
    // By now the holder has long written down who it is.
    expect(AT_WORK.exec(early.stderr)?.[1]).toContain(", since ")

    await slowCrm(0)
    await new Promise((resolve) => setTimeout(resolve, killedAt + EXPIRY_SECONDS * 1000 + 500 - Date.now()))
    const finisher = await launch().exit()
    expect([finisher.code, finisher.signal]).toEqual([0, null])
    expect(finisher.stdout).toContain(`Run of ${world.asOf}: ${BUYERS.length + 1} accounts written`)
    expect(await endState(world)).toEqual(expected)

    const idle = await launch().exit()
    expect(idle.code).toBe(0)
    expect(idle.stderr).toContain("Nothing is due.")
    expect(await endState(world)).toEqual(expected)
})
