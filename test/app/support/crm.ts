import {startAttio} from "../../../scripts/sandbox/attio"
import type {AttioAdmin, MemberSeed} from "../../../scripts/sandbox/attio/admin"
import {AS_OF, ATTIO_SCOPES} from "./project"

/** A running CRM stand-in with one workspace. */
export interface TestCrm {
    readonly url: string
    readonly admin: AttioAdmin
    readonly workspaceId: string
    readonly memberIds: string[]
    readonly token: string
    /** Requests that change something, after the given sequence number. */
    writes(since?: number): Promise<number>
    /** Sequence number of the newest request. */
    mark(): Promise<number>
    deals(): Promise<CrmRecord[]>
}

/** A record in the API's shape. */
export interface CrmRecord {
    readonly id: {readonly record_id: string}
    readonly values: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
}

/** The first current value of an attribute. */
export function valueOf(record: CrmRecord | undefined, slug: string): unknown {
    const value = record?.values[slug]?.[0]
    if (value === undefined) return undefined
    if ("status" in value) return (value.status as {title: string}).title
    if ("option" in value) return (value.option as {title: string}).title
    if ("target_record_id" in value) return value.target_record_id
    if ("referenced_actor_id" in value) return value.referenced_actor_id
    return value.value
}

export const MEMBERS: MemberSeed[] = [
    {first_name: "Ada", last_name: "Admin", email_address: "ada@vendor.example", access_level: "admin"},
    {first_name: "Mo", last_name: "Member", email_address: "mo@vendor.example", access_level: "member"},
    {first_name: "Sue", last_name: "Gone", email_address: "sue@vendor.example", access_level: "suspended"},
]

let server: ReturnType<typeof startAttio> | undefined
afterAll(async () => {
    await (await server)?.close()
    server = undefined
})

/** A workspace of its own in which deals are on; all of a test file live in one stand-in, because starting takes a second. */
export async function openCrm(
    o: {dealsEnabled?: boolean; members?: readonly MemberSeed[]; scopes?: string[]} = {},
): Promise<TestCrm> {
    server ??= startAttio({clock: () => Date.parse(AS_OF)})
    const running = await server
    const {admin} = running
    const {workspaceId, memberIds} = await admin.createWorkspace({
        dealsEnabled: o.dealsEnabled ?? true,
        members: [...(o.members ?? MEMBERS)],
    })
    await admin.setLimits(workspaceId, {readsPerSecond: 100_000, writesPerSecond: 100_000})
    const token = await admin.createToken(workspaceId, {scopes: o.scopes ?? ATTIO_SCOPES})
    const log = (since = 0) => admin.requests({workspaceId, since})
    return {
        url: running.url,
        admin,
        workspaceId,
        memberIds,
        token,
        writes: async (since) => (await log(since)).filter(({kind}) => kind === "write").length,
        mark: async () => (await log()).at(-1)?.seq ?? 0,
        deals: async () => (await admin.records(workspaceId, "deals")) as CrmRecord[],
    }
}
