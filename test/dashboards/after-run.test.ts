import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"

import {appHost, type Clock} from "../app/support/app-host"
import {backtestForm, backtestProject} from "../app/support/backtest-world"
import {
    AS_OF,
    DASHBOARD_SCOPES,
    DAY_MS,
    formFor,
    onlyRun,
    onlySignals,
    POSTHOG_SCOPES,
    type TestProject,
    testProject,
    verifiedRuns,
    WAKE,
} from "../app/support/project"
import {checkoutAccounts} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"
import {smallWorld} from "../outcomes/support/small-world"

jest.setTimeout(120_000)

const SETTINGS = {dashboards: {enabled: true}, signals: onlySignals({billing_intent: {}})}
const ALL = [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES]

async function world(scopes = ALL) {
    const project = await testProject({}, scopes)
    await checkoutAccounts(project, ["acme", "beta"])
    const clock: Clock = {now: WAKE}
    const wire = openWire()
    const host = appHost({config: formFor(project, {}, SETTINGS), clock, wire})
    const texts = () => host.logs.map(({text}) => text)
    return {project, clock, wire, host, texts}
}
const live = async (project: TestProject) =>
    (await project.admin.boards(project.id)).dashboards.filter(({deleted}) => !deleted)
const writes = (wire: ReturnType<typeof openWire>, from = 0) =>
    wire.sent.slice(from).filter(({method, url}) => method !== "GET" && /\/(dashboards|insights)\//.test(url))

describe("the daily run", () => {
    it("ends with the dashboards; what fired a moment ago counts as there", async () => {
        const {project, wire, host} = await world()
        await host.day()
        expect(host.errors).toEqual([])
        expect((await live(project)).map(({name}) => name)).toEqual(DASHBOARDS.map(({title}) => title))
        const {insights, texts} = await project.admin.boards(project.id)
        const [overview] = DASHBOARDS
        const names = insights.map(({name}) => name)
        expect(names.length).toBeGreaterThan(0)
        expect(names).toContain("PQL signals fired in this period")
        expect(texts.filter(({body}) => body?.includes("About these numbers"))).toHaveLength(
            DASHBOARDS.length,
        )
        expect(overview?.id).toBe("overview")
        const queries = wire.sent.filter(({url}) => url.endsWith("/query/")).length
        expect(queries).toBeLessThan(180)
        // Two of them ask what the dashboards have to show.
        expect((await onlyRun(project)).queries).toBe(queries - 2)
        const keys = ((await host.storage.entries?.()) ?? []).map(([key]) => key)
        expect(keys.filter((key) => key.startsWith("dashboards:"))).toHaveLength(DASHBOARDS.length)
    })

    it.each<[string, string, () => Promise<{project: TestProject; form: Record<string, unknown>}>]>([
        [
            "deals",
            "Open pipeline by lead source and currency",
            async () => {
                const small = await smallWorld({...SETTINGS, backtest: {enabled: false}})
                await checkoutAccounts(small.project, ["acme"])
                return {project: small.project, form: small.form()}
            },
        ],
        [
            "a backtest",
            "Signals that could not be judged, and why",
            async () => {
                const project = await backtestProject()
                return {project, form: backtestForm(project, {dashboards: {enabled: true}})}
            },
        ],
    ])("shows %s of the same run, which PostHog does not show yet", async (_what, title, made) => {
        const {project, form} = await made()
        const key = await project.admin.createPersonalKey({scopes: ALL})
        await project.admin.updateProject(project.id, {ingestionLagMs: 3_600_000})
        const config = {...form, posthog_key: key}
        const host = appHost({config, clock: {now: WAKE}, wire: openWire()})
        await host.day()
        expect(host.errors).toEqual([])
        const {insights} = await project.admin.boards(project.id)
        expect(insights.map(({name}) => name)).toContain(title)
        // What no run has sent waits.
        const {texts} = await project.admin.boards(project.id)
        expect(texts.some(({body}) => body?.includes("**Win rate by lead source"))).toBe(true)
    })

    it("the next day sends nothing for them when nothing changed", async () => {
        const {project, clock, wire, host} = await world()
        await host.day()
        clock.now = WAKE + DAY_MS
        await project.admin.updateProject(project.id, {
            now: new Date(Date.parse(AS_OF) + DAY_MS).toISOString(),
        })
        const before = (await project.admin.boards(project.id)).insights
        const mark = wire.sent.length
        await host.day()
        expect(host.errors).toEqual([])
        // Not for the note about a young project either: it says "fewer than 7 days" on both.
        const {texts} = await project.admin.boards(project.id)
        expect(texts.filter(({body}) => body?.includes("fewer than 7 days of data"))).toHaveLength(
            DASHBOARDS.length,
        )
        expect(writes(wire, mark)).toEqual([])
        expect((await project.admin.boards(project.id)).insights).toEqual(before)
    })

    it("a dry run makes none", async () => {
        const {project, host} = await world()
        await host.runNow({dry_run: true})
        await host.drain()
        expect(await live(project)).toEqual([])
    })

    it("is done without them where the key lacks a scope, and the log names it", async () => {
        const {project, host, texts} = await world(POSTHOG_SCOPES)
        await host.day()
        expect(host.errors).toEqual([])
        expect(await onlyRun(project)).toMatchObject({problems: [], partial: false})
        expect(texts().at(-1)).toBe(
            "Dashboards were not brought up to date: The personal API key lacks the scope dashboard:write. Add it to the key in PostHog. The run is not affected; the next day's run tries again.",
        )
    })

    it("waits out what passes, and gives way to the next day", async () => {
        const {project, clock, host, texts} = await world()
        await project.admin.setFaults(
            [{path: "/dashboards/", effect: {kind: "rate-limit", retryAfter: 30}, count: 2}],
            project.id,
        )
        await host.day()
        expect((await live(project)).length).toBe(DASHBOARDS.length)
        expect(
            texts().some((text) =>
                /^dashboards: PostHog asks to slow down\. Trying again in \d+ s\.$/.test(text),
            ),
        ).toBe(true)
        await project.admin.setFaults(
            [{path: "/dashboards/", effect: {kind: "status", status: 503}}],
            project.id,
        )
        for (const day of [1, 2]) {
            clock.now = WAKE + day * DAY_MS
            await project.admin.updateProject(project.id, {
                now: new Date(Date.parse(AS_OF) + day * DAY_MS).toISOString(),
            })
            await host.heartbeat()
            await host.drain(60)
        }
        expect(host.errors).toEqual([])
        expect(await verifiedRuns(project)).toHaveLength(3)
    })
})

describe("when the settings changed", () => {
    it("they are made right after the connect check, without any run", async () => {
        const {project, wire, host, texts} = await world()
        await host.setup()
        expect(host.errors).toEqual([])
        expect((await live(project)).length).toBe(DASHBOARDS.length)
        expect(texts().at(-1)).toBe("Dashboards are up to date.")
        const mark = wire.sent.length
        await host.setup()
        expect(wire.sent.slice(mark)).toEqual([])
        // The first run fills what waited.
        const waiting = (await project.admin.boards(project.id)).insights.length
        await host.day()
        const {insights} = await project.admin.boards(project.id)
        expect(insights.length).toBeGreaterThan(waiting)
        expect(new Set(insights.map(({description}) => description)).size).toBe(insights.length)
    })

    it("a passing fault is waited out", async () => {
        const {project, host} = await world()
        await project.admin.setFaults(
            [{path: "/dashboards/", effect: {kind: "status", status: 503}, count: 2}],
            project.id,
        )
        await host.setup()
        expect((await live(project)).length).toBe(DASHBOARDS.length)
    })

    it("does not say that all is up to date while a tile was refused", async () => {
        const {project, host, texts} = await world()
        await project.admin.setFaults(
            [{path: "/insights/$", method: "POST", effect: {kind: "status", status: 400}, count: 1}],
            project.id,
        )
        await host.setup()
        expect(host.errors).toEqual([])
        expect(texts().filter((text) => text.includes("Not done, and what was there stays"))).toHaveLength(1)
        expect(texts().at(-1)).toBe(
            "Dashboards are not finished, as the lines above say. The next daily run tries again.",
        )
    })

    it("a key without the scopes is a note of the check, and a line", async () => {
        const {project, host, texts} = await world(POSTHOG_SCOPES)
        await host.setup()
        expect(texts()).toContain(
            "Check Scope dashboard:write: note. The personal API key lacks the scope dashboard:write. Add it to the key in PostHog. Until then no dashboards are made.",
        )
        expect(texts()).toContain("Connect check done: nothing to fix.")
        expect(texts().at(-1)).toMatch(/^Dashboards were not made: .* dashboard:write/)
        expect(await live(project)).toEqual([])
    })
})
