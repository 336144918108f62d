import type {RouteResult} from "@beton/posthog-app/attio/route-account"

import {openCrm, type TestCrm, valueOf} from "./support/crm"
import {AS_OF, DAY_MS} from "./support/project"
import {CANDIDATE, type RoutingBench, routingBench} from "./support/routing"

const daysAgo = (days: number): string => new Date(Date.parse(AS_OF) - days * DAY_MS).toISOString()

let crm: TestCrm
let acme: string
beforeEach(async () => {
    crm = await openCrm()
    await crm.admin.createAttribute(crm.workspaceId, "companies", {
        title: "Region",
        api_slug: "region",
        type: "select",
        options: ["DACH", "US"],
    })
    ;[acme = ""] = await crm.admin.seedRecords(crm.workspaceId, "companies", [
        {values: {name: "Acme", domains: ["acme.example"], employee_range: "11-50", region: "DACH"}},
    ])
})

/** Both signals are of customers and prospects alike. */
const ABOUT_CUSTOMERS = {
    signals: CANDIDATE.signals.map((signal) => ({...signal, audience: "both" as const})),
}

const bench = (routing: Record<string, unknown> = {}, more: Record<string, unknown> = {}): RoutingBench =>
    routingBench(crm, {routing, ...more})
const brief = (result: RouteResult): string =>
    result.kind === "skipped" ? `skipped: ${result.reason}` : result.kind
const company = async () =>
    (await crm.admin.records(crm.workspaceId, "companies")).find(
        (record) => (record as {id: {record_id: string}}).id.record_id === acme,
    ) as Parameters<typeof valueOf>[0]
const deal = async (values: object, stage = "Lead", since = daysAgo(10)) => {
    const [id = ""] = await crm.admin.seedRecords(crm.workspaceId, "deals", [
        {
            created_at: daysAgo(200),
            values: {
                name: "Acme: Team plan",
                owner: "mo@vendor.example",
                associated_company: {target_object: "companies", target_record_id: acme},
                ...values,
            },
            history: {stage: [{value: stage, active_from: since}]},
        },
    ])
    return id
}

describe("the fit gate", () => {
    it.each([
        [{on: "company", field: "employee_range", is: "at_least", values: [100]}, "skipped: the fit gate asks that employee_range of the company is at least 100"],
        [{on: "company", field: "employee_range", is: "at_least", values: [50]}, "created"],
        [{on: "company", field: "region", is: "one_of", values: ["us"]}, "skipped: the fit gate asks that region of the company is us"],
        [{on: "company", field: "region", is: "not_one_of", values: ["US"]}, "created"],
        [{on: "company", field: "no_such", is: "one_of", values: ["x"]}, "created"],
        [{on: "company", field: "no_such", is: "one_of", values: ["x"], when_missing: "block"}, "skipped: the fit gate asks that no_such of the company is x"],
        [{on: "account", field: "plan", is: "not_one_of", values: ["free"]}, "skipped: the fit gate asks that plan of the account is not free"],
        [{on: "account", field: "seats", is: "at_least", values: [5]}, "created"],
    ])("%j: %s", async (condition, expected) => {
        const result = await bench({fit: [condition]}).route({profile: {properties: {plan: "Free", seats: "12"}}})
        expect(brief(result)).toBe(expected)
    }) // prettier-ignore

    it("names every condition that is not met, and an open deal of ours is kept up to date all the same", async () => {
        await bench().route()
        const strict = bench({
            fit: [
                {on: "company", field: "region", is: "one_of", values: ["US"]},
                {on: "company", field: "employee_range", is: "at_most", values: [10]},
            ],
        })
        const other = {account: "other", score: 90}
        const result = await strict.route({candidate: other, profile: {domain: "acme.example"}})
        expect(brief(result)).toBe("skipped: another account of the company has an open Beton deal")
        expect(brief(await strict.route({candidate: {score: 90}}))).toBe("updated")
    })
})

describe("who is left alone", () => {
    it.each<[string, Record<string, unknown>, object, string]>([
        ["a key on the list", {suppress: {accounts: ["acme"]}}, {}, "skipped: you never want it routed (routing.suppress.accounts)"],
        ["a test account", {suppress: {test_marker: {property: "is_test", values: [true]}}}, {properties: {is_test: "true"}}, "skipped: it is a test account"],
        ["no test account", {suppress: {test_marker: {property: "is_test", values: [true]}}}, {properties: {is_test: "false"}}, "created"],
        ["one that has converted", {}, {converted: true}, "skipped: it is a customer already"],
        ["a marked customer", {suppress: {customer_marker: {property: "plan", values: ["team"]}}}, {properties: {plan: "Team"}}, "skipped: it is a customer already"],
    ])("%s", async (_, routing, profile, expected) => {
        expect(brief(await bench(routing).route({profile}))).toBe(expected)
    }) // prettier-ignore

    it("a company with a won deal is a customer's", async () => {
        await deal({}, "Won 🎉")
        expect(brief(await bench().route())).toBe("skipped: it is a customer already")
        const open = bench({suppress: {existing_customers: false}})
        expect(brief(await open.route({candidate: ABOUT_CUSTOMERS}))).toBe("created")
    })

    it("for customers only signals about customers count", async () => {
        const open = bench({suppress: {existing_customers: false}})
        // 40 points of both audiences and 25 of prospects: 45 are left, below the threshold of 60.
        expect(brief(await open.route({profile: {converted: true}}))).toBe(
            "skipped: its signals are not about customers",
        )
        const result = await open.route({candidate: ABOUT_CUSTOMERS, profile: {converted: true}})
        expect(brief(result)).toBe("created")
    })

    it("sales said why it was of no use: for good, or until the cooling period is over", async () => {
        await bench().setup()
        const say = (title: string, at: string) =>
            crm.admin.editRecord(crm.workspaceId, "companies", acme, {pql_disposition: title}, {at})
        await say("Wrong company", daysAgo(300))
        expect(brief(await bench().route())).toBe('skipped: sales marked it "wrong company"')
        await say("Bad timing", daysAgo(89))
        expect(brief(await bench().route())).toBe('skipped: sales marked it "bad timing"')
        expect(brief(await bench({cooling_days: 60}).route())).toBe("created")
    })

    it("so does what it said on somebody else's deal that showed the account", async () => {
        const id = await deal({})
        const own = bench()
        expect(brief(await own.route())).toBe("annotated")
        const edit = (values: object) => crm.admin.editRecord(crm.workspaceId, "deals", id, {...values})
        await edit({pql_disposition: "Wrong company"})
        expect(brief(await own.route())).toBe('skipped: sales marked it "wrong company"')
        // A deal that was lost is a no, whoever made it.
        await edit({pql_disposition: null, stage: "Lost"})
        expect(brief(await own.route())).toBe("skipped: a deal closed in the last 90 days")
    })

    it("an open deal behind more than a hundred closed ones is found", async () => {
        const seed = (stage: string, n: number) => ({
            created_at: daysAgo(400 - n),
            values: {
                name: `Acme ${n}`,
                owner: "mo@vendor.example",
                associated_company: {target_object: "companies", target_record_id: acme},
            },
            history: {stage: [{value: stage, active_from: daysAgo(300)}]},
        })
        const lost = Array.from({length: 120}, (_, n) => seed("Lost", n))
        await crm.admin.seedRecords(crm.workspaceId, "deals", [...lost, seed("Lead", 130)])
        expect(brief(await bench().route())).toBe("annotated")
    })

    it("a team's own title counts as another reason", async () => {
        await crm.admin.createAttribute(crm.workspaceId, "companies", {
            title: "Verdict",
            api_slug: "verdict",
            type: "select",
            options: ["Partner of ours"],
        })
        await crm.admin.editRecord(
            crm.workspaceId,
            "companies",
            acme,
            {verdict: "Partner of ours"},
            {at: daysAgo(1)},
        )
        const own = bench({disposition_attribute: "verdict"})
        expect(brief(await own.route())).toBe('skipped: sales marked it "other"')
    })

    it("somebody is talking to the company", async () => {
        await crm.admin.setInteraction(
            crm.workspaceId,
            "companies",
            acme,
            "last_email_interaction",
            daysAgo(3),
        )
        expect(brief(await bench().route())).toBe(
            "skipped: somebody of your team was in touch with the company in the last 7 days",
        )
        expect(brief(await bench({suppress: {engaged_within_days: 2}}).route())).toBe("created")
    })
})

describe("a lost deal", () => {
    it("is opened again after the cooling period, where that is wanted", async () => {
        const id = await deal({}, "Lost", daysAgo(100))
        const own = bench({after_lost: "reopen"})
        await own.setup()
        await crm.admin.editRecord(crm.workspaceId, "deals", id, {beton_key: "7:acme:1"})
        // It counts against the daily cap like a new one.
        expect(brief(await own.route({mayCreate: false}))).toBe("skipped: the daily cap is reached")
        const result = await own.route()
        expect(result).toMatchObject({kind: "reopened", isNew: true})
        expect((await crm.deals()).map((one) => [valueOf(one, "stage"), valueOf(one, "pql_score")])).toEqual([
            ["Lead", 75],
        ])
        expect(brief(await own.route())).toBe("unchanged")
    })
    it("that was won is never opened again", async () => {
        const id = await deal({}, "Won 🎉", daysAgo(100))
        const own = bench({after_lost: "reopen", suppress: {existing_customers: false}})
        await own.setup()
        await crm.admin.editRecord(crm.workspaceId, "deals", id, {beton_key: "7:acme:1"})
        expect(brief(await own.route({candidate: ABOUT_CUSTOMERS}))).toBe("created")
        expect((await crm.deals()).map((one) => valueOf(one, "beton_key"))).toEqual(["7:acme:1", "7:acme:2"])
    })
})

describe("where it goes", () => {
    it("to the company's fields only; a second time nothing is written", async () => {
        const own = bench({target: "company"})
        expect(await own.route()).toMatchObject({kind: "annotated", isNew: true, deal: null})
        expect([valueOf(await company(), "pql_score"), valueOf(await company(), "pql_state")]).toEqual([
            75,
            "Hot",
        ])
        expect(await crm.deals()).toEqual([])
        const before = await crm.mark()
        // The same run again, which has lost what it knew: nobody may have been told.
        expect(await own.route()).toMatchObject({kind: "unchanged", isNew: true})
        const later = new Date(Date.parse(AS_OF) + DAY_MS).toISOString()
        expect(await own.route({asOf: later})).toMatchObject({kind: "unchanged", isNew: false})
        expect(await crm.writes(before)).toBe(0)
    })
    it("without deals, companies do", async () => {
        await crm.admin.setDealsEnabled(crm.workspaceId, false)
        expect(brief(await bench({target: "company"}).route())).toBe("annotated")
    })
    it("a second account of the company does not take its place while the first is shown", async () => {
        const own = bench({target: "company"})
        await own.route()
        const result = await own.route({candidate: {account: "acme-emea"}})
        expect(brief(result)).toBe("skipped: another account of the company is shown there already")
        expect(valueOf(await company(), "beton_account")).toBe("7:acme")
    })
    it("two accounts of a company with somebody else's open deal do not take turns on it", async () => {
        await deal({}, "In Progress")
        const own = bench()
        expect(await own.route()).toMatchObject({kind: "annotated", isNew: true})
        expect(brief(await own.route({candidate: {account: "acme-emea"}}))).toBe(
            "skipped: another account of the company is shown on its deal already",
        )
        expect(brief(await own.route())).toBe("unchanged")
    })
    it("a deal whose company was deleted is kept up to date", async () => {
        const own = bench()
        await own.route()
        await crm.admin.deleteRecord(crm.workspaceId, "companies", acme)
        expect(brief(await own.route({candidate: {score: 90}}))).toBe("updated")
    })
})

describe("the owner in turn", () => {
    it("goes by the number of deals made, and passes over who left", async () => {
        const own = bench({
            owner: {
                rule: "round_robin",
                members: ["mo@vendor.example", "sue@vendor.example", "ada@vendor.example"],
            },
        })
        const owners: unknown[] = []
        for (const made of [0, 1, 2]) {
            await crm.admin.seedRecords(crm.workspaceId, "companies", [
                {values: {domains: [`c${made}.example`]}},
            ])
            await own.route({candidate: {account: `c${made}`}, profile: {domain: `c${made}.example`}, made})
            owners.push(valueOf((await crm.deals()).at(-1), "owner"))
        }
        expect(owners).toEqual([crm.memberIds[1], crm.memberIds[0], crm.memberIds[1]])
    })
    it("must be a member", async () => {
        const result = await bench({owner: {rule: "round_robin", members: ["who@vendor.example"]}}).setup()
        expect(result).toMatchObject({
            problem: {
                message:
                    "Owners in turn: who@vendor.example is not a member of the Attio workspace. Correct routing.owner.members.",
            },
        })
    })
})

describe("what is announced for the audit log", () => {
    it("tells before and after of each write", async () => {
        const own = bench()
        await own.route()
        await own.route({candidate: {score: 90}, asOf: new Date(Date.parse(AS_OF) + DAY_MS).toISOString()})
        expect(own.announced.map(({object, action, isNew}) => [object, action, isNew])).toEqual([
            ["deals", "created", true],
            ["companies", "updated", false],
            ["deals", "updated", false],
            ["companies", "updated", false],
        ])
        const [, , again] = own.announced
        expect(again?.before).toMatchObject({pql_score: 75})
        expect(again?.after).toMatchObject({pql_score: 90, pql_score_change: 15})
    })
})
