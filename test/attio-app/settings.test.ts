import {encodePairing} from "@beton/shared/pairing"

import {allTexts, findAll, innerText} from "./doubles/tagged"
import type {Sent} from "./support/app"
import {eachPaired} from "./support/paired"
import {completed, json, PAIRING, PAIRING_TEXT, rowOf} from "./support/world"

const at = eachPaired()

const page = () => at.app.client.draw(at.app.surfaces["workspace-settings"]?.[0]?.Page?.())

/** Presses a button of the settings page and gives what opens. */
async function opened(title: string) {
    const button = findAll(await page(), "Button").find(({props}) => props.title === title)
    ;(button?.props.onClick as () => void)()
    return at.app.client.dialogs.at(-1)
}

describe("the page", () => {
    it("has one field, and says what the pairing is", async () => {
        const drawn = await page()
        expect(findAll(drawn, "TextInput").map(({props}) => props.name)).toEqual(["pairing"])
        expect(allTexts(drawn)).toContain("Project 7 at https://us.posthog.com; accounts go to sales from a score of 60 on; sending to sales is on there. All of it belongs to the PostHog app: change it there, then print and paste the line again.") // prettier-ignore
    })

    it.each([
        [null, "Not paired yet", /Run `beton pairing`/],
        [PAIRING_TEXT.slice(0, 50), "This line cannot be used", /cut off or changed/],
    ])("a pairing of %j", async (text, title, description) => {
        at.app.pair(text)
        const section = findAll(await page(), "Section")[1]
        expect(section?.props.title).toBe(title)
        expect(section?.props.description).toMatch(description)
    })

    it("shows every effective setting with its place, and the mapping", async () => {
        at.app.pair(encodePairing({...PAIRING, fields: {deals: {score: "health", state: null}, companies: {}}}))
        const drawn = (await (await opened("What Beton uses"))?.draw()) ?? []
        const rows = findAll(drawn, "Table.Row").map((row) => findAll([row], "Table.Cell").map((cell) => innerText(cell.children)))
        expect(rows).toContainEqual(["Threshold", "60", "threshold in the PostHog app"])
        expect(rows).toContainEqual(["Lead Score", "health (yours)", "pql_score"])
        expect(rows).toContainEqual(["PQL state", "not written", "pql_state"])
        expect(JSON.stringify(rows)).not.toContain("phx_")
    }) // prettier-ignore

    it("gives the address for messages once it is asked for", async () => {
        const drawn = (await (await opened("Address for messages"))?.draw()) ?? []
        expect(innerText(drawn)).toBe("https://hooks.attio.test/handler-1")
        at.app.server.handlersFail = true
        at.app.client.reload()
        expect(innerText((await (await opened("Address for messages"))?.draw()) ?? [])).toMatch(/did not give an address/) // prettier-ignore
    })
})

describe("the connection check", () => {
    const SELF = {
        active: true,
        scope: "record_permission:read-write object_configuration:read",
        workspace_id: "w",
    }
    const KEY = {label: "Beton", scopes: ["query:read", "group:read"], scoped_teams: [7]}

    function answer(
        {url, body}: Sent,
        o: {key?: () => Response; self?: object; run?: Response; groups?: Response} = {},
    ): Response {
        if (url.endsWith("/v2/self")) return json(o.self ?? SELF)
        if (url.endsWith("/groups_types/"))
            return o.groups ?? json([{group_type: "company", group_type_index: 0}])
        if (url.endsWith("/@current/")) return o.key?.() ?? json(KEY)
        if (body.includes("beton_run_completed") || body.includes("run_id")) {
            const [, , payload, signature] = rowOf(completed())
            return (
                o.run ??
                json({columns: ["run_id", "payload", "signature"], results: [["r", payload, signature]]})
            )
        }
        return json({columns: ["one"], results: [[1]]})
    }
    const lines = async (o: Parameters<typeof answer>[1] = {}) => {
        at.app.outside = (sent) => answer(sent, o)
        const drawn = (await (await opened("Connection check"))?.draw()) ?? []
        return findAll(drawn, "DescriptionList.Item").map(({props, children}) => `${String(props.label)}: ${innerText(children)}`)
    } // prettier-ignore

    it("all is well: the same sentences as `beton doctor`", async () => {
        expect(await lines()).toEqual([
            "Pairing: OK Paired with project 7 at https://us.posthog.com.",
            "PostHog address: OK PostHog answers at https://us.posthog.com.",
            'PostHog personal API key: OK PostHog accepts the key "Beton".',
            "Scope query:read: OK Granted: to read the evidence.",
            "Scope group:read: OK Granted: to find the group type that stands for an account.",
            "Projects of the key: OK The key is limited to this project.",
            'What an account is: OK Group type "company".',
            "Queries: OK PostHog answers HogQL queries.",
            "Last run: OK The last run finished 1 hour ago: 2 accounts written, 20 queries.",
            "Attio: OK Attio accepts the token.",
            "Attio scope record_permission:read-write: OK Granted: to read records and note that one was not useful.",
            "Attio scope object_configuration:read: OK Granted: to read records' fields.",
        ])
    })

    it("a scope, a project and a permission that are missing are named with the fix", async () => {
        const found = await lines({
            key: () => json({...KEY, scopes: ["group:read"], scoped_teams: [8]}),
            self: {...SELF, scope: "record_permission:read"},
        })
        expect(found).toContain("Scope query:read: To fix The personal API key lacks the scope query:read. Add it to the key in PostHog.") // prettier-ignore
        expect(found).toContain("Projects of the key: To fix The key is limited to other projects (8). Add project 7 to the key in PostHog, or correct the PostHog project id.") // prettier-ignore
        expect(found).toContain("Attio scope record_permission:read-write: To fix Not granted. Whoever made the app ticks record_permission:read-write in Attio's developer dashboard.") // prettier-ignore
    })

    it.each([
        [
            401,
            {code: "authentication_failed"},
            /personal API key: To fix PostHog does not accept the personal API key/,
        ],
        [404, {code: "not_found"}, /personal API key: Note This PostHog is an older version/],
    ])("a key that is answered with %i", async (status, body, expected) => {
        expect((await lines({key: () => json(body, status)})).join("\n")).toMatch(expected)
    })

    it("something else than PostHog at the address", async () => {
        const key = () => new Response("<html>hello</html>", {status: 200})
        expect((await lines({key}))[1]).toMatch(/To fix This address is not PostHog's API/)
    })

    it("without a pairing it says that first", async () => {
        at.app.pair(null)
        expect((await lines()).slice(0, 2)).toEqual([
            "Pairing: To fix No pairing text is set. Run `beton pairing` and paste the whole line.",
            'PostHog: Not checked Not checked: "Pairing" comes first.',
        ])
    })

    it("a group type that the project does not have is named", async () => {
        expect(await lines({groups: json([{group_type: "team", group_type_index: 0}])})).toContain('What an account is: To fix The PostHog project has no group type "company". Correct "What an account is" in the PostHog app and pair again.') // prettier-ignore
    })

    it("no run yet", async () => {
        const run = json({columns: ["run_id", "payload", "signature"], results: []})
        expect(await lines({run})).toContain("Last run: OK No run yet.")
    })
})

describe("feedback", () => {
    const mark = (reason: string) => at.app.serverFunction("beton/feedback/mark-not-useful.server", {recordId: "r1", object: "deals", reason}) // prettier-ignore

    it("writes the reason to the record's feedback field", async () => {
        at.app.outside = () => json({data: {}})
        expect(await mark("bad_timing")).toEqual({ok: true, value: null})
        const {url, method, body} = at.app.sent[0] ?? {url: "", method: "", body: "{}"}
        expect([method, url]).toEqual(["PATCH", "https://api.attio.com/v2/objects/deals/records/r1"])
        expect(JSON.parse(body)).toEqual({data: {values: {pql_disposition: [{option: "Bad timing"}]}}})
    })

    it("says what is missing when Attio does not know the field, and refuses other reasons", async () => {
        at.app.outside = () => json({status_code: 400, code: "value_not_found", message: "x"}, 400)
        expect(await mark("internal")).toMatchObject({ok: false, message: expect.stringContaining('no field "pql_disposition"') as string}) // prettier-ignore
        expect(await mark("because")).toMatchObject({ok: false})
        expect(at.app.sent).toHaveLength(1)
    })

    it("the form offers the reasons, saves, says so and closes", async () => {
        at.app.outside = () => json({data: {}})
        at.app.client.answer = () => ({deal: {name: "Acme"}})
        void at.app.surfaces["record-action"]?.[0]?.onTrigger?.({recordId: "r1", object: "deals"})
        await new Promise((resolve) => setTimeout(resolve, 0))
        const [button] = findAll((await at.app.client.dialogs[0]?.draw()) ?? [], "Button")
        ;(button?.props.onClick as () => void)()
        const form = at.app.client.dialogs.at(-1)
        const drawn = (await form?.draw()) ?? []
        const options = findAll(drawn, "Combobox")[0]?.props.options as {label: string}[]
        expect(options.map(({label}) => label)).toEqual(["Existing customer", "Wrong company", "Internal", "Bad timing", "Other"]) // prettier-ignore
        expect(findAll(drawn, "SubmitButton")).toHaveLength(1)
        await (findAll(drawn, "Form")[0]?.props.onSubmit as (values: object) => Promise<void>)({reason: "wrong_company"}) // prettier-ignore
        expect(form?.isOpen()).toBe(false)
        expect(at.app.client.toasts.map(({variant, title}) => [variant, title])).toEqual([
            ["success", "Noted"],
        ])
    })
})
