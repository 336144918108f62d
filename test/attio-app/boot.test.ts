import {App} from "./support/app"
import {NOW, PAIRING_TEXT} from "./support/world"

/** The shipped bundles in a bare host: what Attio finds in them (SDK.md §9). */
describe("the built app", () => {
    let app: App
    beforeAll(() => void (app = new App(() => NOW)))

    it("registers its surfaces under their ids", () => {
        const ids = Object.entries(app.surfaces).flatMap(([kind, list]) =>
            list.map((one) => `${kind} ${one.id ?? "page"}`),
        )
        expect(ids.sort()).toEqual([
            "record-action show-evidence",
            "record-widget beton-signals",
            "workflow-block get-pql-score",
            "workflow-block signal-fired",
            "workspace-settings page",
        ])
        for (const kind of ["record-action", "record-widget"])
            expect(app.surfaces[kind]?.[0]?.objects).toEqual(["deals", "companies"])
    })

    it("answers its server functions, webhook, events and block handlers", async () => {
        expect(await app.serverFunction("beton/evidence/load-evidence.server", "r", "deals")).toMatchObject({ok: false}) // prettier-ignore
        expect((await app.webhook("signal-fired", new Request("https://x.test", {method: "POST", body: "{}"}))).status).toBe(503) // prettier-ignore
        await app.event("connection-removed", {connection: {connection_key: "posthog"}})
        await expect(app.event("connection-added", {connection: {value: "phc_public"}})).rejects.toThrow("project key (phc_)") // prettier-ignore
        await expect(app.event("connection-added", {connection: {value: "hello"}})).rejects.toThrow("must start with phx_") // prettier-ignore
        await app.event("connection-added", {connection: {value: `phx_${"a".repeat(40)}`}})
        expect(await app.block("signal-fired", "schema", [])).toBeDefined()
        await expect(app.serverFunction("beton/nothing.server")).rejects.toThrow("not found")
    })

    it("the client reaches the server only by the functions that it names", async () => {
        app.pair(PAIRING_TEXT)
        app.outside = () => new Response("{}", {status: 404})
        const answer = await app.serverFunction("beton/feedback/mark-not-useful.server", {recordId: "r", object: "deals", reason: "internal"}) // prettier-ignore
        expect(answer).toEqual({
            ok: false,
            message: "This record is not in Attio any more, or Beton may not see it.",
        })
    })
})
