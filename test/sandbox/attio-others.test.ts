/** Notes, tasks, lists; and that the stand-in notices when it breaks its own contract. */
import {startAttio} from "../../scripts/sandbox/attio/index"
import {type Bench, caller, startBench} from "../../scripts/sandbox/attio/testing"

let bench: Bench
let companyId: string
beforeAll(async () => {
    bench = await startBench()
    companyId = (await bench.create("companies", {domains: ["acme.com"]})).id.record_id
})
afterAll(() => bench.close())

const MISSING_ID = "00000000-0000-4000-a000-000000000000"
const without = (object: Record<string, unknown>, key: string) => {
    const {[key]: _, ...rest} = object
    return rest
}

describe("notes", () => {
    const note = () => ({
        parent_object: "companies",
        parent_record_id: companyId,
        title: "Why now",
        format: "markdown",
        content: "**Usage** doubled",
    })
    const create = (data: unknown) => bench.call("POST", "/v2/notes", {data})

    test("are created, read, listed by record in small pages, and deleted", async () => {
        for (let index = 0; index < 11; index++) await create(note())
        const {body} = await create({...note(), created_at: "2026-01-02T03:04:05Z"})
        const created = body.data as {id: {note_id: string}}
        expect(created).toMatchObject({
            parent_object: "companies",
            content_plaintext: "Usage doubled",
            content_markdown: "**Usage** doubled",
            created_at: "2026-01-02T03:04:05.000000000Z",
            created_by_actor: {type: "api-token"},
        })
        const path = `/v2/notes/${created.id.note_id}`
        expect((await bench.call("GET", path)).body.data).toEqual(created)
        const list = (query: string) => bench.call("GET", `/v2/notes?parent_object=companies${query}`)
        expect((await list("")).body.data).toHaveLength(10)
        expect((await list("&limit=50&offset=10")).body.data).toHaveLength(2)
        expect((await list("&limit=51")).body.code).toBe("validation_type")
        expect((await list(`&parent_record_id=${MISSING_ID}`)).body.data).toEqual([])
        expect((await bench.call("DELETE", path)).body).toEqual({})
        expect((await bench.call("GET", path)).status).toBe(404)
    })

    test.each("parent_object parent_record_id title format content".split(" "))("need %s", async (key) => {
        expect((await create(without(note(), key))).body.code).toBe("validation_type")
    })

    test("on an unknown record are 404", async () => {
        expect((await create({...note(), parent_record_id: MISSING_ID})).body.code).toBe("not_found")
        expect((await create({...note(), parent_object: "nothings"})).body.code).toBe("not_found")
    })
})

describe("tasks", () => {
    const task = () => ({
        content: "Call them",
        format: "plaintext",
        deadline_at: "2026-10-06T06:00:00Z",
        is_completed: false,
        linked_records: [{target_object: "companies", target_record_id: companyId}],
        assignees: [{referenced_actor_type: "workspace-member", referenced_actor_id: bench.memberIds[0]}],
    })
    const create = (data: unknown) => bench.call("POST", "/v2/tasks", {data})

    test("are created, changed, filtered and deleted", async () => {
        const first = (await create(task())).body.data as {id: {task_id: string}}
        expect(first).toMatchObject({
            content_plaintext: "Call them",
            deadline_at: "2026-10-06T06:00:00.000000000Z",
            linked_records: [{target_record_id: companyId}],
            assignees: task().assignees,
        })
        const byValue = {
            ...task(),
            linked_records: [{target_object: "companies", domains: [{domain: "acme.com"}]}],
            assignees: [{workspace_member_email_address: "ada@example.com"}],
            deadline_at: null,
        }
        const same = (await create(byValue)).body.data as typeof first
        expect(same).toMatchObject({
            linked_records: [{target_record_id: companyId}],
            assignees: task().assignees,
        })
        await bench.call("DELETE", `/v2/tasks/${same.id.task_id}`)
        const bare = {...task(), linked_records: [], assignees: [], deadline_at: null}
        const second = (await create(bare)).body.data as typeof first
        const path = `/v2/tasks/${second.id.task_id}`
        const changed = await bench.call("PATCH", path, {
            data: {is_completed: true, assignees: byValue.assignees},
        })
        expect(changed.body.data).toMatchObject({
            is_completed: true,
            assignees: task().assignees,
            deadline_at: null,
        })
        const ids = async (query: string) =>
            ((await bench.call("GET", `/v2/tasks?${query}`)).body.data as (typeof first)[]).map(
                (one) => one.id.task_id,
            )
        const [a, b] = [first.id.task_id, second.id.task_id]
        expect(await ids("")).toEqual([a, b])
        expect(await ids("sort=created_at:desc")).toEqual([b, a])
        expect(await ids("is_completed=true")).toEqual([b])
        expect(await ids(`linked_object=companies&linked_record_id=${companyId}`)).toEqual([a])
        expect(await ids("assignee=ada@example.com")).toEqual([a, b])
        expect(await ids("assignee=nobody@example.com")).toEqual([])
        expect(await ids("limit=1&offset=1")).toEqual([b])
        expect((await bench.call("PATCH", path, {data: {content: "Other"}})).body.code).toBe(
            "validation_type",
        )
        expect((await bench.call("DELETE", path)).status).toBe(200)
        expect((await bench.call("GET", path)).status).toBe(404)
    })

    test.each("content format deadline_at is_completed linked_records assignees".split(" "))(
        "need %s",
        async (key) => {
            expect((await create(without(task(), key))).body.code).toBe("validation_type")
        },
    )

    test("refuse long content, bad dates and unknown people and records", async () => {
        const codes = await Promise.all(
            [
                {content: "x".repeat(2001)},
                {deadline_at: "soon"},
                {format: "markdown"},
                {assignees: [{workspace_member_email_address: "nobody@example.com"}]},
                {linked_records: [{target_object: "companies", target_record_id: MISSING_ID}]},
            ].map(async (more) => (await create({...task(), ...more})).body.code),
        )
        const invalid = "validation_type"
        expect(codes).toEqual([invalid, invalid, invalid, "not_found", "not_found"])
    })
})

test("lists, their attributes and entries are read, and a record names its lists", async () => {
    const {admin, workspaceId} = bench
    const listId = await admin.createList(workspaceId, {
        name: "Pipeline",
        api_slug: "pipeline",
        parent_object: "companies",
        attributes: [{title: "Step", api_slug: "step", type: "status", options: ["Open", "Done"]}],
    })
    const entryId = await admin.addEntry(workspaceId, "pipeline", companyId, {step: "Open"})
    const lists = await bench.call("GET", "/v2/lists")
    expect(lists.body.data).toMatchObject([
        {api_slug: "pipeline", name: "Pipeline", parent_object: ["companies"]},
    ])
    expect((await bench.call("GET", `/v2/lists/${listId}`)).status).toBe(200)
    expect((await bench.call("GET", "/v2/lists/none")).status).toBe(404)
    const slugs = (await bench.call("GET", "/v2/lists/pipeline/attributes")).body.data as {api_slug: string}[]
    expect(slugs.map((one) => one.api_slug)).toEqual(["created_at", "created_by", "step"])
    const query = async (filter: object) =>
        (await bench.call("POST", "/v2/lists/pipeline/entries/query", {filter})).body.data
    expect(await query({step: "Done"})).toEqual([])
    expect(await query({step: "Open"})).toMatchObject([
        {
            id: {list_id: listId, entry_id: entryId},
            parent_record_id: companyId,
            parent_object: "companies",
            entry_values: {step: [{status: {title: "Open"}}]},
        },
    ])
    const entries = await bench.call("GET", `/v2/objects/companies/records/${companyId}/entries`)
    expect(entries.body.data).toMatchObject([{list_id: listId, list_api_slug: "pipeline", entry_id: entryId}])
})

test("an answer that breaks the contract is a loud 500, and close() rejects", async () => {
    const write = jest.spyOn(process.stderr, "write").mockReturnValue(true)
    const broken = await startAttio()
    const member = {
        first_name: "A",
        last_name: "B",
        email_address: "no address",
        access_level: "admin",
    } as const
    const {workspaceId} = await broken.admin.createWorkspace({members: [member]})
    const token = await broken.admin.createToken(workspaceId, {scopes: ["user_management:read"]})
    const {status, body} = await caller(broken.url, token)("GET", "/v2/workspace_members")
    expect([status, body.code]).toEqual([500, "stand_in_defect"])
    expect(body.message).toContain("email_address")
    expect(await broken.admin.defects()).toHaveLength(1)
    expect(write).toHaveBeenCalledWith(expect.stringContaining("Defect of the Attio stand-in"))
    await expect(broken.close()).rejects.toThrow(/broke its own contract/)
})
