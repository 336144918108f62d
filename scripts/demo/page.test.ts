import {resultPage} from "./page"
import type {DemoReport} from "./report"

const account = (key: string, name: string) => ({account: key, name, score: 90, types: [], whyNow: "", deal: true}) // prettier-ignore
const report = {
    ...{asOf: "2026-10-05T06:00:00.000Z", events: 1, accounts: 2, firedByType: [], proof: null, betonIds: []},
    top: [account("co_1", "Nowhere"), account("co_2", "Acme & Sons")],
    summary: {
        ...{signals: [], problems: [], queries: 1},
        routing: {state: "on", created: 1, updated: 0, skipped: {}},
    },
    ...{deals: {created: 1, open: 1}, writes: {posthog: 0, attio: 0}, seconds: {}},
} as unknown as DemoReport

it("the first account that the CRM knows is one click away, by name", () => {
    const companies = new Map([["co_2", "http://127.0.0.1:1/objects/companies/c2"]])
    const page = resultPage(report, "The story", {companies, dashboards: null})
    expect(page).toContain(
        '<a class="go" href="http://127.0.0.1:1/objects/companies/c2">Open Acme &#38; Sons in the CRM, as a rep sees it</a>',
    )
    expect(page).toContain('<td><a href="http://127.0.0.1:1/objects/companies/c2">Acme &#38; Sons</a>')
    expect(page).toContain("<td>Nowhere<")
})

it("without a preview there is no such link", () => {
    const page = resultPage(report, "Exported events", {companies: new Map(), dashboards: null})
    expect(page).not.toContain("as a rep sees it")
})
