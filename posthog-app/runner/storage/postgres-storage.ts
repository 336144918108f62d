import {readPostgresAddress} from "./postgres-address"
import {postgresClient} from "./postgres-client"
import {postgresLock} from "./postgres-lock"
import {postgresRows} from "./postgres-rows"
import {prepareTables} from "./postgres-tables"
import {rowStorage} from "./row-storage"
import type {OpenedStorage} from "./storage"

/** Opens the storage of a project in a PostgreSQL database, Supabase's included; makes its two tables when missing. */
export async function postgresStorage(o: {
    url: string
    project: string
    lockExpiryMs: number
}): Promise<OpenedStorage> {
    const address = readPostgresAddress(o.url)
    const client = postgresClient(address)
    try {
        const tables = await prepareTables(client, address.schema)
        return {
            storage: rowStorage(postgresRows(client, tables, o.project)),
            lock: postgresLock(client, tables, o.project, o.lockExpiryMs),
            describe: `the PostgreSQL database of DATABASE_URL, table ${tables.storage}`,
        }
    } catch (error) {
        await client.close()
        throw error
    }
}
