import {findAll, innerText} from "./doubles/tagged" // prettier-ignore
import {App} from "./support/app"
import {COMPANY} from "./support/load-evidence" // prettier-ignore
import {answerFrom, completed, FIRED, fired, json, NOW, type Outside,outside, PAIRING_TEXT, rowOf} from "./support/world" // prettier-ignore

let app: App

beforeEach(() => {
    app = new App(() => NOW)
    app.pair(PAIRING_TEXT)
})

describe("the dialog", () => {
    const open = async (world: Partial<Outside>) => {
        app.outside = answerFrom(outside(world))
        app.client.answer = () => ({company: {name: "Acme Inc"}})
        void app.surfaces["record-action"]?.[0]?.onTrigger?.(COMPANY)
        await new Promise((resolve) => setTimeout(resolve, 0))
        return app.client.dialogs.at(-1)
    }

    it("carries the record's name, the evidence and two buttons", async () => {
        const dialog = await open({rows: [rowOf(fired()), rowOf(completed())]})
        expect(dialog?.title).toBe("Evidence: Acme Inc")
        const drawn = (await dialog?.draw()) ?? []
        expect(innerText(drawn)).toContain(FIRED.why_now)
        expect(findAll(drawn, "Button").map(({props}) => props.label)).toEqual(["Not useful…", "Close"])
        ;(findAll(drawn, "Button")[1]?.props.onClick as () => void)()
        expect(dialog?.isOpen()).toBe(false)
    })

    it("says a refusal in a banner that can be tried again", async () => {
        const dialog = await open({before: ({url}) => (url.includes("/query/") ? json({}, 401) : undefined)})
        const [banner] = findAll((await dialog?.draw()) ?? [], "Banner")
        expect(innerText(banner?.children ?? [])).toMatch(/does not accept the personal API key/)
        const [again] = banner?.props.actions as {onTrigger: () => void}[]
        again?.onTrigger()
        app.outside = answerFrom(outside())
        expect(innerText((await dialog?.draw()) ?? [])).toContain(FIRED.why_now)
    })

    it("a failing connection leaves the dialog standing", async () => {
        app.server.connection = null
        const dialog = await open({})
        expect(innerText((await dialog?.draw()) ?? [])).toContain("The evidence could not be loaded")
    })
})
