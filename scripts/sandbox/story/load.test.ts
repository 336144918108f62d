import {startAttio} from "../attio/index"
import type {Definitions, PostHogAdmin, ProjectPatch} from "../posthog/admin-types"
import {loadStory} from "./load"
import {STORY_NOW} from "./parameters"
import {generateAll} from "./testing"
import {storyTruth} from "./truth"
import {STORY_MEMBERS} from "./vocabulary"

type Row = Record<string, unknown>

/** Keeps what a loader sends. */
function recorder(): {
    admin: PostHogAdmin
    rows: Record<string, Row[]>
    patches: ProjectPatch[]
    definitions: Definitions[]
} {
    const rows: Record<string, Row[]> = {}
    const patches: ProjectPatch[] = []
    const definitions: Definitions[] = []
    const admin: Partial<PostHogAdmin> = {
        updateProject: (_id, patch) => Promise.resolve(void patches.push(patch)),
        registerDefinitions: (_id, list) => Promise.resolve(void definitions.push(list)),
        insert: (table, ndjson) => {
            const lines = ndjson.toString().split("\n").filter(Boolean)
            rows[table] = [...(rows[table] ?? []), ...lines.map((line) => JSON.parse(line) as Row)]
            return Promise.resolve()
        },
    }
    return {admin: admin as PostHogAdmin, rows, patches, definitions}
}

test("loads the micro story into a project, with columns that say what the generator made", async () => {
    const {admin, rows, patches, definitions} = recorder()
    const result = await loadStory({posthog: admin, projectId: 41, size: "micro"})
    const accounts = generateAll({size: "micro"})
    const events = accounts.flatMap((account) => account.rows.events)
    expect(result).toEqual({events: events.length, accounts: 12, deals: 3})
    expect(patches).toEqual([
        {groupTypes: [{group_type: "company", created_at: "2025-06-01T09:12:44.000Z"}], now: STORY_NOW},
    ])
    const loaded = rows.events ?? []
    expect(loaded).toHaveLength(events.length)
    loaded.forEach((row, i) => {
        const event = events[i]
        expect(row.team_id).toBe(41)
        expect([row.uuid, row.event, row.distinct_id, row.person_id]).toEqual([
            event?.uuid,
            event?.event,
            event?.distinctId,
            event?.personId,
        ])
        expect(JSON.parse(row.properties as string)).toEqual(event?.properties)
        expect(row.person_properties).toBe(event?.personProperties)
        expect(Date.parse(`${(row.timestamp as string).replace(" ", "T")}Z`)).toBe(event?.timestamp)
    })
    expect(rows.groups).toHaveLength(12)
    expect(rows.person).toHaveLength(accounts.flatMap((account) => account.rows.persons).length)
    const names = definitions[0]?.events?.map(({name}) => name) ?? []
    expect(names.sort()).toEqual([...new Set(events.map(({event}) => event))].sort())
    const types = new Map(
        definitions[0]?.properties?.map((one) => [`${one.type}.${one.name}`, one.property_type]),
    )
    expect([
        types.get("group.api_calls_used"),
        types.get("group.trial_ends_at"),
        types.get("person.email"),
    ]).toEqual(["Numeric", "DateTime", "String"])
})

test("every property of every event has a definition", () => {
    const {admin, definitions} = recorder()
    return loadStory({posthog: admin, projectId: 1, size: "micro"}).then(() => {
        const known = new Set(
            definitions[0]?.properties?.filter(({type}) => type === "event").map(({name}) => name),
        )
        const used = new Set(
            generateAll({size: "micro"}).flatMap(({rows}) =>
                rows.events.flatMap(({properties}) => Object.keys(properties)),
            ),
        )
        const structural = new Set([
            "$groups",
            "$group_0",
            "$group_type",
            "$group_key",
            "$group_set",
            "$set",
            "$anon_distinct_id",
            "$process_person_profile",
        ])
        expect([...used].filter((name) => !known.has(name) && !structural.has(name))).toEqual([])
    })
})

test("loads companies and deals with the history of their stages into Attio", async () => {
    const attio = await startAttio()
    try {
        const {workspaceId} = await attio.admin.createWorkspace({members: [...STORY_MEMBERS], now: STORY_NOW})
        await loadStory({
            posthog: recorder().admin,
            attio: attio.admin,
            projectId: 41,
            workspaceId,
            size: "micro",
        })
        const truth = storyTruth({size: "micro"})
        expect(await attio.admin.records(workspaceId, "companies")).toHaveLength(truth.companies.length)
        const deals = (await attio.admin.records(workspaceId, "deals")) as {
            id: {record_id: string}
            values: Record<string, Row[]>
        }[]
        expect(deals).toHaveLength(3)
        for (const {id, values} of deals) {
            const deal = truth.deals.find(({recordId}) => recordId === id.record_id)
            const last = deal?.stages[deal.stages.length - 1]
            const stage = values.stage?.[0] as {status: {title: string}; active_from: string}
            expect(stage.status.title).toBe(last?.stage)
            expect(Date.parse(`${stage.active_from.slice(0, 23)}Z`)).toBe(last?.at)
            expect((values.lead_source?.[0] as {option: {title: string}}).option.title).toBe(deal?.source)
            expect(values.associated_company?.[0]?.target_record_id).toBe(deal?.companyRecordId)
        }
    } finally {
        await attio.close()
    }
})
