import type {PoolConfig} from "pg"

import {StorageError} from "./storage-error"

/** How to connect, and the schema of our tables; null: the first that the server's search path names. */
export interface PostgresAddress {
    readonly config: PoolConfig
    readonly schema: string | null
}

/**
 * Reads DATABASE_URL. `sslmode=require` means what it means to PostgreSQL's own tools and in Supabase's own
 * instructions: encrypt, without checking the certificate (pg alone would refuse Supabase's); `verify-full` with
 * `sslrootcert` checks it. The schema comes from `search_path=…` or `options=-c search_path=…`; table names are
 * written with it, as poolers in front of the database may drop session settings.
 *
 * @throws StorageError when it is no PostgreSQL address
 */
export function readPostgresAddress(url: string): PostgresAddress {
    const trimmed = url.trim()
    if (!/^postgres(ql)?:\/\/./i.test(trimmed)) {
        throw new StorageError(
            "DATABASE_URL is not the address of a PostgreSQL database. It looks like postgresql://user:password@host:5432/database.",
        )
    }
    const [address = "", query = ""] = splitOnce(trimmed, "?")
    const settings = new URLSearchParams(query)
    if (["prefer", "require", "verify-ca"].includes(settings.get("sslmode") ?? ""))
        settings.set("uselibpqcompat", "true")
    const schema = schemaOf(settings)
    settings.delete("search_path")
    const text = settings.toString()
    return {config: {connectionString: text === "" ? address : `${address}?${text}`}, schema}
}

function schemaOf(settings: URLSearchParams): string | null {
    const option = /(?:-c\s*|--)search_path=((?:\\.|\S)+)/.exec(settings.get("options") ?? "")?.[1]
    const searchPath = settings.get("search_path") ?? option?.replace(/\\(.)/g, "$1") ?? ""
    const first =
        searchPath
            .split(",")[0]
            ?.trim()
            .replace(/^"(.*)"$/, "$1") ?? ""
    return first === "" || first === "$user" ? null : first
}

function splitOnce(text: string, by: string): [string, string] {
    const at = text.indexOf(by)
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)]
}
