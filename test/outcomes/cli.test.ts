import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"

import {runCli} from "../../scripts/cli/run"
import {syncBench} from "./support/bench"
import {day, type SmallWorld, smallWorld} from "./support/small-world"

jest.setTimeout(60_000)

let world: SmallWorld
let dir: string
beforeAll(async () => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
    dir = mkdtempSync(path.join(tmpdir(), "beton-outcomes-"))
    world = await smallWorld({outcomes: {lead_sources: {outbound: ["SDR"]}}})
    await world.addDeal([["Won 🎉", day(3)]], {lead_source: "Website"})
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

async function outcomes(...more: string[]) {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(world.form()))
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(["outcomes", "--config", file, ...more], {
        stdout: {write: (text) => out.push(text)},
        stderr: {write: (text) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    return {code, out: out.join(""), err: err.join("")}
}
async function eventsInProject(): Promise<number> {
    const [row] = (await world.project.admin.sql(
        `SELECT uniqExact(uuid) AS n FROM events WHERE team_id = ${world.project.id} AND event = 'beton_deal_updated'`,
    )) as {n: number}[]
    return Number(row?.n)
}

it("shows stages, sources, imports and deals without an account, counts first", async () => {
    const {code, out} = await outcomes()
    expect(code).toBe(0)
    expect(out).toContain("4 deals in the CRM.")
    expect(out).toContain(`  Won 🎉: 2, won, guessed from its title, ${await world.stageId("Won 🎉")}`)
    expect(out).toContain("  Lead: 1, open, neither won, lost nor qualified")
    expect(out).toContain("Titles decide what is won, qualified, lost. Name the stages' ids in")
    expect(out).toContain(
        "  SDR: 1, outbound\n  Website: 1, its own; looks like inbound (outcomes.lead_sources)\n  unknown (2)",
    )
    expect(out).toContain("1 closed deals were imported")
    expect(out).toContain("  2: the deal has no company")
    expect(out).toContain("1 won deals with reliable dates: too few to propose a horizon.")
    expect(out).toContain("No deal of Beton's own has come back yet.")
    expect(await eventsInProject()).toBe(0)
})

it("a dry run says what would be sent and sends nothing; without --full it is refused", async () => {
    const {code, out} = await outcomes("--full", "--dry-run")
    expect([code, out]).toEqual([
        0,
        "Dry run, nothing was sent. Outcomes: 4 deals read, 4 new or changed, 7 events would be sent, 2 of no known account.\n",
    ])
    expect(await eventsInProject()).toBe(0)
    expect(await outcomes("--dry-run")).toMatchObject({code: 2})
})

it("--full sends everything, again and again under the same ids; then Beton's own deals are judged", async () => {
    expect(await outcomes("--full")).toMatchObject({code: 0})
    const before = await eventsInProject()
    expect(before).toBe(7)
    expect(await outcomes("--full")).toMatchObject({code: 0})
    expect(await eventsInProject()).toBe(before)
    const {out} = await outcomes()
    expect(out).toContain("1 deals made by Beton, of which")
    expect(out).toContain("0 won, 0 lost, 1 open at present.")
    expect(out).toContain("(too little data)")
    const json = JSON.parse((await outcomes("--json")).out) as {routed: {routed: number}}
    expect(json.routed.routed).toBe(1)
})

it("the daily sync after a full one knows its own storage only, and sends the same ids", async () => {
    const bench = syncBench(world.form(), world.project)
    await bench.sync()
    expect(bench.events()).toHaveLength(7)
    expect(await eventsInProject()).toBe(7)
})

it("deals that are switched off are said so, with exit code 1", async () => {
    await world.crm.admin.setDealsEnabled(world.crm.workspaceId, false)
    const {code, err} = await outcomes()
    expect([code, err]).toEqual([1, expect.stringContaining("The deals object is switched off in Attio.")])
    await world.crm.admin.setDealsEnabled(world.crm.workspaceId, true)
})
