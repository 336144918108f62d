import type {Project} from "./project-state"

/** Creation time of projects and group types that nobody has dated. */
export const LONG_AGO = "2020-01-01T00:00:00Z"

/** CONTRACT §4. */
const DEFAULT_LIMITS: Project["limits"] = {
    perMinute: 240,
    perHour: 2400,
    privatePerMinute: 480,
    privatePerHour: 4800,
    insightPerMinute: 240,
    insightPerHour: 1200,
    concurrent: 3,
    waitMs: 30_000,
    maxSeconds: 10,
    asyncMaxSeconds: null,
    insightMaxSeconds: 60,
    // The real limit is a cluster setting.
    maxMemoryBytes: 3_000_000_000,
}

/** A project as it is before anything is set on it. */
export function newProject(id: number, uuid: string, apiToken: string): Project {
    return {
        id,
        uuid,
        name: "Production",
        apiToken,
        createdAt: LONG_AGO,
        timezone: "UTC",
        weekStartDay: 0,
        groupTypes: [],
        personsOnEventsMode: "person_id_override_properties_on_events",
        now: null,
        ingestionLagMs: 0,
        quotaLimited: false,
        testAccountFilters: [],
        systemTables: {data_warehouse_tables: [], data_warehouse_sources: []},
        warehouseTables: [],
        warnings: null,
        limits: {...DEFAULT_LIMITS},
        eventDefinitions: {},
        propertyDefinitions: {},
    }
}
