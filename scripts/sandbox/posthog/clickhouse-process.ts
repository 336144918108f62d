// The only process that loads chDB. Started by clickhouse.ts; ends with its parent.
import {Session} from "chdb"

import {type ClickHouseReply, type ClickHouseRequest, READY_ID} from "./clickhouse-protocol"
import {SessionPool} from "./session-pool"
import {TABLE_STATEMENTS} from "./tables"

const directory = process.argv[2]
if (!directory || !process.send) throw new Error("Start this file through clickhouse.ts.")

const pool = new SessionPool(() => new Session(directory))

function send(reply: ClickHouseReply): void {
    process.send?.(reply)
}

async function createTables(): Promise<void> {
    for (const statement of TABLE_STATEMENTS) await pool.query(statement)
    // Duplicates stay visible until the stand-in is told to merge them: nothing is small enough for a merge by chance.
    await pool.query("ALTER TABLE events MODIFY SETTING max_bytes_to_merge_at_max_space_in_pool = 1")
}

async function handle(request: ClickHouseRequest): Promise<Uint8Array> {
    switch (request.kind) {
        case "query":
            return pool.query(request.sql)
        case "insert":
            await pool.insert(request.table, request.rows)
            return new Uint8Array()
        case "kill":
            return pool.query(
                `KILL QUERY WHERE endsWith(query, '/* ${request.tag} */') AND NOT startsWith(query, 'KILL') ASYNC`,
            )
        case "close":
            await pool.close()
            return new Uint8Array()
    }
}

process.on("message", (request: ClickHouseRequest) => {
    handle(request).then(
        (bytes) => send({id: request.id, ok: true, bytes}),
        (error: Error & {clickhouseCode?: number}) =>
            send({id: request.id, ok: false, code: error.clickhouseCode ?? 0, message: error.message}),
    )
})
// The parent is gone, however it ended. A running query must not keep this process alive.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"))
// Ctrl-C reaches the whole group; the parent decides when to close.
process.on("SIGINT", () => undefined)

createTables().then(
    () => send({id: READY_ID, ok: true, bytes: new Uint8Array()}),
    (error: Error) => send({id: READY_ID, ok: false, code: 0, message: error.message}),
)
