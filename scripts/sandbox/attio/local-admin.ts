import type {FaultSwitches} from "../http/faults"
import type {AttioAdmin} from "./admin"
import {instantText} from "./instant"
import {deleteRow, setValues} from "./records/cells"
import {mergeRows} from "./records/merge"
import {renderRecord} from "./records/render"
import {createRow, parseChanges, updateRow} from "./records/write"
import type {AttioRequestLog} from "./request-log"
import {findAttribute} from "./schema/build"
import {anyContainer, memberActor, seedAttribute, seedList, seedRecords, seedWorkspace} from "./seed"
import type {Container, Row} from "./types"
import type {World} from "./world"

const rowOf = (container: Container, id: string): Row => {
    const row = container.rows.get(id)
    if (!row) throw new Error(`There is no record "${id}" in "${container.slug}".`)
    return row
}

/** The admin interface on the state itself. */
export function localAdmin(
    world: World,
    parts: {faults: FaultSwitches; log: AttioRequestLog; defects: string[]},
): AttioAdmin {
    const place = (workspaceId: string, object: string): Container =>
        anyContainer(world.workspace(workspaceId), object)
    return {
        async createWorkspace(o) {
            const workspace = seedWorkspace(world, o)
            return {workspaceId: workspace.id, memberIds: workspace.members.map((member) => member.id)}
        },
        async createToken(workspaceId, {scopes}) {
            const workspace = world.workspace(workspaceId)
            const value = world.ids.token()
            const active = workspace.members.find((member) => member.accessLevel !== "suspended")
            world.tokens.set(value, {
                value,
                id: world.ids.uuid(),
                workspaceId,
                scopes: new Set(scopes),
                revoked: false,
                memberId: active?.id ?? workspace.id,
                issuedAt: Math.floor(world.now(workspace) / 1000),
            })
            return value
        },
        async revokeToken(token) {
            const found = world.tokens.get(token)
            if (!found) throw new Error("There is no such token.")
            found.revoked = true
        },
        async seedRecords(workspaceId, object, records) {
            const rows = seedRecords(world, world.workspace(workspaceId), place(workspaceId, object), records)
            return rows.map((row) => row.id)
        },
        async createAttribute(workspaceId, object, attribute) {
            seedAttribute(world, world.workspace(workspaceId), place(workspaceId, object), attribute)
        },
        createList: async (workspaceId, o) => seedList(world, world.workspace(workspaceId), o).id,
        async addEntry(workspaceId, listName, recordId, values = {}) {
            const workspace = world.workspace(workspaceId)
            const list = anyContainer(workspace, listName, "lists")
            const parent = anyContainer(workspace, list.parentObjectId ?? "")
            const changes = parseChanges(workspace, list, values)
            const row = {
                id: world.ids.uuid(),
                parent: {objectId: parent.id, recordId: rowOf(parent, recordId).id},
            }
            const stamp = world.stamp(workspace, memberActor(workspace))
            return createRow(workspace, list, row, changes, stamp, {lenient: true}).id
        },
        async editRecord(workspaceId, object, recordId, values, o = {}) {
            const workspace = world.workspace(workspaceId)
            const container = place(workspaceId, object)
            const stamp = world.stamp(workspace, memberActor(workspace, o.memberId))
            const changes = parseChanges(workspace, container, values)
            const at = o.at ?? stamp.at
            updateRow(
                workspace,
                container,
                rowOf(container, recordId),
                changes,
                {...stamp, at},
                {mode: "overwrite"},
            )
        },
        async setInteraction(workspaceId, object, recordId, slug, at) {
            const workspace = world.workspace(workspaceId)
            const container = place(workspaceId, object)
            const attribute = findAttribute(container, slug)
            if (attribute?.type !== "interaction")
                throw new Error(`"${slug}" of "${object}" is no interaction.`)
            const actor = memberActor(workspace)
            const instant = instantText(Date.parse(at))
            const data = {interaction_type: "email", interacted_at: instant, owner_actor: actor}
            setValues(workspace, container, rowOf(container, recordId), attribute, [data], {
                at: instant,
                actor: {type: "system", id: workspace.id},
            })
        },
        async mergeRecords(workspaceId, object, fromId, intoId) {
            const workspace = world.workspace(workspaceId)
            mergeRows(workspace, place(workspaceId, object), fromId, intoId, (actor) =>
                world.stamp(workspace, actor),
            )
        },
        async deleteRecord(workspaceId, object, recordId) {
            const workspace = world.workspace(workspaceId)
            const container = place(workspaceId, object)
            deleteRow(
                workspace,
                container,
                rowOf(container, recordId),
                world.stamp(workspace, memberActor(workspace)),
            )
        },
        async records(workspaceId, object) {
            const workspace = world.workspace(workspaceId)
            const container = place(workspaceId, object)
            return [...container.rows.values()].map((row) => renderRecord(workspace, container, row))
        },
        requests: async (o) => parts.log.list(o),
        setFaults: async (faults, workspaceId) => parts.faults.set(faults, workspaceId),
        async setDealsEnabled(workspaceId, enabled) {
            place(workspaceId, "deals").enabled = enabled
        },
        async setMemberAccess(workspaceId, memberId, level) {
            const member = world.workspace(workspaceId).members.find((one) => one.id === memberId)
            if (!member) throw new Error(`There is no member "${memberId}".`)
            member.accessLevel = level
        },
        async setLimits(workspaceId, limits) {
            Object.assign(world.workspace(workspaceId).limits, limits)
        },
        async setNow(workspaceId, now) {
            if (now !== null && Number.isNaN(Date.parse(now)))
                throw new Error(`"${now}" is not an ISO 8601 instant.`)
            world.workspace(workspaceId).now = now
        },
        defects: async () => parts.defects,
    }
}
