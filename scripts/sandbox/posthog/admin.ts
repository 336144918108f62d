import type {FaultSwitches} from "../http/faults"
import type {RequestLog} from "../http/request-log"
import type {PostHogAdmin} from "./admin-types"
import type {Ingestion} from "./capture/ingest"
import type {Services} from "./context"
import {boardsAdmin} from "./dashboards/simulate"
import {TABLE_NAMES} from "./tables"

const RETURNS_ROWS = /^\s*(\(|SELECT|WITH|SHOW|DESCRIBE|DESC|EXISTS|EXPLAIN)\b/i

/** The control interface of a stand-in in the same process. */
export function createAdmin(
    services: Services,
    ingestion: Ingestion,
    log: RequestLog,
    faults: FaultSwitches,
): PostHogAdmin {
    const {world, clickhouse, overrides} = services
    return {
        createProject: async (options = {}) => {
            const {id, apiToken} = world.createProject(options)
            return {id, apiToken}
        },
        updateProject: async (id, patch) => world.updateProject(id, patch),
        createPersonalKey: async (options) => world.createKey(options),
        revokeKey: async (key) => world.revokeKey(key),
        sql: async (sql) => {
            if (RETURNS_ROWS.test(sql)) return clickhouse.rows(sql)
            overrides.forget()
            await clickhouse.query(sql)
            return []
        },
        insert: async (table, ndjson) => {
            if (!(TABLE_NAMES as readonly string[]).includes(table)) {
                throw new Error(`insert: "${table}" is not one of ${TABLE_NAMES.join(", ")}.`)
            }
            overrides.forget()
            await clickhouse.insert(table, ndjson)
        },
        registerDefinitions: async (projectId, definitions) =>
            world.registerDefinitions(projectId, definitions),
        requests: async (filter = {}) =>
            log
                .list({scope: filter.projectId, since: filter.since})
                .map(({scope, ...entry}) => ({...entry, projectId: scope as number | null})),
        setFaults: async (list, projectId) => faults.set(list, projectId),
        ...boardsAdmin(world),
        setLimits: async (projectId, limits) => world.setLimits(projectId, limits),
        mergeDuplicates: async (projectId) => {
            const partitions = await clickhouse.rows(
                `SELECT DISTINCT _partition_id AS id FROM events WHERE team_id = ${Number(projectId)}`,
            )
            for (const {id} of partitions as {id: string}[]) {
                await clickhouse.query(
                    `OPTIMIZE TABLE events PARTITION ID '${id}' FINAL SETTINGS optimize_skip_merged_partitions = 1`,
                )
            }
        },
        flushIngestion: (projectId) => ingestion.flush(projectId),
    }
}
