import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"
import {variableOf} from "@beton/posthog-app/runner/config"

import {runCli} from "../../scripts/cli/run"
import {
    DASHBOARD_SCOPES,
    formFor,
    POSTHOG_SCOPES,
    type TestProject,
    testProject,
} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"

jest.setTimeout(120_000)

let project: TestProject
let dir: string
beforeAll(async () => {
    for (const key of FIELD_KEYS) delete process.env[variableOf(key)]
    dir = mkdtempSync(path.join(tmpdir(), "beton-provision-"))
    project = await testProject({now: null}, [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES])
    await checkoutAccounts(project, ["acme"])
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

async function provision(
    args: readonly string[],
    form: Record<string, unknown> = formFor(project, {}, {dashboards: {}}),
) {
    const file = path.join(dir, "beton.json")
    writeFileSync(file, JSON.stringify(form))
    const out: string[] = []
    const err: string[] = []
    const code = await runCli(["provision", "--config", file, ...args], {
        stdout: {write: (text: string) => out.push(text)},
        stderr: {write: (text: string) => err.push(text)},
        cwd: dir,
        debug: undefined,
        signal: new AbortController().signal,
        clock: () => 0,
    })
    return {code, out: out.join(""), err: err.join("")}
}
const boards = () => project.admin.boards(project.id)

describe("beton provision", () => {
    it("--dry-run shows the plan and makes nothing", async () => {
        const {code, out} = await provision(["--dry-run"])
        expect([code, (await boards()).dashboards]).toEqual([0, []])
        for (const {title} of DASHBOARDS) expect(out).toContain(title)
        expect(out).toMatch(/^ {2}make {6}the dashboard: Not there yet\.$/m)
    })

    it("shows the plan, makes the dashboards, and gives their links", async () => {
        const {code, out, err} = await provision([])
        expect(code).toBe(0)
        expect(err).toContain("the dashboard: Not there yet.")
        const {dashboards} = await boards()
        expect(dashboards.map(({name}) => name)).toEqual(DASHBOARDS.map(({title}) => title))
        for (const {id} of dashboards)
            expect(out).toContain(`${project.url}/project/${project.id}/dashboard/${id}\n`)
        expect(out).toMatch(/\d+ changes sent\.\n$/)
    })

    it("again: nothing to change, as JSON too", async () => {
        const {code, out} = await provision(["--json"])
        const report = JSON.parse(out) as {
            applied: boolean
            dashboards: {writes: number; entries: {action: string}[]}[]
        }
        expect([code, report.applied, report.dashboards.map(({writes}) => writes)]).toEqual([
            0,
            true,
            DASHBOARDS.map(() => 0),
        ])
        const actions = new Set(report.dashboards.flatMap(({entries}) => entries.map(({action}) => action)))
        expect([...actions].filter((action) => !["keep", "waiting"].includes(action))).toEqual([])
    })

    it("--restore brings back what was deleted", async () => {
        const {dashboards} = await boards()
        await project.admin.simulateUser(project.id, {
            act: "delete-dashboard",
            dashboard: dashboards[0]?.id ?? 0,
        })
        const kept = await provision([])
        const live = async () => (await boards()).dashboards.filter(({deleted}) => !deleted).length
        expect([kept.code, await live()]).toEqual([0, DASHBOARDS.length - 1])
        expect(kept.err).toContain("Deleted in PostHog. It stays so until `beton provision --restore`.")
        const back = await provision(["--restore"])
        expect([back.code, await live()]).toEqual([0, DASHBOARDS.length])
    })

    it("one dashboard at which PostHog fails keeps none of the others from being brought up to date", async () => {
        const live = (await boards()).dashboards.filter(({deleted}) => !deleted)
        const {insights} = await boards()
        const other = insights.find(({description}) => description.includes("beton/health/"))
        const [broken] = live.filter(({description}) => description.includes("beton/overview."))
        await project.admin.simulateUser(project.id, {
            act: "edit-insight",
            insight: other?.id ?? 0,
            change: {
                description:
                    other?.description.replace(/ v(\d+) .*$/m, " v0 a_______ b_______ c_______ d_______") ??
                    "",
            },
        })
        await project.admin.setFaults(
            [{path: `/dashboards/${broken?.id}/$`, effect: {kind: "status", status: 500}}],
            project.id,
        )
        const plan = await provision(["--dry-run"])
        expect([plan.code, plan.out]).toEqual([
            1,
            expect.stringContaining("no plan   PostHog ended in an error of its own (dashboard)."),
        ])
        const {code, out} = await provision([])
        await project.admin.setFaults([], project.id)
        expect(code).toBe(1)
        expect(out).toMatch(/^ {2}not done {2}PostHog ended in an error of its own \(dashboard\)\.$/m)
        expect(out).toMatch(/^1 change sent\. Start again to try what is not done\.$/m)
        const after = (await boards()).insights.find(({id}) => id === other?.id)
        expect(after?.description).not.toContain(" v0 ")
    })

    it.each([
        [7, "Start again in 7 s to go on."],
        ["none", "Start again in a minute to go on."],
    ] as const)("says when to start again after a 429 with Retry-After %s", async (retryAfter, words) => {
        await project.admin.setFaults(
            [{path: "/dashboards/", effect: {kind: "rate-limit", retryAfter}}],
            project.id,
        )
        const {code, err} = await provision([])
        await project.admin.setFaults([], project.id)
        expect(code).toBe(1)
        expect(err).toContain(`PostHog asks to slow down. ${words}`)
    })

    it("exits with 1 and the name of a missing scope", async () => {
        const key = await project.admin.createPersonalKey({scopes: POSTHOG_SCOPES})
        const {code, err} = await provision([], {...formFor(project, {}, {dashboards: {}}), posthog_key: key})
        expect(code).toBe(1)
        expect(err).toMatch(/lacks the scope dashboard:write\. Add it to the key in PostHog\./)
    })

    it("exits with 2 where dashboards are switched off", async () => {
        const {code, err} = await provision([], formFor(project))
        expect(code).toBe(2)
        expect(err).toContain("Dashboards are switched off.")
    })
})
