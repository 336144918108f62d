import {STORY_CONFIG, STORY_MEMBERS} from "../../scripts/sandbox/story"
import type {StoryCompany, StoryDeal} from "../../scripts/sandbox/story/crm-rows"
import {STORY_GROUP_TYPE} from "../../scripts/sandbox/story/definitions"
import {storyAccounts} from "../../scripts/sandbox/story/generate"
import {loadCrm} from "../../scripts/sandbox/story/load-crm"
import {groupLine} from "../../scripts/sandbox/story/ndjson"
import {DEFAULT_SEED} from "../../scripts/sandbox/story/parameters"
import {truthOf} from "../../scripts/sandbox/story/truth"
import {openCrm, type TestCrm} from "../app/support/crm"
import {formFor, type TestProject, testProject} from "../app/support/project"
import {storySettings} from "../app/support/story-world"
import {newest, type SentDeal, type SyncBench, syncBench} from "./support/bench"

jest.setTimeout(120_000)

let crm: TestCrm
let bench: SyncBench
let project: TestProject
let form: Record<string, unknown>
let deals: readonly StoryDeal[]
let companies: readonly StoryCompany[]
let sent: readonly SentDeal[]
const of = (deal: StoryDeal): SentDeal[] => sent.filter(({content}) => content.deal_id === deal.recordId)
const currentOf = (deal: StoryDeal): SentDeal => {
    const [current, ...others] = of(deal).filter(({content}) => content.is_current)
    if (current === undefined || others.length > 0) throw new Error(`${others.length} current entries`)
    return current
}

beforeAll(async () => {
    project = await testProject({groupTypes: [STORY_GROUP_TYPE]})
    crm = await openCrm({members: STORY_MEMBERS})
    const accounts = storyAccounts({size: "full"})
    const truth = truthOf(accounts, "full", DEFAULT_SEED)
    deals = truth.deals
    companies = truth.companies
    const groups = accounts.map(({profile: {key, name, domain}}) =>
        groupLine(project.id, {
            key,
            createdAt: 0,
            updatedAt: 1,
            properties: {name, ...(domain === null ? {} : {domain})},
        }),
    )
    await project.admin.insert("groups", groups.join("\n"))
    await loadCrm(crm.admin, crm.workspaceId, {companies: [...companies], deals: [...deals]})
    form = formFor(
        project,
        {
            account: `group:${STORY_CONFIG.account.group_type}`,
            domain_property: STORY_CONFIG.domain_property,
            attio_token: crm.token,
        },
        {
            ...storySettings(crm),
            outcomes: {lead_sources: {sales: ["Outbound"], partners: ["partner"]}},
        },
    )
    bench = syncBench(form, project)
    const done = await bench.sync()
    expect(done).toMatchObject({ok: true})
    sent = bench.events()
})

it("there is an event for each entry of each deal", () => {
    expect(deals.length).toBeGreaterThan(100)
    expect(sent).toHaveLength(deals.reduce((sum, {stages}) => sum + stages.length, 0))
    expect(new Set(sent.map(({uuid}) => uuid)).size).toBe(sent.length)
})

it("every won and lost deal has the story's time, but for the imported ones, which are flagged", () => {
    const closed = deals.filter(({status, imported}) => status !== "open" && !imported)
    expect(closed.length).toBeGreaterThan(80)
    for (const deal of closed) {
        const {content, timestamp} = currentOf(deal)
        const at = new Date(deal.closedAt ?? 0).toISOString()
        expect([content.deal_outcome, timestamp]).toEqual([deal.status, at])
        expect(content[deal.status === "won" ? "won_at" : "lost_at"]).toBe(at)
        expect(content[deal.status === "won" ? "lost_at" : "won_at"]).toBeNull()
        expect(content.history_reliable).toBe(true)
    }
    const imported = deals.filter((deal) => deal.imported)
    expect(imported).toHaveLength(3)
    for (const deal of imported) expect(currentOf(deal).content.history_reliable).toBe(false)
})

it("open deals have no outcome", () => {
    const open = deals.filter(({status}) => status === "open")
    expect(open.length).toBeGreaterThan(5)
    for (const deal of open)
        expect(currentOf(deal).content).toMatchObject({deal_outcome: "", won_at: null, lost_at: null})
})

it("the deal that was lost and came back counts as won, once", () => {
    const reopened = deals.filter(({stages}) => stages.length === 5)
    expect(reopened).toHaveLength(1)
    const entries = of(reopened[0]!)
    expect(entries.map(({content}) => content.deal_status)).toEqual(["open", "open", "lost", "open", "won"])
    expect(entries.map(({content}) => content.deal_outcome)).toEqual(["", "", "", "", "won"])
    expect(entries.every(({content}) => content.reopened === 1)).toBe(true)
})

it("lead sources have the category of the settings, or their own value", () => {
    const category = {inbound: "inbound", outbound: "sales", partner: "partners", pql: "pql"}
    for (const deal of deals)
        expect(currentOf(deal).content).toMatchObject({
            lead_source_value: deal.source,
            lead_source: category[deal.source],
            deal_value: deal.value,
            currency: "USD",
        })
})

it("deals belong to the story's accounts; a company of several accounts is no account's", () => {
    const shared = new Set(
        companies.filter(({accountKeys}) => accountKeys.length > 1).map((one) => one.recordId),
    )
    let known = 0
    for (const deal of deals) {
        const {content, properties} = currentOf(deal)
        const account = shared.has(deal.companyRecordId) ? "" : (deal.accountKey ?? "")
        expect(content.account_key).toBe(account)
        expect(properties.$group_0).toBe(account === "" ? undefined : account)
        if (account !== "") known += 1
    }
    expect(known).toBeGreaterThan(90)
})

it("no name and no address is in any event", () => {
    const text = JSON.stringify(sent)
    for (const {name} of deals) expect(text).not.toContain(name)
    for (const {email_address: address, last_name: name} of STORY_MEMBERS) {
        expect(text).not.toContain(address)
        expect(text).not.toContain(name)
    }
})

it("a second sync sends nothing, and asks for pages and for companies of young deals without an account only", async () => {
    const mark = await crm.mark()
    const before = bench.wire.sent.length
    expect(await bench.sync(1)).toMatchObject({ok: true, value: {counts: {changed: 0, events: 0}}})
    expect(bench.events(before)).toEqual([])
    const asked = await crm.admin.requests({workspaceId: crm.workspaceId, since: mark})
    expect(asked.filter(({path}) => !path.includes("/records/query")).map(({path}) => path)).toHaveLength(2)
    const pages = Math.ceil(deals.length / 500)
    const records = asked.filter(({path}) => path.includes("/records/query"))
    expect(records.filter(({path}) => path.includes("/deals/"))).toHaveLength(pages)
    expect(records.length).toBeLessThanOrEqual(2 * pages)
})

it("without what storage knew, the same events are sent again", async () => {
    const again = syncBench(form, project)
    expect(await again.sync(1)).toMatchObject({ok: true})
    const ids = (events: readonly SentDeal[]): string[] =>
        events.map(({uuid, timestamp}) => `${uuid} ${timestamp}`).sort()
    expect(ids(newest(again.events()))).toEqual(ids(sent))
})
