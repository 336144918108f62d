import {spawn} from "node:child_process"
import {once} from "node:events"
import path from "node:path"
import {createInterface} from "node:readline"

import {addressOf, type PostgresServer} from "./postgres-server"

/** Starts the embedded PostgreSQL (takes some seconds). */
export async function startEmbeddedPostgres(): Promise<PostgresServer> {
    const child = spawn(process.execPath, [path.join(__dirname, "embedded-postgres-server.mjs")], {
        stdio: ["pipe", "pipe", "inherit"],
    })
    const exited = once(child, "exit")
    const [line] = (await Promise.race([
        once(createInterface({input: child.stdout}), "line"),
        exited.then(() => Promise.reject(new Error("The embedded PostgreSQL ended."))),
    ])) as [string]
    const port = Number(line)
    return {
        port,
        url: (query) => addressOf(port, undefined, undefined, query),
        async stop() {
            child.kill("SIGKILL")
            await exited
        },
    }
}
