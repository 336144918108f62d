import {accountOfCompany, ownAccount} from "./deal-account"
import {dealCycle} from "./deal-cycle"
import {leadSourceOf, proposeLeadSources} from "./lead-source"
import {type RoutedDeal, routedPrecision} from "./precision-routed"
import {firstTouch} from "./touch"

const DAY_MS = 86_400_000
const NOW = Date.UTC(2026, 9, 5)
const ago = (days: number): string => new Date(NOW - days * DAY_MS).toISOString()

describe("lead sources", () => {
    const settings = {inbound: ["Website", " referral "], outbound: ["SDR"]}
    it.each([
        ["website", "inbound"],
        ["Referral", "inbound"],
        [" SDR ", "outbound"],
        ["Fair", "Fair"],
        ["", "unknown"],
        ["   ", "unknown"],
        [null, "unknown"],
    ])("%p counts as %s", (value, category) => expect(leadSourceOf(value, settings)).toBe(category))

    it("are proposed with counts, blanks last", () => {
        expect(proposeLeadSources({"": 9, "Cold call": 2, SDR: 3, Fair: 3}, settings)).toEqual([
            {value: "Fair", deals: 3, category: "Fair", proposed: null},
            {value: "SDR", deals: 3, category: "outbound", proposed: null},
            {value: "Cold call", deals: 2, category: "Cold call", proposed: "outbound"},
            {value: "", deals: 9, category: "unknown", proposed: null},
        ])
    })
})

describe("the account of a deal", () => {
    it("is named by Beton's own values, of this project only", () => {
        expect(ownAccount("7:acme:2", "7", "key")).toBe("acme")
        expect(ownAccount("7:a:b:12", "7", "key")).toBe("a:b")
        expect(ownAccount("7:acme", "7", "key")).toBeNull()
        expect(ownAccount("77:acme:2", "7", "key")).toBeNull()
        expect(ownAccount("7:acme", "7", "ref")).toBe("acme")
        expect(ownAccount("", "7", "ref")).toBeNull()
    })

    it("is the one that matches the company best; several are none", () => {
        const rules = {
            accountMap: {mapped: "acme.com"},
            aliases: {},
            freeMail: [],
            internal: [],
            matchNames: true,
        }
        const company = {id: "c", name: "Acme", domains: ["acme.com"], externalIds: []}
        const account = (key: string, domain: string) => ({key, domain, name: null, externalId: null})
        const whole = account("whole", "acme.com")
        const part = account("part", "eu.acme.com")
        expect(accountOfCompany(company, [part, whole], rules)).toEqual({account: "whole"})
        expect(accountOfCompany(company, [whole, account("other", "www.acme.com")], rules)).toEqual({
            account: null,
            why: "several",
        })
        expect(accountOfCompany(company, [whole, account("mapped", "x.com")], rules)).toEqual({
            account: "mapped",
        })
        expect(accountOfCompany(company, [account("no", "else.com")], rules)).toEqual({
            account: null,
            why: "none",
        })
    })
})

it("the first touch is the earliest after the deal was made", () => {
    const touch = (days: number) => ({at: ago(days), kind: "task" as const})
    expect(firstTouch([touch(2), touch(5), touch(9)], ago(7))).toEqual(touch(5))
    expect(firstTouch([touch(9)], ago(7))).toBeNull()
})

describe("precision of routing", () => {
    const deal = (i: number, more: Partial<RoutedDeal> = {}): RoutedDeal => ({
        dealId: String(i),
        createdAt: ago(60),
        wonAt: null,
        lostAt: null,
        ownerId: i % 2 === 0 ? "a" : "b",
        disposition: null,
        firstTouchAt: null,
        ...more,
    })

    it("is won within the horizon, of the deals that had their time", () => {
        const deals = [
            ...Array.from({length: 20}, (_, i) =>
                deal(i, i < 5 ? {wonAt: ago(40), firstTouchAt: ago(59.5)} : {lostAt: ago(30)}),
            ),
            // Won, but later than the horizon.
            deal(20, {wonAt: ago(10)}),
            // Not mature, however it stands.
            deal(21, {createdAt: ago(3), wonAt: ago(1)}),
            deal(22, {createdAt: ago(0.5), disposition: "internal"}),
            deal(23, {disposition: "bad_timing", firstTouchAt: ago(57.5)}),
        ]
        const found = routedPrecision(deals, NOW, 30)
        expect(found).toMatchObject({routed: 24, mature: 22, won: 7, lost: 15, open: 2})
        expect(found.precision).toMatchObject({n: 5, of: 22, share: 5 / 22, isEnough: true})
        expect(found.precision.lo).toBeGreaterThan(0.08)
        expect(found.precision.hi).toBeLessThan(0.45)
        expect(found.precisionWorked).toMatchObject({n: 5, of: 6, isEnough: false})
        // The one of half a day ago cannot tell yet.
        expect(found.workedIn24h).toMatchObject({n: 5, of: 23})
        expect(found.workedIn72h).toMatchObject({n: 6, of: 22 + 1})
        expect(found.notUseful).toEqual({
            existing_customer: 0,
            wrong_company: 0,
            internal: 1,
            bad_timing: 1,
            other: 0,
        })
        expect(found.owners.map(({ownerId, routed}) => [ownerId, routed])).toEqual([["a", 12], ["b", 12]]) // prettier-ignore
    })

    it("of nothing is nothing", () => {
        expect(routedPrecision([], NOW, 30)).toMatchObject({
            routed: 0,
            precision: {n: 0, of: 0, share: null, lo: null, isEnough: false},
            owners: [],
        })
    })
})

it("the horizon is the 90th percentile of won deals with reliable dates, and nothing below twenty", () => {
    const won = (days: number, isReliable = true) => ({createdAt: ago(days), wonAt: ago(0), isReliable})
    const deals = Array.from({length: 21}, (_, i) => won(i + 1))
    expect(dealCycle([...deals, won(500, false), won(-3), {...won(9), wonAt: null}])).toEqual({
        deals: 21,
        medianDays: 11,
        horizonDays: 19,
    })
    expect(dealCycle(deals.slice(0, 19))).toEqual({deals: 19, medianDays: null, horizonDays: null})
})
