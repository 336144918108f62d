import {type AppHost, appHost} from "../app/support/app-host"
import {type CrmRecord, valueOf} from "../app/support/crm"
import {AS_OF, DAY_MS, WAKE} from "../app/support/project"
import {type StoryWorld, storyWorld} from "../app/support/story-world"
import {openWire} from "../app/support/wire"
import {type AppPreview, HOUR_MS, NOW, openApp} from "./app-preview"
import {linesOf, previewPage} from "./preview-page"
import {axeFindings, describeInBrowser, screenshotOf} from "./support"

const PROOF =
    "Accounts like this: 20 of 120 became customers in 31 days (17 %, range 11-24 %); others 2 of 290 (0.7 %)."
const wire = openWire()
const clock = {now: WAKE}
let world: StoryWorld
let app: AppPreview
let host: AppHost

/** Runs the day that comes so many days after the first, and looks two hours after it. */
async function runDay(days: number): Promise<void> {
    clock.now = WAKE + days * DAY_MS
    const now = new Date(clock.now).toISOString()
    await world.project.admin.updateProject(world.project.id, {now})
    await world.crm.admin.setNow(world.crm.workspaceId, now)
    await host.day()
    expect(host.errors).toEqual([])
    app.at(NOW + days * DAY_MS)
}

async function idOf(name: string, object = "companies"): Promise<string> {
    const all = (await world.crm.admin.records(world.crm.workspaceId, object)) as CrmRecord[]
    const found = all.find((record) => valueOf(record, "name") === name)
    if (found === undefined) throw new Error(`The story has no ${name}.`)
    return found.id.record_id
}

/** Edits a record as somebody of the team. */
async function edit(name: string, values: Record<string, unknown>, object = "companies"): Promise<void> {
    await world.crm.admin.editRecord(world.crm.workspaceId, object, await idOf(name, object), values)
}

/** Every state of the card, from what the PostHog app wrote into the CRM on the days of a story. */
describeInBrowser("the states of the card", () => {
    beforeAll(async () => {
        world = await storyWorld("micro", {backtest: {enabled: true}})
        host = appHost({config: world.form, clock, wire})
        app = await openApp(world)
        await runDay(0)
    }, 240_000)
    afterAll(() => app.preview.close())
    const p = previewPage(() => app.preview)

    /** The card of a record, read and kept as a picture of the sidebar at its 360 px. */
    async function card(name: string, shot: string, object = "companies"): Promise<string[]> {
        await p.record(object, await idOf(name, object))
        const sidebar = p.page.locator(".sidebar")
        const box = await sidebar.boundingBox()
        expect(box?.width).toBe(360)
        const place = await p.card.boundingBox()
        // Nothing to scroll, whatever the card says: ten seconds are for reading.
        expect((place?.y ?? 0) - (box?.y ?? 0) + (place?.height ?? 0)).toBeLessThan(720)
        await screenshotOf(sidebar, `card-${shot}-360`)
        return (await linesOf(p.card)).slice(1)
    }

    it("hot: one glance, no query to PostHog; too little history is said", async () => {
        const before = await app.queries()
        const [band, headline, ...lines] = await card("Arbor Courier", "hot-first-day")
        expect([band, headline]).toEqual(["Hot", "Score 100 of 100"])
        expect(lines.slice(-3)).toEqual([
            "What becomes of accounts like this cannot be judged yet: there is too little history.",
            "Next: Call today: they have opened the checkout or an upgrade.",
            "Checked 2 h ago, data to 06:00 UTC.",
        ])
        expect(await app.queries()).toBe(before)
        expect(p.view("page: record companies")).toMatchObject({posthog: 0, attio: 0, functions: 0, graphql: 1}) // prettier-ignore
        expect(await axeFindings(p.page)).toEqual([])
    })

    it("the same on its deal", async () => {
        expect((await card("Arbor Courier (PQL)", "hot-deal", "deals"))[0]).toBe("Hot")
    })

    it("hot without a track record, as where backtests are off: says where to look", async () => {
        await edit("Clover Games", {pql_track_record: []})
        expect(await card("Clover Games", "hot-no-record")).toContain(
            "What became of accounts like this is not written here yet: open the evidence to see it.",
        )
    })

    it("hot with its proof: counts before rates, and all of it without scrolling", async () => {
        await edit("Clover Games", {pql_track_record: `${PROOF} 32 more showed it less than 31 days ago and are still open.`}) // prettier-ignore
        const lines = await card("Clover Games", "hot-proof")
        expect(lines).toHaveLength(8)
        expect(lines).toContain(PROOF)
    })

    it("not linked: a company that Beton never wrote about; not connected: no pairing either", async () => {
        const all = (await world.crm.admin.records(world.crm.workspaceId, "companies")) as CrmRecord[]
        const name = String(valueOf(all.find((one) => valueOf(one, "beton_account") === undefined), "name")) // prettier-ignore
        const lines = await card(name, "not-linked")
        expect(lines.slice(0, 2)).toEqual(["Not linked", "No product account found"])
        expect(lines.at(-1)).toBe("If they use the product, check that this is their domain.")
        const {settings} = app.preview.app.state
        const pairing = settings.get("pairing")
        settings.set("pairing", null)
        expect((await card(name, "not-connected"))[0]).toBe("Not connected")
        settings.set("pairing", pairing)
    })

    it("an error of the CRM leaves the page standing, and says what to do", async () => {
        const {admin, workspaceId} = world.crm
        const id = await idOf("Arbor Courier")
        await p.page.route("**/api/graphql", async (route) => {
            await admin.setFaults([{effect: {kind: "status", status: 500}}], workspaceId)
            await route.continue()
        })
        await p.record("companies", id)
        await admin.setFaults([], workspaceId)
        expect(await linesOf(p.card)).toEqual(["Beton", "This record could not be read", "Reload the page. If it stays so, ask an admin to check the connection in Settings."]) // prettier-ignore
        await screenshotOf(p.page.locator(".sidebar"), "card-error-360")
    })

    it("a day without news: written yesterday is no fault; silence of over a week is", async () => {
        app.at(Date.parse(AS_OF) + 30 * HOUR_MS)
        const calm = await card("Ochre Systems", "written-yesterday")
        expect([calm[0], calm.at(-1)]).toEqual(["Hot", "Written 1 day ago: Beton writes when something changes, else once a week."]) // prettier-ignore
        expect(await p.card.locator(".badge.amber").count()).toBe(0)
        app.at(NOW + 9 * DAY_MS)
        const stale = await card("Ochre Systems", "stale")
        expect(stale.slice(0, 3)).toEqual(["Hot, 9 days ago", "Score 100 of 100", "Written 9 days ago: Beton may have stopped. Ask an admin to check the connection in Settings."]) // prettier-ignore
        expect(await p.card.locator(".badge.amber").count()).toBe(1)
        app.at(NOW)
    })

    it("somebody has it already, and was in touch; what to do next stays on the card", async () => {
        const {admin, workspaceId} = world.crm
        const company = await idOf("Ochre Systems")
        const owner = String((await app.preview.app.reader.members())[0]?.email_address)
        const values = {name: "Ochre renewal", stage: "Lead", owner, associated_company: {target_object: "companies", target_record_id: company}} // prettier-ignore
        const [deal = ""] = await admin.seedRecords(workspaceId, "deals", [{values}])
        await admin.setInteraction(workspaceId, "companies", company, "last_interaction", "2026-10-04T08:00:00.000Z") // prettier-ignore
        const lines = await card("Ochre Systems", "already-owned")
        expect(lines[2]).toMatch(
            /^Already with \S.*, last contact 1 day ago: talk to them before you call\.$/,
        )
        expect(lines.filter((line) => line.startsWith("Next: "))).toHaveLength(1)
        await admin.deleteRecord(workspaceId, "deals", deal)
    })

    it("marked as not useful, and taken back", async () => {
        await edit("Ochre Systems", {pql_disposition: "Bad timing"})
        const line = "Marked as not useful: bad timing. Clear that field to take it back."
        expect(await card("Ochre Systems", "not-useful")).toContain(line)
        await edit("Ochre Systems", {pql_disposition: []})
        expect(await card("Ochre Systems", "taken-back")).not.toContain(line)
    })

    it("too little history, said after the first backtest; a won deal makes a customer", async () => {
        await edit("Clover Games (PQL)", {stage: "Won 🎉"}, "deals")
        await runDay(1)
        expect(await card("Arbor Courier", "too-little-history")).toContain("What becomes of accounts like this cannot be judged yet: there is too little history.") // prettier-ignore
        const customer = await card("Clover Games", "customer")
        expect([customer[0], customer[2]]).toEqual(["Customer", "Already a customer: look for more users or a larger plan."]) // prettier-ignore
    })

    it("when the signals are over: below the threshold, and quiet", async () => {
        await runDay(9)
        const below = await card("Arbor Courier", "below-threshold")
        expect(below[0]).toBe("Below threshold")
        expect(below[2]).toMatch(/^\d+ points below the 60 that go to sales: usually (one more signal|two more signals, or a strong one) would do\.$/) // prettier-ignore
        const quiet = await card("Ochre Systems", "quiet")
        expect([quiet[0], quiet[2]]).toEqual(["Quiet", "Quiet since 14 Oct 2026: no signal is active, nothing to do. The last signal was 8 days ago."]) // prettier-ignore
        expect((await card("Ochre Systems (PQL)", "quiet-deal", "deals"))[0]).toBe("Quiet")
    })

    it.each([
        ["control group", "Control group until 2026-11-12", "control-group", "Control group until 12 Nov 2026: please work as usual, as if this card were not here."],
        ["a state of the team's own", "Warming up", "own-state", undefined],
    ])("%s", async (_what, state, shot, line) => {
        await edit("Arbor Courier", {pql_state: state})
        const lines = await card("Arbor Courier", shot)
        expect(lines[0]).toBe(line === undefined ? state : "Control group")
        if (line !== undefined) expect(lines[2]).toBe(line)
    }) // prettier-ignore

    it("does nothing that Attio would refuse", () => {
        expect(app.preview.app.problems).toEqual([])
    })
})
