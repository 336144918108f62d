import type {Route} from "./call"

/** What `/v2/self` answers for a token that cannot be used; there is no 401 here (REST.md §2). */
export const INACTIVE_TOKEN = {active: false}

/** The connection check. */
export const SELF_ROUTES: Route[] = [
    {
        method: "GET",
        template: "/v2/self",
        kind: "read",
        handle: ({workspace, token}) => ({
            active: true,
            scope: [...token.scopes].join(" "),
            client_id: token.id,
            token_type: "Bearer",
            exp: null,
            iat: token.issuedAt,
            sub: workspace.id,
            aud: token.id,
            iss: "attio.com",
            authorized_by_workspace_member_id: token.memberId,
            workspace_id: workspace.id,
            workspace_name: workspace.name,
            workspace_slug: workspace.slug,
            workspace_logo_url: null,
        }),
    },
]
