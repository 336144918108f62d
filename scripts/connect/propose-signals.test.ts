import {SIGNALS} from "@beton/shared/signals/index"

import {propertiesWorthCounting} from "./propose-properties"
import {couldBeSource, proposeSignals} from "./propose-signals"
import type {SignalFacts} from "./signal-proposal"

const NOTHING: SignalFacts = {
    events: [],
    days: 180,
    properties: [],
    pages: [],
    supportProperties: [],
    outcome: null,
}
const use = (event: string, accounts = 5, events = accounts * 2) => ({event, events, accounts})
const property = (name: string, reported = 100, type: string | null = "Numeric") => ({name, type, reported})
const proposed = (signal: string, facts: Partial<SignalFacts>) => {
    const proposal = proposeSignals({...NOTHING, ...facts}).find((one) => one.signal === signal)
    if (proposal === undefined) throw new Error(`Nothing is said about ${signal}.`)
    return proposal
}

it("waits for data, by name, when nothing is there", () => {
    expect(proposeSignals(NOTHING).map(({signal, found, settings}) => [signal, found, settings])).toEqual([
        ["billing_intent", false, {}],
        ["support_engagement", false, {}],
        ["pricing_intent", false, {}],
        ["limit_approaching", false, {}],
        ["trial_expiring", false, {}],
    ])
    expect(proposed("billing_intent", {}).reason).toBe(
        "waits for data: no event of the last 180 days looks like checkout or upgrade.",
    )
})

it("what it proposes passes the signals' own settings", () => {
    const proposals = proposeSignals({
        ...NOTHING,
        events: [use("cart_checkout_begin"), use("zendesk_ticket_opened")],
        supportProperties: ["ticket_id"],
        pages: [{word: "/preise", views: 3}],
        properties: [
            property("seats_used"),
            property("seat_limit"),
            property("trial_expires", 3, "DateTime"),
        ],
    })
    for (const {signal, settings} of proposals) {
        expect([signal, Object.keys(settings).length > 0]).toEqual([signal, true])
        const definition = SIGNALS.find(({id}) => id === signal)
        expect([signal, definition?.params.safeParse(settings).success]).toEqual([signal, true])
    }
})

describe("billing", () => {
    it("keeps the defaults when they are what occurs", () => {
        expect(
            proposed("billing_intent", {
                events: [use("checkout_started", 3, 6), use("plan_upgrade_clicked", 5, 7)],
            }),
        ).toMatchObject({
            found: true,
            settings: {},
            reason: "plan_upgrade_clicked (7 times, 5 accounts), checkout_started (6 times, 3 accounts) in 180 days.",
        })
    })

    it("adds look-alikes, but not the conversion, the payment, or what never occurred", () => {
        const events = [use("checkout_started"), use("upgrade_modal_opened", 9), use("plan_upgraded_checkout", 4), use("checkout_completed"), use("upgrade_viewed"), use("billing_page_left", 1, 0)]
        expect(proposed("billing_intent", {events, outcome: "plan_upgraded_checkout"}).settings).toEqual({
            events: ["upgrade_modal_opened", "checkout_started"],
        })
    }) // prettier-ignore
})

describe("support", () => {
    it("names the property that tells conversations apart", () => {
        const events = [use("ticket_created"), use("ticket_closed")]
        expect(
            proposed("support_engagement", {events, supportProperties: ["subject", "ticket_id"]}),
        ).toMatchObject({
            settings: {events: ["ticket_created"], conversation_property: "ticket_id"},
            reason: "ticket_created (10 times, 5 accounts) in 180 days. Conversations are told apart by ticket_id.",
        })
        expect(
            proposed("support_engagement", {events, supportProperties: ["conversation_id", "ticket_id"]})
                .settings,
        ).toEqual({
            events: ["ticket_created"],
        })
    })
})

describe("pricing", () => {
    it("looks for other words only where the usual ones do not occur", () => {
        const pages = [{word: "/plans", views: 2}, {word: "/upgrade", views: 90}]
        expect(proposed("pricing_intent", {pages}).settings).toEqual({})
        expect(proposed("pricing_intent", {pages: pages.slice(1)})).toMatchObject({
            settings: {path_patterns: ["/upgrade"]},
            reason: 'pages with "/upgrade" (90 views) in 30 days.',
        })
    }) // prettier-ignore
})

describe("limits", () => {
    it("pairs usage and limit by their stem and takes the pair that is reported most", () => {
        const properties = [property("seats_used", 40), property("seat_limit", 50), property("apiCallsUsed", 300), property("apiCallsLimit", 200), property("storage_limit", 900), property("employee_count", 900)]
        expect(proposed("limit_approaching", {properties})).toMatchObject({
            settings: {usage_property: "apiCallsUsed", limit_property: "apiCallsLimit"},
            reason: "apiCallsUsed of apiCallsLimit (reported 300 and 200 times).",
        })
    }) // prettier-ignore

    it("needs no settings for the usual names, and ignores what is never reported", () => {
        expect(proposed("limit_approaching", {properties: [property("usage"), property("usage_limit")]})).toMatchObject({found: true, settings: {}})
        expect(proposed("limit_approaching", {properties: [property("seats_used"), property("seat_limit", 0)]}).found).toBe(false)
    }) // prettier-ignore

    it("knows a limit that is named first, and what it limits by its plain name", () => {
        const properties = [property("seats", 20), property("max_seats", 20), property("plan", 90, "String"), property("plan_limit", 90)]
        expect(proposed("limit_approaching", {properties}).settings).toEqual({usage_property: "seats", limit_property: "max_seats"})
    }) // prettier-ignore

    it("takes a ready ratio where there is no pair", () => {
        expect(proposed("limit_approaching", {properties: [property("quota_ratio", 12)]})).toMatchObject({
            settings: {ratio_property: "quota_ratio"},
            reason: "quota_ratio (reported 12 times), taken as used / limit.",
        })
    })
})

describe("trials", () => {
    it.each([
        [[property("trial_ends_at", 3, "DateTime"), property("trial_end_date", 90, "DateTime")], {}],
        [[property("trialEndDate", 90, null)], {end_property: "trialEndDate"}],
        [[property("end_of_trial", 4, "DateTime"), property("trial_expires_on", 9, "DateTime")], {end_property: "trial_expires_on"}],
    ])("finds the end (%#)", (properties, settings) => {
        expect(proposed("trial_expiring", {properties})).toMatchObject({found: true, settings})
    }) // prettier-ignore

    it("does not take a flag for a date", () => {
        expect(
            proposed("trial_expiring", {
                properties: [property("trial_ended", 9, "Boolean"), property("on_trial")],
            }).found,
        ).toBe(false)
    })
})

it("names that cannot matter are not counted at all", () => {
    const events = ["report_created", "$pageview", "checkout_completed", "ticket_closed", "beton_checkout"]
    expect(events.filter((name) => couldBeSource(name))).toEqual([])
    expect(
        propertiesWorthCounting(["name", "domain", "plan", "seats", "max_seats", "trial_ends_at"]),
    ).toEqual(["seats", "max_seats", "trial_ends_at"])
})
