import {notFound} from "../errors"
import type {Member} from "../types"
import type {Call, Route} from "./call"

const render = (call: Call, member: Member): object => ({
    id: {workspace_id: call.workspace.id, workspace_member_id: member.id},
    first_name: member.firstName,
    last_name: member.lastName,
    avatar_url: null,
    email_address: member.email,
    created_at: member.createdAt,
    access_level: member.accessLevel,
})

/** Workspace members; suspended ones are listed too. */
export const MEMBER_ROUTES: Route[] = [
    {
        method: "GET",
        template: "/v2/workspace_members",
        kind: "read",
        handle: (call) => ({data: call.workspace.members.map((member) => render(call, member))}),
    },
    {
        method: "GET",
        template: "/v2/workspace_members/{workspace_member_id}",
        kind: "read",
        handle: (call) => {
            const id = call.params.workspace_member_id
            const member = call.workspace.members.find((one) => one.id === id)
            if (!member) throw notFound(`Could not find workspace member with ID "${id}".`)
            return {data: render(call, member)}
        },
    },
]
