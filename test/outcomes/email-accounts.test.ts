import {insertEvents, insertGroups} from "../app/support/tiny-data"
import {syncBench} from "./support/bench"
import {day, type SmallWorld, smallWorld} from "./support/small-world"

jest.setTimeout(60_000)

let world: SmallWorld
let company = ""
beforeEach(async () => {
    world = await smallWorld()
    const {admin, workspaceId} = world.crm
    ;[company = ""] = await admin.seedRecords(workspaceId, "companies", [
        {created_at: day(1), values: {name: "Gamma", domains: ["gamma.com", "gamma.de"]}},
    ])
    const values = {associated_company: {target_object: "companies", target_record_id: company}}
    await world.addDeal([["Lead", day(2)]], values)
})

const users = (...emails: string[]) =>
    insertEvents(
        world.project,
        emails.map((email) => ({event: "opened", person: email, personProperties: {email}})),
    )
/** Accounts of Gamma's deal, and how many queries asked about it. */
async function accountOfGamma(): Promise<{account: string | undefined; asked: number}> {
    const bench = syncBench({...world.form(), account: "email"}, world.project)
    expect(await bench.sync(1)).toMatchObject({ok: true})
    const account = bench.events().find(({content}) => content.company_id === company)?.content.account_key
    const asked = bench.wire.sent.filter(
        ({url, body}) => url.includes("/query/") && body.includes("gamma.de"),
    )
    return {account, asked: asked.length}
}

it("a company with two domains is the one account that there is", async () => {
    await users("eve@gamma.de", "ann@acme.com")
    expect(await accountOfGamma()).toEqual({account: "gamma.de", asked: 1})
})

it("where both are accounts, or none is, nothing is guessed", async () => {
    expect((await accountOfGamma()).account).toBe("")
    await users("eve@gamma.de", "eve@gamma.com")
    expect((await accountOfGamma()).account).toBe("")
})

it.each(["eve@xn--mnchen-3ya.de", "eve@M\u00fcnchen.de"])(
    "an international domain is found as %s",
    async (email) => {
        const {admin, workspaceId} = world.crm
        const [id = ""] = await admin.seedRecords(workspaceId, "companies", [
            {created_at: day(1), values: {name: "Delta", domains: ["xn--mnchen-3ya.de"]}},
        ])
        await world.addDeal([["Lead", day(3)]], {
            associated_company: {target_object: "companies", target_record_id: id},
        })
        await users(email)
        const bench = syncBench({...world.form(), account: "email"}, world.project)
        expect(await bench.sync(1)).toMatchObject({ok: true})
        expect(bench.events().find(({content}) => content.company_id === id)?.content.account_key).toBe(
            email.slice(email.indexOf("@") + 1).toLowerCase(),
        )
    },
)

it("a group's international domain is found as it was sent", async () => {
    await insertGroups(world.project, {delta: {domain: "https://www.M\u00dcNCHEN.de/", name: "Delta"}})
    const {admin, workspaceId} = world.crm
    const [id = ""] = await admin.seedRecords(workspaceId, "companies", [
        {created_at: day(1), values: {name: "Delta", domains: ["xn--mnchen-3ya.de"]}},
    ])
    await world.addDeal([["Lead", day(3)]], {
        associated_company: {target_object: "companies", target_record_id: id},
    })
    expect(await world.bench.sync(1)).toMatchObject({ok: true})
    expect(world.bench.events().find(({content}) => content.company_id === id)?.content.account_key).toBe(
        "delta",
    )
})
