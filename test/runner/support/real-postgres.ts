import {execFileSync, spawn, type SpawnOptions} from "node:child_process"
import {once} from "node:events"
import {chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs"
import {createServer} from "node:net"
import {tmpdir} from "node:os"
import path from "node:path"
import {setTimeout as wait} from "node:timers/promises"

import {Client} from "pg"

import {addressOf, PASSWORD, type PostgresServer} from "./postgres-server"

/** Folder with `initdb` and `postgres` of the newest version here; null when it or openssl is missing or cannot run. */
export function findPostgres(): string | null {
    const versions = "/usr/lib/postgresql"
    const debian = existsSync(versions)
        ? readdirSync(versions)
              .sort((a, b) => Number(b) - Number(a))
              .map((version) => path.join(versions, version, "bin"))
        : []
    const others = (process.env.PATH ?? "").split(path.delimiter).filter((dir) => dir !== "")
    const bin = [...debian, ...others].find((dir) =>
        ["initdb", "postgres"].every((name) => existsSync(path.join(dir, name))),
    )
    const openssl = others.some((dir) => existsSync(path.join(dir, "openssl")))
    return bin !== undefined && openssl && runAs() !== null ? bin : null
}

/** PostgreSQL refuses to run as root: its own user then; null when that is not there. */
function runAs(): SpawnOptions | null {
    if (process.getuid?.() !== 0) return {}
    try {
        const id = (flag: string) =>
            Number(execFileSync("id", [flag, "postgres"], {stdio: ["ignore", "pipe", "ignore"]}))
        return {uid: id("-u"), gid: id("-g")}
    } catch {
        return null
    }
}

/** A real server and where its certificate is, which it signed itself; users are made with `addressOf`'s password. */
export interface RealPostgres extends PostgresServer {
    readonly certificate: string
}

/** Makes and starts a server that wants passwords, and encryption of the user `encrypted`. */
export async function startRealPostgres(bin: string): Promise<RealPostgres> {
    const dir = mkdtempSync(path.join(tmpdir(), "beton-postgres-"))
    const as = {...runAs(), cwd: dir, stdio: "ignore"} as const
    if (as.uid !== undefined && as.gid !== undefined) chownSync(dir, as.uid, as.gid)
    const data = path.join(dir, "data")
    const file = (name: string) => path.join(dir, name)

    writeFileSync(file("password"), PASSWORD)
    execFileSync(path.join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", file("password"), "-E", "UTF8", "--locale", "C", "--no-sync"], as) // prettier-ignore
    execFileSync("openssl", ["req", "-new", "-x509", "-nodes", "-days", "3650", "-subj", "/CN=elsewhere.example", "-keyout", file("server.key"), "-out", file("server.crt")], as) // prettier-ignore
    const rules = ["hostnossl all encrypted all reject", "host all all all scram-sha-256"]
    writeFileSync(path.join(data, "pg_hba.conf"), `${rules.join("\n")}\n`)

    const port = await freePort()
    const settings = {port, listen_addresses: "127.0.0.1", unix_socket_directories: dir, fsync: "off", shared_buffers: "16MB", ssl: "on", ssl_cert_file: file("server.crt"), ssl_key_file: file("server.key")} // prettier-ignore
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    const server = spawn(path.join(bin, "postgres"), ["-D", data, ...options], as)
    const exited = once(server, "exit")
    await untilReady(addressOf(port), exited)
    return {
        port,
        certificate: file("server.crt"),
        url: (query) => addressOf(port, undefined, undefined, query),
        async stop() {
            server.kill("SIGINT")
            await exited
            rmSync(dir, {recursive: true, force: true})
        },
    }
}

async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1")
    await once(server, "listening")
    const {port} = server.address() as {port: number}
    server.close()
    await once(server, "close")
    return port
}

async function untilReady(url: string, exited: Promise<unknown>): Promise<void> {
    let ended = false
    void exited.then(() => (ended = true))
    for (;;) {
        const client = new Client({connectionString: url})
        try {
            await client.connect()
            return await client.end()
        } catch (error) {
            if (ended) throw new Error("The PostgreSQL server ended.", {cause: error})
            await wait(50)
        }
    }
}
