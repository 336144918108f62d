import {DEAL, loadEvidence} from "./support/load-evidence" // prettier-ignore
import {eachPaired} from "./support/paired"
import {fired, type Outside, person, personRow, rowOf} from "./support/world" // prettier-ignore

const at = eachPaired()

const load = (world?: Partial<Outside>, input?: Readonly<Record<string, unknown>>) =>
    loadEvidence(at.app, world, input)

describe("whom to call", () => {
    const rows = [personRow("ann@acme.com", 41, 6), personRow("bob@acme.com", 7, 1), personRow("eve@else.com", 99, 9)] // prettier-ignore

    it("shows active people that Attio knows as people of the company, and nobody else", async () => {
        const people = [person("p1", "Ann Lee", "Ann@acme.com", "CTO"), person("p9", "Zed", "zed@acme.com")]
        const {value} = await load({rows: [...rows, rowOf(fired())], people})
        expect(value.people).toEqual([{name: "Ann Lee", jobTitle: "CTO", url: "https://app.attio.com/x/p1", activity: "41 actions on 6 days of the last 30, last 1 day ago."}]) // prettier-ignore
        expect(value.peopleNote).toBe("2 active people of the account are not among the company's people in Attio: look them up in PostHog.") // prettier-ignore
    })

    it("at most three", async () => {
        const many = ["a", "b", "c", "d", "e"].map((name) => `${name}@acme.com`)
        const people = many.map((email, i) => person(`p${i}`, email.slice(0, 1), email))
        const {value} = await load({rows: many.map((email, i) => personRow(email, 90 - i)), people})
        expect(value.people.map(({name}) => name)).toEqual(["a", "b", "c"])
        expect(value.peopleNote).toBeNull()
    })

    it("the most active first, in whatever order the answer has them", async () => {
        const all = [["a", 5], ["b", 90], ["c", 7], ["d", 41]] as const
        const rows = all.map(([name, uses]) => personRow(`${name}@acme.com`, uses))
        const people = all.map(([name]) => person(name, name, `${name}@acme.com`))
        const {value} = await load({rows, people})
        expect(value.people.map(({name}) => name)).toEqual(["b", "d", "c"])
    }) // prettier-ignore

    it("a person with several addresses once, as active as at the busiest", async () => {
        const ann = {...person("p1", "Ann Lee", "")} as {values: Record<string, unknown>}
        ann.values.email_addresses = [{email_address: "ann@acme.com"}, {email_address: "Änn@acme.de"}]
        const rows = [personRow("ann@acme.com", 2, 1), personRow("Änn@acme.de", 41, 6)]
        const {value} = await load({rows, people: [ann]})
        expect(value.people).toMatchObject([{name: "Ann Lee", activity: "41 actions on 6 days of the last 30, last 1 day ago."}])
        expect(value.peopleNote).toBeNull()
    }) // prettier-ignore

    it("of a company with more people than are looked through it does not say that somebody is missing", async () => {
        const people = Array.from({length: 500}, (_, i) => person(`p${i}`, "X", `x${i}@acme.com`))
        const {value} = await load({rows: [personRow("bob@acme.com")], people})
        expect(value.peopleNote).toBe("1 active person of the account is not among the 500 people of the company that were looked through in Attio: look them up in PostHog.") // prettier-ignore
    })

    it("no address leaves the server: not to the client, Attio, the store or the log", async () => {
        const people = [person("p1", "Ann Lee", "ann@acme.com")]
        const answer = await load({rows: [...rows, rowOf(fired())], people})
        const attio = at.app.sent.filter(({url}) => url.includes("api.attio.com"))
        for (const text of [answer, attio, at.app.logged, [...at.app.server.kvMap]].map((one) =>
            JSON.stringify(one),
        ))
            expect(text).not.toMatch(/@acme\.com|@else\.com/)
        expect([...at.app.server.kvMap].map(([, value]) => JSON.stringify(value)).join()).not.toContain(
            "Ann Lee",
        )
    })

    it("a deal without a company says what to do", async () => {
        const {value} = await load({rows}, DEAL)
        expect([value.people, value.peopleNote]).toEqual([[], "This deal has no company, so its people are not known. Add the company to the deal."]) // prettier-ignore
    })
})
