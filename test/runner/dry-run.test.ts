import {dryRunText} from "@beton/posthog-app/runner/report-text"
import {BETON_FIELDS} from "@beton/shared/crm/fields/fields"

import {WAKE} from "../app/support/project"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"
import {BUYERS, type RunnerWorld, runnerWorld, writesSince} from "./support/world"

jest.setTimeout(60_000)

const FIELDS = BETON_FIELDS.map(({slug}) => slug)
/** What the first run creates in a new workspace. */
const MISSING = [
    ...["beton_key", "lead_source"].map((slug) => `deal attribute "${slug}"`),
    ...["beton_account", "pql_disposition", ...FIELDS].flatMap((slug) => [
        `deal attribute "${slug}"`,
        `company attribute "${slug}"`,
    ]),
].sort()
let built: Built
let world: RunnerWorld
let state: string
beforeAll(async () => {
    built = await buildForTests()
})
beforeEach(async () => {
    world = await runnerWorld()
    state = temporaryFolder("dry")
})

const run = (mode: "due" | "now", dryRun: boolean, now = WAKE) =>
    start(built, {form: world.form, state, clock: virtualClock(now), mode, dryRun})

it("a dry run makes no dashboards either, though the connect check runs; a real start makes them", async () => {
    const settings = {...(JSON.parse(String(world.form.settings)) as object), dashboards: {enabled: true}}
    const form = {...world.form, settings: JSON.stringify(settings)}
    const once = (dryRun: boolean) => start(built, {form, state, clock: virtualClock(WAKE), dryRun})
    const made = async () => (await world.project.admin.boards(world.project.id)).dashboards.length
    expect(await once(true)).toMatchObject({code: 0, outcome: "done"})
    expect(await made()).toBe(0)
    expect(await once(false)).toMatchObject({code: 0})
    expect(await made()).toBe(4)
})

it("says what a run would create, in the CRM's words and for people", async () => {
    const {report} = await run("due", true)
    if (report === null) throw new Error("No report.")
    expect(report).toMatchObject({
        kind: "now",
        dry: true,
        events: BUYERS.length + 1,
        accounts_active: BUYERS.length + 1,
        fired: {billing_intent: BUYERS.length, support_engagement: 1},
        routing: {state: "on", candidates: BUYERS.length, create: BUYERS.length, update: 0, failed: 0},
    })
    expect(report.routing.accounts.map(({account, action}) => [account, action])).toEqual(
        BUYERS.map((account) => [account, "create"]),
    )
    expect([...report.routing.missing].sort()).toEqual(MISSING)
    const text = dryRunText(report)
    expect(text).toContain("4 accounts are active now, and 4 events would be written.")
    expect(text).toContain("Beton would create 3 deals, refresh 0 and annotate 0 of another source.")
    expect(text).toContain('acme (45) would create the deal "Company acme (PQL)".')
    expect(text).toContain(
        `First it would create: deal attribute "beton_key", deal attribute "beton_account", `,
    )
    expect(text).toContain(` and ${MISSING.length - 5} more.`)
})

// Every mode, and beside a running one: dry-run-modes.full.test.ts.
it("what it says is what a run then does, and afterwards there is nothing left to create", async () => {
    const dry = await run("due", true)
    expect(await writesSince(world)).toEqual({posthog: 0, attio: 0})
    const real = await run("due", false)
    expect(real.run?.accountsEmitted).toBe(dry.report?.events)
    expect(real.run?.fired).toEqual(dry.report?.fired)
    expect(real.run?.route.created).toBe(dry.report?.routing.create)
    const {report} = await run("now", true, WAKE + 3_600_000)
    expect(report?.events).toBe(0)
    expect(report?.routing).toMatchObject({create: 0, missing: []})
    // The first run was followed by a backtest: the deals get their track record now.
    expect((report?.routing.update ?? 0) + (report?.routing.unchanged ?? 0)).toBe(BUYERS.length)
})

it("with routing off it still says what would be created", async () => {
    const form = {...world.form, routing_confirmed: "off"}
    const {report} = await start(built, {form, state, clock: virtualClock(), dryRun: true})
    expect(report?.routing).toMatchObject({state: "on", create: BUYERS.length})
})
