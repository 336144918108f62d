/** The recorded calls for dashboards, insights and folders, sent in the order in which a client would. */
import {createFixture, type ProjectFixture} from "./posthog-fixture"
import {differences, example, exampleRequest, exampleStatus, present} from "./recorded-examples"

interface Made {
    id: number
    dashboard_tiles?: {id: number}[]
}

/** Smallest sizes are added by the product's pages when somebody drags a tile there, not by the API. */
const PAGES_ONLY = /layouts\.sm\.min[WH]$/

;(present ? describe : describe.skip)("recorded examples", () => {
    let project: ProjectFixture
    /** Ids of the examples and what they are here. */
    const ids: Record<string, number> = {}

    /** Sends a recorded request with this project's ids. */
    async function send(name: string): Promise<Made> {
        const {method, path, query, body} = exampleRequest(name)
        const own = (text: string) =>
            text.replace(/\b(12345|9001|50\d|70\d\d)\b/g, (id) => String(ids[id] ?? id))
        const search = query ? `?${own(new URLSearchParams(query).toString())}` : ""
        const sent = body === undefined ? undefined : own(JSON.stringify(body))
        const answer = await project.request<Made>(method, own(path) + search, sent)
        expect([name, answer.status]).toEqual([name, exampleStatus(name)])
        const missing = differences(example(name), answer.body)
        expect(missing.filter((at) => !PAGES_ONLY.test(at))).toEqual([])
        return answer.body
    }

    beforeAll(async () => {
        project = await createFixture({groupTypes: [{group_type: "company"}]})
        ids["12345"] = project.id
    })

    test("a dashboard is made, filled, laid out, read, run and removed", async () => {
        await send("file-system-create-folder")
        ids["9001"] = (await send("dashboard-create")).id
        const kinds = ["sql-chart", "sql-table", "sql-number", "trends", "funnel"]
        for (const [index, kind] of kinds.entries()) {
            const made = await send(`insight-create-${kind}`)
            ids[String(501 + index)] = made.id
            ids[String(7001 + index)] = made.dashboard_tiles?.[0]?.id ?? 0
        }
        ids["7010"] = (await send("dashboard-create-text-tile")).id
        const steps = [
            "dashboard-patch-layout",
            "dashboard-patch-text-tile",
            "dashboard-get",
            "dashboards-list-search",
        ]
        for (const step of steps) await send(step)
        for (const step of [
            "insights-list-saved",
            "insight-get-refresh",
            "insight-patch",
            "file-system-list",
        ]) {
            await send(step)
        }
        for (const step of ["dashboard-reorder-tiles", "dashboard-run-insights"]) await send(step)
        await send("insight-soft-delete")
        await send("dashboard-soft-delete")
    })
})
