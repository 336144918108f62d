import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {endState, undisturbed} from "./support/end-state"
import {variables} from "./support/in-process"
import {startProcess, until} from "./support/process"
import {BUYERS, type RunnerWorld, runnerWorld} from "./support/world"

jest.setTimeout(60_000)

/** Docker gives a container 10 seconds before it kills it. */
const PATIENCE_MS = 8_000
const STOPPED = "Stopped on request; the next start goes on from here."
let built: Built
let world: RunnerWorld
let cwd: string
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld({day: "today"})
    cwd = temporaryFolder("shutdown")
})

const launch = () => startProcess(built, {cwd, env: variables(world.form), args: ["--log", "text"]})
const DEAL_QUERY = /deals\/records\/query$/
const asked = async () =>
    (await world.crm.admin.requests({workspaceId: world.crm.workspaceId})).map(
        ({method, path}) => `${method} ${path}`,
    )
const delayCrm = (path: string, ms: number) =>
    world.crm.admin.setFaults(ms === 0 ? [] : [{path, effect: {kind: "latency", ms}}], world.crm.workspaceId)

it("a call that does not answer is given up, and what it began is finished by the next start", async () => {
    const expected = await undisturbed(built, world, Date.now())
    // The deal is made, but its answer takes longer than anybody waits for a shutdown.
    await world.crm.admin.setFaults(
        [{path: "/deals/records$", method: "POST", count: 1, effect: {kind: "latency", ms: 6_000}}],
        world.crm.workspaceId,
    )
    const runner = launch()
    await until("the first account's look-up", async () =>
        (await asked()).some((path) => DEAL_QUERY.test(path)),
    )
    await new Promise((resolve) => setTimeout(resolve, 700))
    const stopped = await runner.stop("SIGTERM")
    expect([stopped.code, stopped.signal]).toEqual([0, null])
    expect(stopped.stderr).toContain(STOPPED)
    expect(stopped.took).toBeGreaterThan(2_000)
    expect(stopped.took).toBeLessThan(PATIENCE_MS)
    // Not a fault of the CRM: nobody is told of one, and the next start need not wait.
    expect(stopped.stderr).not.toMatch(/could not be reached|Trying again/)

    const next = await launch().exit()
    expect([next.code, next.stderr.includes("Trying again")]).toEqual([0, false])
    expect(await endState(world)).toEqual(expected)
})

it("SIGTERM in mid-run: it ends in time with code 0, the next start goes on, nothing is there twice", async () => {
    const expected = await undisturbed(built, world, Date.now())
    await delayCrm("/records", 1_000)
    const runner = launch()
    await until("one deal of three", async () => (await world.crm.deals()).length >= 1)
    const stopped = await runner.stop("SIGTERM")
    expect([stopped.code, stopped.signal, stopped.stdout]).toEqual([0, null, ""])
    expect(stopped.stderr).toContain(STOPPED)
    expect(stopped.took).toBeLessThan(PATIENCE_MS)

    await delayCrm("/records", 0)
    const next = await launch().exit()
    expect(next.code).toBe(0)
    expect(next.stdout).toContain(`${BUYERS.length} deals created`)
    // It went on where the other was: what is known is not asked again.
    expect(next.stderr).not.toMatch(/ starts\.|active for/)
    expect(await endState(world)).toEqual(expected)
})
