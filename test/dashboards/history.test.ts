import {aboutText} from "@beton/posthog-app/dashboards/provision/cards"
import {findSources} from "@beton/posthog-app/dashboards/provision/sources"

import {AS_OF, clientOf, configOf, formFor, testProject} from "../app/support/project"
import {insertEvents} from "../app/support/tiny-data"

jest.setTimeout(60_000)

async function historyDays(daysAgo: readonly number[]): Promise<number | null> {
    const project = await testProject()
    await insertEvents(project, [
        ...daysAgo.map((days) => ({event: "report_created", account: "acme", hoursAgo: 24 * days})),
        // Deals come with their own history, which says nothing about the product's.
        {event: "beton_deal_updated", account: "acme", hoursAgo: 24 * 120},
    ])
    const form = formFor(project)
    const now = Date.parse(AS_OF)
    const report = {signals: {}, coverage: {events: null, persons: null}, note: null}
    const found = await findSources(clientOf(form), configOf(form), report, {now})
    if (!found.ok) throw new Error(found.failure.message)
    return found.value.historyDays
}

/** The note below the first paragraph; "" without one. */
const noteOf = (days: number | null): string =>
    aboutText({about: "About.", days: null}, [], days).split("\n\n")[1] ?? ""

describe("how much a young project's dashboards know", () => {
    it.each([
        ["no event", [], 0, "fewer than 7 days"],
        ["events of this week only", [1, 6.9], 0, "fewer than 7 days"],
        ["a first event 7 days ago", [1, 7.1], 7, "fewer than 14 days"],
        ["a first event 40 days ago, with a gap since", [40], 30, "fewer than 60 days"],
        ["a first event 89 days ago", [2, 89], 60, "fewer than 90 days"],
        ["a first event 90 days ago", [2, 90.1], 90, ""],
        ["a first event longer ago than anything depends on", [2, 150, 400], 90, ""],
    ])("%s", async (_what, daysAgo, days, note) => {
        expect(await historyDays(daysAgo)).toBe(days)
        expect(noteOf(days)).toContain(note)
        expect(noteOf(days) === "").toBe(note === "")
    })

    it("says nothing where it is not known", () => expect(noteOf(null)).toBe(""))
})
