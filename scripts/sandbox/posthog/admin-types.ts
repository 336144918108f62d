import type {Fault} from "../http/faults"
import type {UserAct} from "./dashboards/simulate"
import type {Boards, InstancePlan} from "./dashboards/state"
import type {ProjectContext as HogQLProject, PropertyType, SystemRow, WarehouseTable} from "./hogql/context"

export type {PropertyType, SystemRow, WarehouseTable}
export type PersonsMode = HogQLProject["personsOnEventsMode"]

/** What may be set on a project, at creation or later. */
export interface ProjectPatch {
    name?: string
    /** IANA name; default UTC. */
    timezone?: string
    /** 0 = Sunday, 1 = Monday. */
    weekStartDay?: 0 | 1
    /** Replaces all group types; the position is the index. `created_at` defaults to 2020-01-01. */
    groupTypes?: {group_type: string; created_at?: string}[]
    personsOnEventsMode?: PersonsMode
    /** Fixed clock of the project (ISO); null goes back to the clock of the stand-in. */
    now?: string | null
    /** Answers carry the fixed clock as their Date header; without it a project with a fixed clock sends none. */
    sendDate?: boolean
    /** Capture answers at once, but events become visible only after this time. Default 0. */
    ingestionLagMs?: number
    /** Capture answers 200 with `quota_limited` and stores nothing. */
    quotaLimited?: boolean
    testAccountFilters?: Record<string, unknown>[]
    /** Rows of `system.data_warehouse_tables` and `system.data_warehouse_sources`. */
    systemTables?: {data_warehouse_tables?: SystemRow[]; data_warehouse_sources?: SystemRow[]}
    /** Warehouse tables that exist in the project; their rows lie in ClickHouse tables made with `sql`. */
    warehouseTables?: WarehouseTable[]
    /** `warnings` of query responses (warehouse sync trouble). */
    warnings?: Record<string, unknown>[] | null
    /** Makes it the current project of the keys' owner. */
    current?: true
}

/** Limits of one project; absent = as before. Defaults are CONTRACT §4. */
export interface LimitsPatch {
    /** Requests to /query per minute and hour and key. */
    perMinute?: number
    perHour?: number
    /** Other private endpoints. */
    privatePerMinute?: number
    privatePerHour?: number
    /** Requests to /insights. */
    insightPerMinute?: number
    insightPerHour?: number
    /** Queries at the same time, and how long further ones wait (ms). */
    concurrent?: number
    waitMs?: number
    /** Execution time of one query, seconds; asynchronous ones have the same unless set apart. */
    maxSeconds?: number
    asyncMaxSeconds?: number
    insightMaxSeconds?: number
    /** Memory of one query. */
    maxMemoryBytes?: number
}

/** One answered request; capture requests with events count as writes, POST /query as a read. */
export interface RequestEntry {
    seq: number
    /** Arrival on the real clock, ms. */
    at: number
    method: string
    path: string
    /** 0 = closed without an answer. */
    status: number
    kind: "read" | "write"
    projectId: number | null
    name?: string
    events?: number
    /** What failed inside when the answer is a bare 500; the answer itself does not show it. */
    error?: string
    ms: number
}

export interface Definitions {
    events?: {name: string; last_seen_at?: string | null}[]
    properties?: {
        type: "event" | "person" | "group"
        group_type_index?: number
        name: string
        property_type: PropertyType | null
    }[]
}

/** Control over a running stand-in, in the same process or through its `/_sandbox/` routes. */
export interface PostHogAdmin {
    createProject(options?: ProjectPatch): Promise<{id: number; apiToken: string}>
    updateProject(id: number, patch: ProjectPatch): Promise<void>
    createPersonalKey(options: {scopes: string[]; scopedTeams?: number[]}): Promise<string>
    revokeKey(key: string): Promise<void>
    /** Raw ClickHouse; the rows of a SELECT, an empty list for anything else. */
    sql(sql: string): Promise<unknown[]>
    /** JSON lines into one of the tables of tables.ts; an unknown column is an error. */
    insert(table: string, ndjson: Buffer | string): Promise<void>
    registerDefinitions(projectId: number, definitions: Definitions): Promise<void>
    /** Oldest first; `since` is a `seq`. */
    requests(filter?: {projectId?: number; since?: number}): Promise<RequestEntry[]>
    /** Replaces all faults, or with a project id those of that project. */
    setFaults(faults: Fault[], projectId?: number): Promise<void>
    setLimits(projectId: number, limits: LimitsPatch): Promise<void>
    /** All dashboards, tiles, insights and folders of a project, the deleted ones too. */
    boards(projectId: number): Promise<Boards>
    /** What the plan pays for and how old the server is; absent = as before. */
    setPlan(projectId: number, plan: Partial<InstancePlan>): Promise<void>
    /** Does something in a colleague's name; gives the id of what it touched. */
    simulateUser(projectId: number, act: UserAct): Promise<number | null>
    /** Lets the eventual deduplication of a project's events happen now; those of other projects stay as they are. */
    mergeDuplicates(projectId: number): Promise<void>
    /** Makes delayed events visible now. */
    flushIngestion(projectId: number): Promise<void>
}

/** Names of the methods above, for the routes and their client. */
export const ADMIN_METHODS = [
    "createProject",
    "updateProject",
    "createPersonalKey",
    "revokeKey",
    "sql",
    "registerDefinitions",
    "requests",
    "setFaults",
    "setLimits",
    "boards",
    "setPlan",
    "simulateUser",
    "mergeDuplicates",
    "flushIngestion",
] as const satisfies readonly (keyof PostHogAdmin)[]
