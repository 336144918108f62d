import {before, event, factsOf, rowsOf} from "./micro-case"

describe("support_engagement", () => {
    const SIGNAL = "support_engagement"
    const message = (conversation: unknown, timestamp = before(2), account: string | null = "acme") =>
        event("support_ticket_created", timestamp, {account, properties: {conversation_id: conversation}})

    it("counts distinct conversations; without an id each message is its own", () => {
        expect(factsOf(SIGNAL, [message("a"), message("a"), message("b")])).toBeNull()
        const events = [message("a"), message("a"), message(7), message("7"), message(undefined), message("")]
        expect(factsOf(SIGNAL, events)).toEqual({conversations: 4, messages: 6})
    })

    it("takes [T − 7 d, T)", () => {
        const third = (timestamp: string) =>
            factsOf(SIGNAL, [message("a"), message("b"), message("c", timestamp)])
        expect(third(before(7))).not.toBeNull()
        expect(third(before(7, -0.000001))).toBeNull()
        expect(third(before(0, -0.000001))).not.toBeNull()
        expect(third(before(0))).toBeNull()
    })

    it("joins by person only when told to", () => {
        const events = [message("a"), message("b"), message("c", before(3), null)]
        expect(factsOf(SIGNAL, events)).toBeNull()
        expect(factsOf(SIGNAL, events, {settings: {join_persons: true}})).toEqual({
            conversations: 3,
            messages: 3,
        })
    })
})

describe("billing_intent", () => {
    const SIGNAL = "billing_intent"
    const step = (timestamp: string, account: string | null = "acme") =>
        event("checkout_started", timestamp, {account})

    it("counts events as they are, doubles included", () => {
        const one = step(before(2))
        expect(factsOf(SIGNAL, [one])).toEqual({events: 1})
        expect(factsOf(SIGNAL, [one, one])).toEqual({events: 2})
        expect(factsOf(SIGNAL, [one], {settings: {min_events: 2}})).toBeNull()
        expect(factsOf(SIGNAL, [event("used", before(2))])).toBeNull()
    })

    it("takes [T − 7 d, T)", () => {
        expect(factsOf(SIGNAL, [step(before(7))])).not.toBeNull()
        expect(factsOf(SIGNAL, [step(before(7, -0.000001))])).toBeNull()
        expect(factsOf(SIGNAL, [step(before(0, -0.000001))])).not.toBeNull()
        expect(factsOf(SIGNAL, [step(before(0))])).toBeNull()
    })

    it("counts views of billing pages where the settings name some", () => {
        const view = (address: string, name = "$pageview") =>
            event(name, before(2), {properties: {$current_url: address}})
        const events = [
            view("https://a.test/Account/Billing/?x=1"),
            step(before(2)),
            view("https://a.test/?billing"),
        ]
        expect(factsOf(SIGNAL, events)).toEqual({events: 1})
        const settings = {path_patterns: ["/billing"]}
        expect(factsOf(SIGNAL, events, {settings})).toEqual({events: 2})
        expect(factsOf(SIGNAL, events, {settings: {...settings, events: []}})).toEqual({events: 1})
        expect(factsOf(SIGNAL, events, {settings: {...settings, page_events: ["$screen"]}})).toEqual({
            events: 1,
        })
    })

    it("follows its window setting", () => {
        expect(factsOf(SIGNAL, [step(before(10))], {settings: {window_days: 10}})).not.toBeNull()
        expect(factsOf(SIGNAL, [step(before(10))], {settings: {window_days: 9}})).toBeNull()
    })

    it("joins by person only when told to", () => {
        const events = [step(before(2), null), event("used", before(40))]
        expect(rowsOf(SIGNAL, events)).toEqual([])
        expect(rowsOf(SIGNAL, events, {settings: {join_persons: true}})).toHaveLength(1)
    })
})
