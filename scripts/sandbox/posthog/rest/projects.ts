import {type KeyContext, ok} from "../context"
import type {Project} from "../project-state"
import type {Route} from "../router"
import {page} from "./paging"

const ORGANIZATION_NAME = "Example GmbH"

function projectDetail(project: Project, organization: string): unknown {
    return {
        id: project.id,
        organization,
        name: project.name,
        product_description: null,
        created_at: project.createdAt,
        effective_membership_level: 8,
        has_group_types: project.groupTypes.length > 0,
        group_types: project.groupTypes,
        live_events_token: null,
        uuid: project.uuid,
        api_token: project.apiToken,
        timezone: project.timezone,
        week_start_day: project.weekStartDay,
        test_account_filters: project.testAccountFilters,
        test_account_filters_default_checked: true,
        person_on_events_querying_enabled: true,
        default_modifiers: {personsOnEventsMode: project.personsOnEventsMode},
        modifiers: null,
        autocapture_opt_out: false,
    }
}

/** Projects of the organisation; a key that is limited to projects sees only those. */
function listProjects(context: KeyContext) {
    const {state} = context.world
    const visible = state.projects.filter(
        ({id}) => context.key.scopedTeams.length === 0 || context.key.scopedTeams.includes(id),
    )
    return ok(
        page(
            context,
            visible.map((project) => ({
                id: project.id,
                uuid: project.uuid,
                organization: state.organizationId,
                api_token: project.apiToken,
                name: project.name,
                completed_snippet_onboarding: true,
                has_completed_onboarding_for: {},
                ingested_event: Object.keys(project.eventDefinitions).length > 0,
                is_demo: false,
                timezone: project.timezone,
                access_control: false,
            })),
        ),
    )
}

function currentUser({world}: KeyContext) {
    const {organizationId, currentProjectId} = world.state
    const project = currentProjectId === null ? undefined : world.project(currentProjectId)
    const organization = {id: organizationId, name: ORGANIZATION_NAME, slug: "example", membership_level: 8}
    return ok({
        uuid: "018f2c1e-5c1a-0000-4a7f-3a5e7a2a0c11",
        distinct_id: "u_7",
        first_name: "Ada",
        email: "ada@example.com",
        is_staff: false,
        team: project
            ? {
                  id: project.id,
                  uuid: project.uuid,
                  organization: organizationId,
                  project_id: project.id,
                  api_token: project.apiToken,
                  name: project.name,
                  timezone: project.timezone,
              }
            : null,
        organization,
        organizations: [organization],
    })
}

/** Projects, the organisation's list and the owner of the key (CONTRACT §7). */
export const projectInfoRoutes: Route[] = [
    {kind: "key", method: "GET", path: "/api/projects/", scopes: ["project:read"], handle: listProjects},
    {
        kind: "key",
        method: "GET",
        path: "/api/organizations/@current/projects/",
        scopes: ["organization:read", "project:read"],
        handle: listProjects,
    },
    {
        kind: "project",
        method: "GET",
        path: "/api/projects/:project/",
        scopes: ["project:read"],
        handle: ({project, world}) => ok(projectDetail(project, world.state.organizationId)),
    },
    {kind: "key", method: "GET", path: "/api/users/@me/", scopes: ["user:read"], handle: currentUser},
]
