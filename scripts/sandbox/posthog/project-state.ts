import type {LimitsPatch, PersonsMode, PropertyType, SystemRow, WarehouseTable} from "./admin-types"
import type {Boards} from "./dashboards/state"

export interface GroupType {
    group_type: string
    group_type_index: number
    name_singular: string | null
    name_plural: string | null
    detail_dashboard: null
    default_columns: null
    created_at: string
}

export interface EventDefinition {
    id: string
    name: string
    created_at: string
    last_seen_at: string | null
}

export interface PropertyDefinition {
    id: string
    type: "event" | "person" | "group"
    group_type_index: number | null
    name: string
    property_type: PropertyType | null
    /** Event names that carried the property (event properties only). */
    events: string[]
}

export interface Project {
    id: number
    uuid: string
    name: string
    apiToken: string
    createdAt: string
    timezone: string
    weekStartDay: 0 | 1
    groupTypes: GroupType[]
    personsOnEventsMode: PersonsMode
    now: string | null
    /** See ProjectPatch. */
    sendDate?: boolean
    ingestionLagMs: number
    quotaLimited: boolean
    testAccountFilters: Record<string, unknown>[]
    systemTables: {data_warehouse_tables: SystemRow[]; data_warehouse_sources: SystemRow[]}
    warehouseTables: WarehouseTable[]
    warnings: Record<string, unknown>[] | null
    limits: Required<Omit<LimitsPatch, "asyncMaxSeconds">> & {asyncMaxSeconds: number | null}
    /** Dashboards, insights and folders; absent until the first use. */
    boards?: Boards
    eventDefinitions: Record<string, EventDefinition>
    propertyDefinitions: Record<string, PropertyDefinition>
}

/** A personal key; the key itself is kept as a hash only. */
export interface PersonalKey {
    id: string
    hash: string
    mask: string
    scopes: string[]
    scopedTeams: number[]
    createdAt: string
    lastUsedAt: string | null
    revoked: boolean
}

/** Everything but the tables: what the real product keeps in its relational database. */
export interface WorldState {
    organizationId: string
    currentProjectId: number | null
    nextProjectId: number
    projects: Project[]
    keys: PersonalKey[]
}

/** An instant as the REST endpoints print it: no fraction when it is zero. */
export function isoInstant(ms: number): string {
    return new Date(ms).toISOString().replace(".000Z", "Z")
}

export function groupType(name: string, index: number, createdAt: string): GroupType {
    return {
        group_type: name,
        group_type_index: index,
        name_singular: null,
        name_plural: null,
        detail_dashboard: null,
        default_columns: null,
        created_at: createdAt,
    }
}

export function propertyDefinitionKey(type: string, groupTypeIndex: number | null, name: string): string {
    return `${type}:${groupTypeIndex ?? ""}:${name}`
}
