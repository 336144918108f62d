import type {PostgresClient} from "./postgres-client"
import {StorageError} from "./storage-error"

/** Names of our tables as they stand in statements. */
export interface Tables {
    readonly storage: string
    readonly lock: string
}

// What the server says when two make the same table at once.
const MADE_MEANWHILE = ["23505", "42P07", "42710"]

/** Makes the tables that are missing. Safe when several start at once; asks for no right when all are there. */
export async function prepareTables(client: PostgresClient, schema: string | null): Promise<Tables> {
    const name = (table: string) => (schema === null ? table : `"${schema.replaceAll('"', '""')}".${table}`)
    const tables = {storage: name("beton_storage"), lock: name("beton_lock")}
    if (await exist(client, tables)) return tables
    try {
        await client.run(definition(tables))
    } catch (error) {
        if (!(error instanceof StorageError && MADE_MEANWHILE.includes(error.code))) throw error
        // The other one's tables are whole: they were made in one transaction.
        await client.run(definition(tables))
    }
    return tables
}

async function exist(client: PostgresClient, tables: Tables): Promise<boolean> {
    const [row] = await client.run(
        "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL AS exist",
        [tables.storage, tables.lock],
    )
    return row?.exist === true
}

/**
 * Sent as one text, so that it is one transaction. `json` rather than `jsonb` keeps a value's text as it was: the
 * order of its properties, which payloads of events depend on, and characters that `jsonb` refuses. Row level security
 * without a policy shuts out everybody but the owner: on Supabase a table in `public` is else open to the world.
 */
const definition = (tables: Tables): string => `
    CREATE TABLE IF NOT EXISTS ${tables.storage} (
        project text NOT NULL,
        key text NOT NULL,
        value json NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (project, key)
    );
    CREATE TABLE IF NOT EXISTS ${tables.lock} (
        project text PRIMARY KEY,
        owner text NOT NULL,
        since timestamptz NOT NULL,
        host text NOT NULL,
        pid integer NOT NULL,
        expires_at timestamptz NOT NULL
    );
    ALTER TABLE ${tables.storage} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${tables.lock} ENABLE ROW LEVEL SECURITY;`
