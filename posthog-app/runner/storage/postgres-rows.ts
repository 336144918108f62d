import type {PostgresClient} from "./postgres-client"
import type {Tables} from "./postgres-tables"
import type {Rows} from "./row-storage"

/** One row per key in beton_storage; every change is one statement. */
export function postgresRows(client: PostgresClient, {storage}: Tables, project: string): Rows {
    return {
        async read(key) {
            const [row] = await client.run(
                `SELECT value::text AS json FROM ${storage} WHERE project = $1 AND key = $2`,
                [project, key],
            )
            return row ? (row.json as string) : null
        },
        async write(key, json) {
            await client.run(
                `INSERT INTO ${storage} (project, key, value) VALUES ($1, $2, $3)
                ON CONFLICT (project, key) DO UPDATE SET value = excluded.value, updated_at = now()`,
                [project, key, json],
            )
        },
        async remove(key) {
            await client.run(`DELETE FROM ${storage} WHERE project = $1 AND key = $2`, [project, key])
        },
        async add(key, by) {
            const [row] = await client.run(
                `INSERT INTO ${storage} AS old (project, key, value) VALUES ($1, $2, to_json($3::float8))
                ON CONFLICT (project, key) DO UPDATE
                SET value = to_json(coalesce((old.value #>> '{}')::float8, 0) + $3::float8), updated_at = now()
                WHERE json_typeof(old.value) IN ('number', 'null')
                RETURNING value::text AS json`,
                [project, key, by],
                {repeatable: false},
            )
            return row ? Number(row.json) : null
        },
        async all() {
            const rows = await client.run(
                `SELECT key, value::text AS json FROM ${storage} WHERE project = $1`,
                [project],
            )
            return rows.map((row) => [row.key as string, row.json as string])
        },
        close: () => client.close(),
    }
}
