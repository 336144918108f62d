import {ok} from "../context"
import type {Route} from "../router"

/** Introspection of the key in use (examples/personal-api-key-current.json). */
export const keyRoutes: Route[] = [
    {
        kind: "key",
        method: "GET",
        path: "/api/personal_api_keys/@current/",
        scopes: null,
        handle: ({key}) =>
            ok({
                id: key.id,
                label: "Beton",
                value: null,
                mask_value: key.mask,
                created_at: key.createdAt,
                last_used_at: key.lastUsedAt,
                last_rolled_at: null,
                user_id: 7,
                scopes: key.scopes,
                scoped_teams: key.scopedTeams,
                scoped_organizations: [],
            }),
    },
]
