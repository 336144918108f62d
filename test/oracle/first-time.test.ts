import {before, event, factsOf, rowsOf} from "./micro-case"

const OLD = event("login", before(60))
const features = (...names: string[]) => names.map((name) => event(name, before(2)))

describe("feature_adoption", () => {
    const SIGNAL = "feature_adoption"

    it("names what the account used for the first time, sorted, five at most", () => {
        expect(factsOf(SIGNAL, [OLD, ...features("c", "a", "b", "a")])).toEqual({
            items: 3,
            first_names: ["a", "b", "c"],
        })
        expect(factsOf(SIGNAL, [OLD, ...features("f", "e", "d", "c", "B", "a")])).toEqual({
            items: 6,
            first_names: ["B", "a", "c", "d", "e"],
        })
        expect(factsOf(SIGNAL, [OLD, ...features("a", "b")])).toBeNull()
    })

    it("forgets nothing in [T − 180 d, T − 7 d) and everything before", () => {
        const three = [OLD, ...features("a", "b", "c")]
        const withC = (timestamp: string) => factsOf(SIGNAL, [...three, event("c", timestamp)])
        expect(withC(before(7))).not.toBeNull()
        expect(withC(before(7, -0.000001))).toBeNull()
        expect(withC(before(180))).toBeNull()
        expect(withC(before(180, -0.000001))).not.toBeNull()
        expect(withC(before(0))).not.toBeNull()
    })

    it("takes the window as [T − 7 d, T)", () => {
        const two = [OLD, ...features("a", "b")]
        const withC = (timestamp: string) => factsOf(SIGNAL, [...two, event("c", timestamp)])
        expect(withC(before(7))).not.toBeNull()
        expect(withC(before(0, -0.000001))).not.toBeNull()
        expect(withC(before(0))).toBeNull()
    })

    it("counts only for accounts with activity before T − 28 d", () => {
        const three = features("a", "b", "c")
        expect(factsOf(SIGNAL, [...three, event("login", before(28))])).toBeNull()
        expect(factsOf(SIGNAL, [...three, event("login", before(28, -0.000001))])).not.toBeNull()
        expect(factsOf(SIGNAL, [...three, event("$identify", before(60))])).toBeNull()
        expect(factsOf(SIGNAL, [...three, event("login", before(180))])).not.toBeNull()
        expect(factsOf(SIGNAL, [...three, event("login", before(180, -0.000001))])).toBeNull()
        // A feature is not needed for the age: any activity shows it.
        expect(factsOf(SIGNAL, [...three, event("$pageview", before(60))])).not.toBeNull()
    })

    it("ignores events whose name starts with $ or beton_, and another account's past", () => {
        expect(factsOf(SIGNAL, [OLD, ...features("a", "b", "$pageview", "beton_x")])).toBeNull()
        const elsewhere = event("c", before(50), {account: "other"})
        expect(factsOf(SIGNAL, [OLD, elsewhere, ...features("a", "b", "c")])).not.toBeNull()
    })

    it("takes listed events, or rather a property where one is set", () => {
        const listed = {feature_events: ["a", "$b", "c"]}
        expect(factsOf(SIGNAL, [OLD, ...features("a", "$b", "c", "d")], {settings: listed})).toMatchObject({
            items: 3,
        })
        const module = (name: unknown) => event("used", before(2), {properties: {module: name}})
        const byProperty = {settings: {...listed, feature_property: "module"}}
        const used = [OLD, ...features("a", "$b", "c"), module("m1"), module(2), module(""), module(null)]
        expect(factsOf(SIGNAL, used, byProperty)).toBeNull()
        expect(factsOf(SIGNAL, [...used, module("m3")], byProperty)).toEqual({
            items: 3,
            first_names: ["2", "m1", "m3"],
        })
    })
})

describe("team_growth", () => {
    const SIGNAL = "team_growth"
    const by = (person: string, timestamp: string, name = "used") => event(name, timestamp, {person})

    it("counts people who were active for the first time", () => {
        const two = [OLD, by("p1", before(1)), by("p2", before(1)), by("p3", before(2)), by("p3", before(1))]
        expect(factsOf(SIGNAL, two)).toEqual({users: 2})
        expect(factsOf(SIGNAL, [...two, by("p3", before(7, -0.000001))])).toBeNull()
        expect(factsOf(SIGNAL, [...two, by("p3", before(7))])).toEqual({users: 2})
        expect(factsOf(SIGNAL, [...two, by("p3", before(180, -1))])).toEqual({users: 2})
    })

    it("needs activity: being identified or acting without the account makes no user", () => {
        const one = [OLD, by("p2", before(1)), by("p3", before(1), "$identify")]
        expect(factsOf(SIGNAL, one)).toBeNull()
        expect(factsOf(SIGNAL, [...one, event("used", before(1), {person: "p3", account: null})])).toBeNull()
        expect(factsOf(SIGNAL, [...one, by("p3", before(1))])).toEqual({users: 2})
    })

    it("does not know people by what they did before without the account", () => {
        const known = event("used", before(50), {person: "p3", account: null})
        expect(factsOf(SIGNAL, [OLD, known, by("p2", before(1)), by("p3", before(1))])).toEqual({users: 2})
    })

    it("ignores accounts younger than 28 days", () => {
        const two = [by("p2", before(1)), by("p3", before(1))]
        expect(rowsOf(SIGNAL, [...two, by("p1", before(28))])).toEqual([])
        expect(rowsOf(SIGNAL, [...two, by("p1", before(28, -1))])).toHaveLength(1)
    })
})
