import {signedWebhook, type WebhookMessage} from "@beton/shared/notify/webhook"

import {MESSAGE} from "../attio-app/support/messages"
import {FOREIGN} from "../attio-app/support/world"
import {type AccountWorld, accountWorld} from "./account-world"
import {NOW} from "./app-preview"
import {previewPage} from "./preview-page"
import {axeFindings, describeInBrowser, screenshot} from "./support"

let world: AccountWorld

/** A message of the PostHog app at the address that Attio gave, and what comes of it. */
describeInBrowser("signed messages in the Attio preview", () => {
    beforeAll(async () => {
        world = await accountWorld()
    }, 240_000)
    afterAll(() => world.preview.close())
    beforeEach(() => world.at(NOW))
    const p = previewPage(() => world.preview, {width: 1280, height: 900})
    const runs = () => world.preview.app.workflows.runs
    const trigger = () => p.page.getByRole("region", {name: "PQL signal fired"})

    /** Sends a message on the page, to the app's one address, and waits for the answer that it got. */
    async function send(o: {message?: Partial<WebhookMessage>; keys?: {readonly privateKey: string}; at?: number; body?: string}): Promise<string> {
        const {body, headers} = signedWebhook({...MESSAGE, ...o.message}, o.keys ?? world.writer.keys, o.at ?? NOW)
        await p.open("/workflows")
        await p.page.getByLabel("To").selectOption({label: "Webhook signal-fired"})
        await p.page.getByLabel("Headers, one a line").fill(Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join("\n"))
        await p.page.getByLabel("Body").fill(o.body ?? body)
        await p.page.getByRole("button", {name: "Send", exact: true}).click()
        const toast = p.page.locator(".toasts li, .toasts .toast").first()
        await toast.waitFor()
        return toast.innerText()
    } // prettier-ignore

    it("a genuine one starts the workflow, with what it says", async () => {
        await p.open("/workflows")
        await trigger().getByRole("button", {name: "Activate"}).click()
        await trigger().getByText("active", {exact: true}).waitFor()
        expect(await send({})).toContain("Delivered.")
        await p.page.locator(".runs").getByText("signal_fired").waitFor()
        expect(runs()).toEqual([expect.objectContaining({blockId: "signal-fired", state: "outcome", outcome: {id: "signal_fired", data: expect.objectContaining({account: "acme", score: 72, companyName: "Acme Inc"}) as object}})]) // prettier-ignore
        await screenshot(p.page, "app-signed-message-1280")
        expect(await axeFindings(p.page)).toEqual([])
    })

    it.each<[string, Parameters<typeof send>[0], string]>([
        ["the same one again", {}, "Known already."],
        ["one that is six minutes old", {message: {id: "late"}, at: NOW - 360_000}, "The message is older than 5 minutes."],
        ["one signed by somebody else", {message: {id: "foreign"}, keys: FOREIGN}, "The signature is not the paired Beton's, or the message was changed."],
        ["one that was changed", {message: {id: "changed"}, body: "{}"}, "The signature is not the paired Beton's, or the message was changed."],
    ])("%s starts nothing", async (_what, message, answer) => {
        const before = runs().length
        expect(await send(message)).toContain(answer)
        expect(runs()).toHaveLength(before)
    }) // prettier-ignore

    it("straight at the workflow's own address, the same holds", async () => {
        const before = runs().length
        const url = world.preview.app.workflows.activations[0]?.metadata.triggerCallbackUrl ?? ""
        for (const {body, headers} of [
            signedWebhook(MESSAGE, world.writer.keys, NOW),
            signedWebhook({...MESSAGE, id: "direct"}, FOREIGN, NOW),
        ])
            // prettier-ignore
            await fetch(url, {method: "POST", body, headers})
        expect(runs()).toHaveLength(before)
    })

    it("the address is there to copy, without a run", async () => {
        await p.open("/settings")
        await p.page.getByRole("button", {name: "Show"}).nth(1).click()
        await p.dialog.getByText(/\/hooks\//).waitFor()
        await screenshot(p.page, "app-address-1280")
        expect(await p.dialog.innerText()).toContain(world.preview.app.state.webhooks.list()[0]?.url)
    })

    it("switching off cleans up while PostHog is down; what comes then starts nothing", async () => {
        await world.project.admin.setFaults([{effect: {kind: "cut"}}], world.project.id)
        await p.open("/workflows")
        await trigger().getByRole("button", {name: "Deactivate"}).click()
        await trigger().getByText("inactive", {exact: true}).waitFor()
        expect(world.preview.app.state.kv.get("triggers/1")?.value).toMatchObject({active: []})
        const before = runs().length
        expect(await send({message: {id: "after"}})).toContain("Delivered.")
        expect(runs()).toHaveLength(before)
        await world.project.admin.setFaults([], world.project.id)
    })

    it("does nothing that Attio would refuse", () => {
        expect(world.preview.app.problems).toEqual([])
    })
})
