import {findAll, innerText} from "./doubles/tagged" // prettier-ignore
import {openEvidence} from "./support/open-dialog"
import {eachPaired} from "./support/paired"
import {answerFrom, completed, FIRED, fired, json, type Outside, outside, rowOf} from "./support/world" // prettier-ignore

const at = eachPaired()

describe("the dialog", () => {
    const open = (world: Partial<Outside>) => {
        at.app.outside = answerFrom(outside(world))
        return openEvidence(at.app)
    }

    it("carries the record's name, the evidence and two buttons", async () => {
        const dialog = await open({rows: [rowOf(fired()), rowOf(completed())]})
        expect(dialog.title).toBe("Evidence: Acme Inc")
        const drawn = await dialog.draw()
        expect(innerText(drawn)).toContain(FIRED.why_now)
        expect(findAll(drawn, "Button").map(({props}) => props.label)).toEqual(["Not useful…", "Close"])
        ;(findAll(drawn, "Button")[1]?.props.onClick as () => void)()
        expect(dialog.isOpen()).toBe(false)
    })

    it("says a refusal in a banner that can be tried again", async () => {
        const dialog = await open({before: ({url}) => (url.includes("/query/") ? json({}, 401) : undefined)})
        const [banner] = findAll(await dialog.draw(), "Banner")
        expect(innerText(banner?.children ?? [])).toMatch(/does not accept the personal API key/)
        const [again] = banner?.props.actions as {onTrigger: () => void}[]
        again?.onTrigger()
        at.app.outside = answerFrom(outside())
        expect(innerText(await dialog.draw())).toContain(FIRED.why_now)
    })

    it("a failing connection leaves the dialog standing", async () => {
        at.app.server.connection = null
        const dialog = await open({})
        expect(innerText(await dialog.draw())).toContain("The evidence could not be loaded")
    })
})
