// The embedded PostgreSQL behind a socket, in a process of its own: it is WebAssembly in ES modules. Says its port and
// ends with whoever started it.
import {PGlite} from "@electric-sql/pglite"
import {PGLiteSocketServer} from "@electric-sql/pglite-socket"

const db = await PGlite.create()
const server = new PGLiteSocketServer({db, host: "127.0.0.1", port: 0, maxConnections: 50})
await server.start()
console.log(server.getServerConn().split(":").at(-1))
process.stdin.on("close", () => process.exit()).resume()
