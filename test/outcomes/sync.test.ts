import {keyPairOf} from "@beton/shared/events/signing"

import {newest, type SentDeal, syncBench} from "./support/bench"
import {day, type SmallWorld, smallWorld} from "./support/small-world"

jest.setTimeout(60_000)

let world: SmallWorld
beforeEach(async () => {
    world = await smallWorld()
})

/** Syncs on a day and gives what was sent then. */
async function synced(days = 0): Promise<SentDeal[]> {
    const before = world.bench.wire.sent.length
    const done = await world.bench.sync(days)
    if (!done.ok) throw new Error(done.failure.message)
    return world.bench.events(before)
}
const stages = (events: readonly SentDeal[], deal: string): [string, string, boolean][] =>
    events
        .filter(({content}) => content.deal_id === deal)
        .map(({content}) => [content.deal_status, content.deal_outcome, content.is_current])

it("tells each deal's stages, account, source and owner, and calls nobody by name", async () => {
    const {ids, project} = world
    const sent = await synced()
    expect(stages(sent, ids.won)).toEqual([["open", "", false], ["open", "", false], ["won", "won", true]]) // prettier-ignore
    expect(sent.filter(({content}) => content.deal_id === ids.won).at(-1)).toMatchObject({
        timestamp: day(12),
        historical: true,
        properties: {$group_0: "acme", $groups: {company: "acme"}},
        content: {
            account_key: "acme",
            lead_source: "SDR",
            deal_value: 1200,
            currency: "USD",
            created_at: day(2),
            qualified_at: day(12),
            won_at: day(12),
            sourced_by: "other",
            owner_id: world.crm.memberIds[0],
        },
    })
    expect(sent.find(({content}) => content.deal_id === ids.own)?.content).toMatchObject({
        account_key: "beta",
        sourced_by: "beton",
        lead_source: "unknown",
        first_touch_at: null,
    })
    expect(sent.filter(({content}) => content.deal_id === ids.bare).at(-1)).toMatchObject({
        content: {account_key: "", deal_status: "lost", deal_outcome: "lost", lost_at: day(22)},
    })
    expect(JSON.stringify(sent)).not.toContain("Secret name")
    expect(JSON.stringify(sent)).not.toContain("vendor.example")
    expect(world.bench.logs).toEqual([])
    expect(project.id).toBeGreaterThan(0)
})

it("a deal that was won and is re-opened takes its outcome back, under the same ids", async () => {
    const first = await synced()
    await world.crm.admin.editRecord(
        world.crm.workspaceId,
        "deals",
        world.ids.won,
        {stage: "In Progress"},
        {at: day(28)},
    )
    const second = await synced(1)
    expect(second.map(({content}) => content.deal_id)).toEqual(Array(4).fill(world.ids.won))
    expect(second.slice(0, 3).map(({uuid}) => uuid)).toEqual(first.slice(0, 3).map(({uuid}) => uuid))
    const now = newest([...first, ...second])
    expect(stages(now, world.ids.won)).toEqual([
        ["open", "", false],
        ["open", "", false],
        ["won", "qualified", false],
        ["open", "", true],
    ])
    expect(second[0]?.content).toMatchObject({reopened: 1, won_at: null, qualified_at: day(12)})
    expect(second[0]?.content.revision).toBeGreaterThan(first[0]?.content.revision ?? 0)
})

it("a renamed stage keeps its meaning by id, an archived one still counts", async () => {
    const won = await world.stageId("Won 🎉")
    const bench = syncBench(world.form({outcomes: {won_stages: [won], lost_stages: ["Lost"]}}), world.project)
    await world.patchStage("Won 🎉", {title: "Signed"})
    await world.patchStage("Lost", {is_archived: true})
    expect(await bench.sync()).toMatchObject({ok: true})
    expect(stages(bench.events(), world.ids.won).at(-1)).toEqual(["won", "won", true])
    expect(stages(bench.events(), world.ids.bare).at(-1)).toEqual(["lost", "lost", true])
    // By its former title it is not found, and that is said.
    const byTitle = syncBench(world.form({outcomes: {won_stages: ["Won 🎉"]}}), world.project)
    await byTitle.sync()
    expect(byTitle.logs.join()).toMatch(
        /outcomes\.won_stages names "Won 🎉", and deals have no such stage\. Choose among: Lead, In Progress, Signed/,
    )
})

it("a mapping that changes sends every deal again", async () => {
    await synced()
    const {storage} = world.bench
    const changed = syncBench(world.form({outcomes: {lead_sources: {outbound: ["sdr"]}}}), world.project, {
        storage,
    })
    expect(await changed.sync(1)).toMatchObject({ok: true, value: {counts: {changed: 3, events: 6}}})
    expect(changed.events()[0]?.content).toMatchObject({lead_source: "outbound", lead_source_value: "SDR"})
})

it("a new signing key sends every deal again, so that the new writer has them all", async () => {
    const [before] = await synced()
    const {privateKey} = keyPairOf(new Uint8Array(32).fill(9))
    const changed = syncBench({...world.form(), signing_key: privateKey}, world.project, {
        storage: world.bench.storage,
    })
    expect(await changed.sync(1)).toMatchObject({ok: true, value: {counts: {changed: 3, events: 6}}})
    expect(
        changed.wire.sent.filter(({body}) =>
            body.includes(`"beton_writer":"${String(before?.properties.beton_writer)}"`),
        ),
    ).toEqual([])
})

it("a deleted deal gets one last event, once", async () => {
    await synced()
    await world.crm.admin.deleteRecord(world.crm.workspaceId, "deals", world.ids.won)
    const sent = await synced(1)
    expect(sent.map(({content}) => content)).toMatchObject([
        {
            deal_id: world.ids.won,
            deal_status: "deleted",
            deleted: true,
            account_key: "acme",
            created_at: day(2),
        },
    ])
    expect(await synced(2)).toEqual([])
})

it("a merged company: the deal follows the one that stays", async () => {
    const {crm, ids, companies} = world
    await synced()
    await crm.admin.deleteRecord(crm.workspaceId, "companies", companies.acme)
    const gone = await synced(1)
    await crm.admin.editRecord(crm.workspaceId, "deals", ids.won, {
        associated_company: {target_object: "companies", target_record_id: companies.beta},
    })
    const moved = await synced(2)
    expect(new Set(gone.map(({content}) => `${content.deal_id} ${content.account_key}`))).toEqual(
        new Set([`${ids.won} `]),
    )
    expect(new Set(moved.map(({content}) => `${content.deal_id} ${content.account_key}`))).toEqual(
        new Set([`${ids.won} beta`]),
    )
    expect(moved.map(({uuid}) => uuid)).toEqual(gone.map(({uuid}) => uuid))
})

describe("a deal of Beton's own that is touched", () => {
    const touch = (sent: readonly SentDeal[]) =>
        sent.map(({content}) => [content.deal_id, content.first_touch_kind, content.first_touch_at])

    it("by a change of its stage", async () => {
        await synced()
        const {crm, ids} = world
        await crm.admin.editRecord(crm.workspaceId, "deals", ids.own, {stage: "In Progress"}, {at: day(23)})
        expect(touch(await synced(1))).toEqual([
            [ids.own, "stage_change", day(23)],
            [ids.own, "stage_change", day(23)],
        ])
        expect(await synced(2)).toEqual([])
    })

    it("by a meeting; one from before the deal was made is none", async () => {
        const {bench, ids} = world
        const meet = async (at: string): Promise<void> => {
            bench.wire.before = async ({method, url, headers, body}) => {
                if (!url.endsWith("/companies/records/query")) return undefined
                const answer = await fetch(url, {method, headers: {...headers}, body})
                const {data} = (await answer.json()) as {data: {values: Record<string, unknown>}[]}
                // People cannot write it, so neither can a test.
                for (const {values} of data) values.last_interaction = [{interacted_at: at}]
                return {status: 200, text: JSON.stringify({data})}
            }
        }
        await meet(day(19))
        await synced()
        expect(await synced(1)).toEqual([])
        await meet(day(25))
        expect(touch(await synced(2))).toEqual([[ids.own, "interaction", day(25)]])
        await meet(day(29))
        expect(await synced(3)).toEqual([])
    })

    it("by a task that is done", async () => {
        await synced()
        const {crm, ids} = world
        const data = {
            content: "Call",
            format: "plaintext",
            deadline_at: null,
            is_completed: true,
            linked_records: [{target_object: "deals", target_record_id: ids.own}],
            assignees: [],
        }
        await fetch(`${crm.url}/v2/tasks`, {
            method: "POST",
            headers: {authorization: `Bearer ${crm.token}`, "content-type": "application/json"},
            body: JSON.stringify({data}),
        })
        expect((await synced(1)).map(({content}) => content.first_touch_kind)).toEqual(["task_completed"])
        expect(await synced(2)).toEqual([])
    })

    it("is not found out by tasks where the token may not read them", async () => {
        const token = await world.crm.admin.createToken(world.crm.workspaceId, {
            scopes: ["record_permission:read", "object_configuration:read"],
        })
        const bench = syncBench(world.form({}, token), world.project)
        expect(await bench.sync()).toMatchObject({
            ok: true,
            value: {mayReadTasks: false, counts: {events: 6}},
        })
    })
})

it("deals that are switched off are said so", async () => {
    await world.crm.admin.setDealsEnabled(world.crm.workspaceId, false)
    expect(await world.bench.sync()).toMatchObject({
        ok: false,
        failure: {message: expect.stringMatching(/^The deals object is switched off in Attio\./) as string},
    })
})

it("a token that is revoked half-way: what was sent stays sent, the next sync sends the rest", async () => {
    const {bench, crm, form} = world
    bench.wire.before = async ({url}) => {
        if (url.includes("/attributes/stage/values")) await crm.admin.revokeToken(crm.token)
        return undefined
    }
    const failed = await bench.sync()
    expect(failed).toMatchObject({ok: false, failure: {kind: "unauthorized"}})
    const token = await crm.admin.createToken(crm.workspaceId, {
        scopes: ["record_permission:read", "object_configuration:read"],
    })
    const next = syncBench(form({}, token), world.project, {storage: bench.storage})
    expect(await next.sync(1)).toMatchObject({ok: true})
    expect(newest([...bench.events(), ...next.events()])).toHaveLength(6)
})

it("killed at any call, the next start sends what is missing and nothing else is different", async () => {
    const calm = syncBench(world.form(), world.project)
    await calm.sync()
    const calls = calm.wire.sent.length
    const ids = (events: readonly SentDeal[]): string[] =>
        newest(events)
            .map(
                ({uuid, timestamp, content}) =>
                    `${uuid} ${timestamp} ${content.account_key} ${content.deal_outcome}`,
            )
            .sort()
    const expected = ids(calm.events())
    expect(expected).toHaveLength(6)
    for (let at = 0; at < calls; at++) {
        for (const answered of [false, true]) {
            const killed = syncBench(world.form(), world.project)
            const never = new Promise<never>(() => undefined)
            let left = at
            const {before} = killed.wire
            const died = new Promise<"killed">((resolve) => {
                killed.wire.before = async (sent) => {
                    if (left-- > 0) return before(sent)
                    if (answered && left === -1) {
                        const {method, url, headers, body} = sent
                        const answer = await fetch(url, {
                            method,
                            headers: {...headers},
                            ...(body === "" ? {} : {body}),
                        })
                        sent.status = answer.status
                    }
                    resolve("killed")
                    return never
                }
            })
            expect(await Promise.race([killed.sync(), died])).toBe("killed")
            const next = syncBench(world.form(), world.project, {storage: killed.storage})
            expect(await next.sync()).toMatchObject({ok: true})
            expect(ids([...killed.events(), ...next.events()])).toEqual(expected)
        }
    }
})
