import {FIRED, fired, FOREIGN} from "../attio-app/support/world"
import {type AccountWorld, accountWorld, resigned} from "./account-world"
import {HOUR_MS, NOW} from "./app-preview"
import {previewPage} from "./preview-page"
import {axeFindings, describeInBrowser, screenshot} from "./support"

let world: AccountWorld

/** Every state of the evidence dialog, on signed events in PostHog and records in the CRM. */
describeInBrowser("the evidence in the Attio preview", () => {
    beforeAll(async () => {
        world = await accountWorld()
    }, 240_000)
    afterAll(() => world.preview.close())
    beforeEach(() => world.at(NOW))
    afterEach(async () => {
        await world.project.admin.setFaults([], world.project.id)
    })
    const p = previewPage(() => world.preview, {width: 360, height: 720})
    const shot = async (name: string) => {
        expect(await p.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
        await screenshot(p.page, `evidence-${name}-360`)
    }

    it("fresh: why, proof, people, what to do; no query for the card, exactly one for the dialog", async () => {
        const before = await world.queries()
        await p.record("companies", world.companies.acme)
        expect(await world.queries()).toBe(before)
        await p.evidence()
        expect(await world.queries()).toBe(before + 1)
        expect(p.view("widget click")).toMatchObject({posthog: 1, functions: 1})
        const text = await p.dialog.innerText()
        expect(text).toContain(FIRED.why_now)
        expect(text).toMatch(/Accounts like this: 14 of 61 became customers in 45 days \(23 %, range \d+-\d+ %\); others 35 of 840/) // prettier-ignore
        expect(text).toContain("Ann Lee, CTO")
        expect(text).toContain("1 active person of the account is not among the company's people in Attio")
        expect(text).toMatch(/before Beton was installed/)
        expect(text).not.toMatch(/@acme\.example|\bnull\b|undefined|NaN|[{}]/)
        await shot("fresh")
        expect(await axeFindings(p.page)).toEqual([])
    })

    it("asked again within minutes: kept, with its age", async () => {
        world.at(NOW + 2 * 60_000)
        await p.record("companies", world.companies.acme)
        await p.evidence(/^As of \d minutes? ago\.$/)
        await shot("kept")
    })

    it("PostHog down: said with a way to try again, which works when it is back", async () => {
        world.at(NOW + HOUR_MS)
        await world.project.admin.setFaults([{path: "/query/", effect: {kind: "status", status: 503, body: "html"}}], world.project.id) // prettier-ignore
        await p.record("companies", world.companies.acme)
        await p.evidence(/PostHog/)
        const again = p.dialog.getByRole("button", {name: "Try again"})
        await again.waitFor()
        const said = await p.dialog.innerText()
        expect(said).not.toMatch(/503|html|error code|undefined/i)
        await shot("posthog-down")
        expect(await axeFindings(p.page)).toEqual([])
        await world.project.admin.setFaults([], world.project.id)
        await again.click()
        await p.dialog.getByText(FIRED.why_now).waitFor()
    })

    it("the key was revoked: says so and what to do", async () => {
        world.at(NOW + 2 * HOUR_MS)
        await world.project.admin.setFaults([{effect: {kind: "revoked-key"}}], world.project.id)
        await p.record("companies", world.companies.acme)
        await p.evidence(/does not accept the personal API key/)
        await shot("key-revoked")
    })

    it("no history: nothing to do", async () => {
        await p.record("companies", world.companies.silent)
        await p.evidence("No signal of this account in the last 90 days. Nothing to do until one is active.")
        await shot("no-history")
    })

    it("nothing written: says when there will be something", async () => {
        await p.record("companies", world.companies.unlinked)
        await p.evidence(/^Beton has not written to this record yet, so there is nothing to show\./)
        await shot("nothing-written")
    })

    it("a run that is over 26 hours old comes first, in amber; one of a day ago does not", async () => {
        world.at(NOW + 23 * HOUR_MS)
        await p.record("companies", world.companies.acme)
        await p.evidence()
        expect(await p.dialog.locator(".banner.warning").count()).toBe(0)
        world.at(NOW + 72 * HOUR_MS)
        await p.record("companies", world.companies.acme)
        await p.evidence("Beton last looked 3 days ago, though it looks every day: this may be out of date. Ask an admin to run the connection check in Settings.") // prettier-ignore
        await shot("run-late")
    })

    it("forged and altered events change nothing, and are counted", async () => {
        const at = "2026-10-05T06:30:00.000Z"
        const loud = {...FIRED, score: 100, why_now: "They want to buy today."}
        const id = await world.company("Forged Ltd", "forged")
        const genuine = resigned(fired({}, undefined, "forged"), world.writer)
        const forged = resigned(fired(loud, at, "forged"), {...world.writer, keys: FOREIGN})
        const altered = resigned(fired(loud, "2026-10-05T07:00:00.000Z", "forged"), world.writer)
        await world.capture([genuine, forged, {...altered, properties: {...altered.properties, beton_payload: `${String(forged.properties.beton_payload)}`}}]) // prettier-ignore
        await p.record("companies", id)
        await p.evidence("2 events about this account were ignored")
        const text = await p.dialog.innerText()
        expect(text).toContain(FIRED.why_now)
        expect(text).not.toContain("They want to buy today")
        await shot("forged")
    })

    it("a signal that this version does not know is shown as far as it goes", async () => {
        const id = await world.company("Newer Ltd", "newer")
        const evidence = {seat_hoarding: {observed: 12, threshold: 5, unit: "seats", window_days: 7, facts: {free_seats: 3}}} // prettier-ignore
        await world.capture([resigned(fired({signal_types: ["seat_hoarding"], new_signal_types: ["seat_hoarding"], evidence}, undefined, "newer"), world.writer)]) // prettier-ignore
        await p.record("companies", id)
        await p.evidence("Seat hoarding (new)")
        const text = await p.dialog.innerText()
        expect(text).toContain("12 seats in 7 days; it counts from 5 on")
        expect(text).toContain("Look at the evidence, then write to the person who was most active.")
        await shot("unknown-signal")
    })

    it("an event of the version before is read", async () => {
        const id = await world.company("Older Ltd", "older")
        const {score, signal_types, why_now} = FIRED
        const older = {schema_version: 0, score, signal_types, why_now}
        await world.capture([resigned(fired({}, undefined, "older"), world.writer, older)])
        await p.record("companies", id)
        await p.evidence(why_now)
        expect(await p.dialog.innerText()).toContain("No details came with it.")
        expect(await p.dialog.getByText("ignored").count()).toBe(0)
        await shot("older-version")
    })

    it("not connected: Attio's own dialog asks for the key", async () => {
        await world.preview.app.disconnect("posthog")
        await p.record("companies", world.companies.acme)
        await p.card.click()
        await p.page.getByRole("dialog", {name: "Connect PostHog"}).waitFor()
        await shot("not-connected")
        expect(await axeFindings(p.page)).toEqual([])
        await world.preview.app.connect("posthog", world.project.key)
    })

    it("does nothing that Attio would refuse", () => {
        expect(world.preview.app.problems).toEqual([])
    })
})
