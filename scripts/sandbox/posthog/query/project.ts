import type {Services} from "../context"
import type {ProjectContext as HogQLProject} from "../hogql/context"
import type {Project} from "../project-state"

/** Which projects have merged persons; forgotten when a loader writes to the tables itself. */
export class OverrideFlags {
    #known = new Map<number, boolean>()

    forget(): void {
        this.#known.clear()
    }

    set(projectId: number): void {
        this.#known.set(projectId, true)
    }

    async get({clickhouse}: Pick<Services, "clickhouse">, projectId: number): Promise<boolean> {
        const known = this.#known.get(projectId)
        if (known !== undefined) return known
        const [row] = await clickhouse.rows<{n: number}>(
            `SELECT count() AS n FROM person_distinct_id_overrides WHERE team_id = ${projectId}`,
        )
        const has = (row?.n ?? 0) > 0
        this.#known.set(projectId, has)
        return has
    }
}

/** What the compiler needs to know about a project. */
export async function hogqlProject(
    services: Services,
    project: Project,
    personsMode: string | null | undefined,
): Promise<HogQLProject> {
    const propertyTypes: HogQLProject["propertyTypes"] = {event: {}, person: {}, group: {}}
    for (const {type, group_type_index, name, property_type} of Object.values(project.propertyDefinitions)) {
        if (property_type === null) continue
        if (type === "group") (propertyTypes.group[group_type_index ?? 0] ??= {})[name] = property_type
        else propertyTypes[type][name] = property_type
    }
    const joined = personsMode === "person_id_override_properties_joined"
    return {
        teamId: project.id,
        timezone: project.timezone,
        weekStartDay: project.weekStartDay,
        groupTypes: project.groupTypes,
        propertyTypes,
        personsOnEventsMode: joined ? "person_id_override_properties_joined" : project.personsOnEventsMode,
        hasPersonOverrides: await services.overrides.get(services, project.id),
        systemTables: project.systemTables,
        warehouseTables: project.warehouseTables,
        nowMs: services.world.now(project),
    }
}
