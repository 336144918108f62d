import {encodePairing} from "@beton/shared/pairing"

import {findAll} from "./doubles/tagged"
import type {Sent} from "./support/app"
import {loadEvidence} from "./support/load-evidence"
import {openEvidence} from "./support/open-dialog"
import {eachPaired} from "./support/paired"
import {json, PAIRING} from "./support/world"

const at = eachPaired()

interface Line {
    readonly title: string
    readonly state: string
    readonly message: string
}

const isAttio = ({url}: Sent) => url.startsWith("https://api.attio.com/")
const attioAnswers = (status: number) => (sent: Sent) => isAttio(sent) ? json({status_code: status, code: "x", message: "m"}, status) : json({}, 404) // prettier-ignore
const checked = async () => ((await at.app.serverFunction("beton/settings/check-connection.server")) as {value: Line[]}).value // prettier-ignore

// The app's token comes with the app: nobody can create or paste one.
it.each([
    [401, "Attio does not let Beton in any more. An admin removes the app and installs it again."],
    [403, "Attio does not let Beton do this. Whoever made the app ticks the missing scope in Attio's developer dashboard; the connection check names it."],
    [404, "This record is not in Attio any more, or Beton may not see it."],
])("Attio's %i is told as what people of the app can do about it", async (status, message) => {
    const before = attioAnswers(status)
    expect(await loadEvidence(at.app, {before})).toEqual({ok: false, message})
    const given = {recordId: "r1", object: "deals", reason: "internal"}
    expect(await at.app.serverFunction("beton/feedback/mark-not-useful.server", given)).toEqual({ok: false, message})
}) // prettier-ignore

it.each<[string, (sent: Sent) => Response]>([
    ["refuses the app", attioAnswers(401)],
    ["has switched it off", (sent) => (isAttio(sent) ? json({active: false}) : json({}, 404))],
])("the connection check where Attio %s", async (_what, answer) => {
    at.app.outside = answer
    expect((await checked()).at(-1)).toEqual({title: "Attio", state: "fail", message: "Attio does not let Beton in any more. An admin removes the app and installs it again."}) // prettier-ignore
})

it("an address without encryption is named as what it is, and nothing is sent there", async () => {
    at.app.pair(encodePairing({...PAIRING, host: "http://posthog.acme.com"}))
    at.app.outside = attioAnswers(401)
    const message = "The address of PostHog must start with https://, or the key would travel unencrypted. Correct it in the PostHog app and pair again." // prettier-ignore
    const lines = await checked()
    expect(lines.map(({title}) => title)).toEqual(["Pairing", "PostHog address", "Attio"])
    expect(lines[1]).toEqual({title: "PostHog address", state: "fail", message})
    expect(at.app.sent.filter((sent) => !isAttio(sent))).toEqual([])
})

it.each(["\nphx_0123456789abcdefghijklmnop", " phx_0123456789abcdefghijklmnop\r\n"])("a key that was pasted as %j works", async (value) => {
    await at.app.event("connection-added", {connection: {value}})
    at.app.server.connection = {id: "c", connection_key: "posthog", value}
    expect((await loadEvidence(at.app)).ok).toBe(true)
    const sent = at.app.sent.filter((one) => !isAttio(one)).map(({headers}) => headers.Authorization)
    expect(new Set(sent)).toEqual(new Set(["Bearer phx_0123456789abcdefghijklmnop"]))
}) // prettier-ignore

it.each([
    ["a cut answer", () => new Response('{"results": [[')],
    ["a page", () => new Response("<html>hello</html>")],
])(
    "%s of PostHog is told in plain words",
    async (_what, answer) => {
        const before = ({url}: Sent) =>
            url.includes("/query/") && url.includes("posthog") ? answer() : undefined
        expect((await loadEvidence(at.app, {before})).message).toBe("PostHog's answer was cut off, or something else answered.") // prettier-ignore
    },
    30_000,
)

it("feedback that could not be taken is said, and the form stays open", async () => {
    const dialog = await openEvidence(at.app)
    const [button] = findAll(await dialog.draw(), "Button")
    ;(button?.props.onClick as () => void)()
    const form = at.app.client.dialogs.at(-1)
    const drawn = (await form?.draw()) ?? []
    Object.defineProperty(at.app.server, "settings", {
        get: () => {
            throw new Error("Settings: connect ETIMEDOUT 10.0.0.1")
        },
    })
    await (findAll(drawn, "Form")[0]?.props.onSubmit as (values: object) => Promise<void>)({reason: "other"})
    expect(at.app.client.toasts.map(({title, text}) => [title, text])).toEqual([["Not saved", "Attio did not take it. Try again in a minute."]]) // prettier-ignore
    expect(form?.isOpen()).toBe(true)
})
