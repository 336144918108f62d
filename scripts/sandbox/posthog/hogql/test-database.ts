import {Session} from "chdb"

import {TABLE_STATEMENTS} from "../tables"
import {compileHogQL} from "./compile"
import type {ProjectContext} from "./context"

/** A project of a test: UTC, two group types, nothing typed; `changes` overrides parts of it. */
export function testProject(changes: Partial<ProjectContext> = {}): ProjectContext {
    return {
        teamId: 1,
        timezone: "UTC",
        weekStartDay: 0,
        groupTypes: [
            {group_type: "organization", group_type_index: 0, created_at: "2026-01-01T00:00:00Z"},
            {group_type: "workspace", group_type_index: 1, created_at: "2026-01-01T00:00:00Z"},
        ],
        propertyTypes: {event: {}, person: {}, group: {}},
        personsOnEventsMode: "person_id_override_properties_on_events",
        hasPersonOverrides: true,
        systemTables: {data_warehouse_tables: [], data_warehouse_sources: []},
        warehouseTables: [],
        ...changes,
    }
}

/** One chDB session with PostHog's tables, in a temporary directory. */
export class TestDatabase {
    private readonly session = new Session()

    constructor() {
        for (const statement of TABLE_STATEMENTS) this.session.query(statement)
    }

    /** Inserts rows given as objects, duplicates and old versions included. */
    insert(table: string, rows: object[]): void {
        const lines = rows.map((row) => JSON.stringify(row)).join("\n")
        this.session.query(`INSERT INTO ${table} SETTINGS optimize_on_insert = 0 FORMAT JSONEachRow ${lines}`)
    }

    /** Runs ClickHouse SQL; rows as arrays. 64-bit integers come as numbers. */
    async sql(sql: string): Promise<unknown[][]> {
        const settings = sql.includes(" SETTINGS ") ? ", " : " SETTINGS "
        try {
            const result = await this.session.queryAsync(
                `${sql}${settings}output_format_json_quote_64bit_integers = 0`,
                {format: "JSONCompact"},
            )
            return result.json<{data: unknown[][]}>().data
        } catch (error) {
            // chDB keeps what a failed query had written already and puts it before the next result.
            await this.session.queryAsync("SELECT 1")
            throw error
        }
    }

    /** Compiles and runs HogQL. */
    async hogql(
        text: string,
        project: ProjectContext = testProject(),
        values?: Record<string, unknown>,
    ): Promise<unknown[][]> {
        return this.sql((await compileHogQL(text, values, project)).sql)
    }

    /** The query plan with the chosen index ranges, as text. */
    async plan(text: string, project: ProjectContext = testProject()): Promise<string> {
        const {sql} = await compileHogQL(text, undefined, project)
        return (await this.session.queryAsync(`EXPLAIN indexes = 1 ${sql}`, {format: "TSVRaw"})).text()
    }

    close(): void {
        this.session.cleanup()
    }
}
