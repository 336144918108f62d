import {type ChildProcess, fork} from "node:child_process"
import {mkdirSync, mkdtempSync, rmSync} from "node:fs"
import {createRequire} from "node:module"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath, pathToFileURL} from "node:url"

import {type ClickHouseReply, type ClickHouseRequest, READY_ID} from "./clickhouse-protocol"

/** An error that ClickHouse raised: its number, its name (NO_COMMON_TYPE) and its text. */
export class ClickHouseError extends Error {
    readonly errorName: string

    constructor(
        readonly code: number,
        message: string,
    ) {
        super(message)
        this.errorName = /\(([A-Z][A-Z0-9_]+)\)\s*$/.exec(message)?.[1] ?? "UNKNOWN"
    }
}

type Pending = {resolve: (bytes: Buffer) => void; reject: (error: Error) => void}
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never

/** Size from which an insert is sent in several messages. */
const CHUNK_BYTES = 32 * 1024 * 1024

/** The position after the line that `from` is in. */
function lineEnd(bytes: Buffer, from: number): number {
    const at = bytes.indexOf(0x0a, from)
    return at < 0 ? bytes.length : at + 1
}

/** How long a closing process may take before it is killed. */
const CLOSE_MS = 5000

/** The parent's side of the chDB process. */
export class ClickHouse {
    #pending = new Map<number, Pending>()
    #nextId = READY_ID + 1
    #gone: Error | null = null
    /** The end of what the process has written to its error output. */
    #printed = ""

    private constructor(
        private readonly child: ChildProcess,
        private readonly directory: string,
        private readonly temporary: boolean,
    ) {
        child.stderr?.on(
            "data",
            (text: Buffer) => (this.#printed = `${this.#printed}${text.toString()}`.slice(-4000)),
        )
        child.on("message", (reply: ClickHouseReply) => this.#settle(reply))
        child.on("close", () =>
            this.#fail(new Error(`The ClickHouse process ended. ${this.#printed}`.trim())),
        )
        child.on("error", (error) => this.#fail(error))
    }

    /** Starts the process on a directory (a temporary one, removed on close, by default) and creates the tables. */
    static async start(dataDir?: string): Promise<ClickHouse> {
        const directory = dataDir
            ? path.join(dataDir, "clickhouse")
            : mkdtempSync(path.join(tmpdir(), "beton-clickhouse-"))
        mkdirSync(directory, {recursive: true})
        const file = fileURLToPath(new URL("./clickhouse-process.ts", import.meta.url))
        const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
        const child = fork(file, [directory], {
            execArgv: ["--import", tsx],
            serialization: "advanced",
            stdio: ["ignore", "ignore", "pipe", "ipc"],
            env: {...process.env, UV_THREADPOOL_SIZE: "16", NODE_OPTIONS: ""},
        })
        const clickhouse = new ClickHouse(child, directory, dataDir === undefined)
        await new Promise<Buffer>((resolve, reject) =>
            clickhouse.#pending.set(READY_ID, {resolve, reject}),
        ).catch(() => {
            const reason = clickhouse.#printed.includes("Cannot lock file")
                ? "Another sandbox is using this data directory. End it (Ctrl-C where it runs), then start again."
                : clickhouse.#printed.trim()
            throw new Error(`ClickHouse did not start on ${directory}. ${reason}`)
        })
        return clickhouse
    }

    #settle(reply: ClickHouseReply): void {
        const pending = this.#pending.get(reply.id)
        if (!pending) return
        this.#pending.delete(reply.id)
        if (!reply.ok) pending.reject(new ClickHouseError(reply.code, reply.message))
        else {
            const {buffer, byteOffset, byteLength} = reply.bytes
            pending.resolve(Buffer.from(buffer, byteOffset, byteLength))
        }
    }

    #fail(error: Error): void {
        this.#gone ??= error
        for (const pending of this.#pending.values()) pending.reject(error)
        this.#pending.clear()
    }

    #call(request: WithoutId<ClickHouseRequest>): Promise<Buffer> {
        if (this.#gone) return Promise.reject(this.#gone)
        const id = this.#nextId++
        return new Promise((resolve, reject) => {
            this.#pending.set(id, {resolve, reject})
            this.child.send(
                {...request, id},
                (error) => error && this.#settle({id, ok: false, code: 0, message: error.message}),
            )
        })
    }

    /** Runs one statement and gives the bytes of its output format. Raises {@link ClickHouseError}. */
    query(sql: string): Promise<Buffer> {
        return this.#call({kind: "query", sql})
    }

    /** Runs a SELECT and gives its rows as objects. */
    async rows<T>(sql: string): Promise<T[]> {
        const text = (
            await this.query(`${sql} FORMAT JSONEachRow SETTINGS output_format_json_quote_64bit_integers = 0`)
        ).toString()
        return text.split("\n").flatMap((line) => (line ? [JSON.parse(line) as T] : []))
    }

    /** Inserts JSON lines into a table, in parts when they are many. */
    async insert(table: string, rows: Buffer | string): Promise<void> {
        const bytes = typeof rows === "string" ? Buffer.from(rows) : rows
        for (let start = 0; start < bytes.length;) {
            const end =
                start + CHUNK_BYTES >= bytes.length ? bytes.length : lineEnd(bytes, start + CHUNK_BYTES)
            await this.#call({kind: "insert", table, rows: bytes.subarray(start, end)})
            start = end
        }
    }

    /** Stops the running query whose text ends with the comment `tag`. */
    async kill(tag: string): Promise<void> {
        await this.#call({kind: "kill", tag})
    }

    /** Ends the process, by force when it does not end by itself, and removes a temporary directory. */
    async close(): Promise<void> {
        if (this.child.exitCode === null && this.child.signalCode === null) {
            const exited = new Promise<void>((resolve) => this.child.once("exit", () => resolve()))
            const timer = setTimeout(() => this.child.kill("SIGKILL"), CLOSE_MS)
            void this.#call({kind: "close"}).then(
                () => this.child.kill("SIGKILL"),
                () => this.child.kill("SIGKILL"),
            )
            await exited
            clearTimeout(timer)
        }
        if (this.temporary) rmSync(this.directory, {recursive: true, force: true})
    }
}

/** A ClickHouse string literal. */
export function literal(text: string): string {
    return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`
}
