import {deserialize, serialize} from "node:v8"

import {answerApi, type ApiParts} from "../../../scripts/sandbox/attio/api"
import {loadContract} from "../../../scripts/sandbox/attio/contract"
import {seededIds} from "../../../scripts/sandbox/attio/ids"
import {RateLimiter} from "../../../scripts/sandbox/attio/limits"
import {renderRecord} from "../../../scripts/sandbox/attio/records/render"
import {anyContainer, seedAttribute, seedRecords, seedWorkspace} from "../../../scripts/sandbox/attio/seed"
import type {Token, Workspace} from "../../../scripts/sandbox/attio/types"
import {World} from "../../../scripts/sandbox/attio/world"
import type {CrmRecord} from "../../app/support/crm"
import {ATTIO_SCOPES} from "../../app/support/project"
import type {Reply} from "./posthog-fake"

/** The content of a workspace, to be copied for each case. */
export type AttioState = Buffer

/** A record to seed: an id that tests know, and values. */
export interface RecordSeed {
    readonly record_id: string
    readonly created_at: string
    readonly values: Record<string, unknown>
}

const contract = loadContract()

/** A workspace whose deals are on, with records in it. */
export function attioState(o: {
    readonly token: string
    readonly now: number
    /** Deals have been written before: their attributes exist. */
    readonly attributes: Parameters<typeof seedAttribute>[3][]
    readonly companies: readonly RecordSeed[]
    readonly deals: readonly RecordSeed[]
    readonly members: NonNullable<Parameters<typeof seedWorkspace>[1]>["members"]
}): AttioState {
    const world = new World(seededIds("fuzz"), () => o.now)
    const workspace = seedWorkspace(world, {
        dealsEnabled: true,
        ...(o.members === undefined ? {} : {members: o.members}),
    })
    Object.assign(workspace.limits, {readsPerSecond: 100_000, writesPerSecond: 100_000})
    world.tokens.set(o.token, {
        value: o.token,
        id: world.ids.uuid(),
        workspaceId: workspace.id,
        scopes: new Set(ATTIO_SCOPES),
        revoked: false,
        memberId: workspace.members[0]?.id ?? workspace.id,
        issuedAt: Math.floor(o.now / 1000),
    })
    const deals = anyContainer(workspace, "deals")
    for (const attribute of o.attributes) seedAttribute(world, workspace, deals, attribute)
    const companies = anyContainer(workspace, "companies")
    // Attio itself fills it in, from e-mail traffic.
    for (const attribute of companies.attributes)
        attribute.writable ||= attribute.slug === "strongest_connection_user"
    seedRecords(world, workspace, companies, [...o.companies])
    seedRecords(world, workspace, deals, [...o.deals])
    return serialize([workspace, [...world.tokens.values()]])
}

/** Attio's stand-in without its server: the same handlers, checked against the same contract. */
export class AttioFake {
    private readonly parts: ApiParts
    private readonly workspace: Workspace

    constructor(state: AttioState, now: () => number) {
        const [workspace, tokens] = deserialize(state) as [Workspace, Token[]]
        const world = new World(seededIds("case"), now)
        world.workspaces.set(workspace.id, workspace)
        for (const token of tokens) world.tokens.set(token.value, token)
        this.workspace = workspace
        this.parts = {
            world,
            limiter: new RateLimiter(() => 0),
            operation: contract.operation,
            onDefect: (message) => {
                throw new Error(message)
            },
        }
    }

    answer(request: {
        readonly method: string
        readonly url: URL
        readonly authorization: string
        readonly body: string
    }): Reply {
        const {status, body} = answerApi(this.parts, {
            method: request.method,
            path: request.url.pathname,
            query: request.url.searchParams,
            authorization: request.authorization,
            contentType: "application/json",
            body: request.body,
            revoked: false,
        })
        return {status, body}
    }

    records(object: "companies" | "deals"): CrmRecord[] {
        const container = anyContainer(this.workspace, object)
        return [...container.rows.values()].map(
            (row) => renderRecord(this.workspace, container, row) as unknown as CrmRecord,
        )
    }
}
