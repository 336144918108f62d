import {type ChildProcess, spawn} from "node:child_process"
import {once} from "node:events"
import path from "node:path"
import {createInterface} from "node:readline"

import type {LockHolder, StorageLocation} from "@beton/posthog-app/runner/storage/storage"
import {build} from "esbuild"

import type {Request} from "./lock-child"

/** Bundles the child's program into `dir`, as the runner is: such a process starts at once. */
export async function bundleChild(dir: string): Promise<string> {
    const file = path.join(dir, "lock-child.cjs")
    await build({
        entryPoints: [path.join(__dirname, "lock-child.ts")],
        outfile: file,
        bundle: true,
        platform: "node",
        target: "node20",
        format: "cjs",
        external: ["pg-native"],
        logLevel: "silent",
    })
    return file
}

/** Answer to `acquire`. */
export type Acquired = {ok: true} | {ok: false; holder: LockHolder | null}

/** A process that holds locks and writes. */
export class Child {
    private requests = 0
    private readonly lines: Record<string, unknown>[] = []
    private readonly waiting = new Set<() => void>()
    private ended = false

    private constructor(
        readonly process: ChildProcess,
        readonly pid: number,
    ) {
        createInterface({input: process.stdout!}).on("line", (line) => {
            this.lines.push(JSON.parse(line) as Record<string, unknown>)
            for (const check of this.waiting) check()
        })
        process.on("close", () => {
            this.ended = true
            for (const check of this.waiting) check()
        })
    }

    static async start(program: string, location: StorageLocation, lockExpiryMs: number): Promise<Child> {
        const child = spawn(process.execPath, [program, JSON.stringify({location, lockExpiryMs})], {
            stdio: ["pipe", "pipe", "inherit"],
        })
        const started = new Child(child, child.pid ?? 0)
        await started.line((line) => line.pid === child.pid)
        return started
    }

    async acquire(project: string): Promise<Acquired> {
        const id = this.send("acquire", project)
        const {id: _id, ...answer} = await this.line((line) => line.id === id)
        return answer as Acquired
    }

    async release(project: string): Promise<void> {
        const id = this.send("release", project)
        await this.line((line) => line.id === id)
    }

    /** Resolves when the process heard that it lost the lock. */
    async lost(project: string): Promise<void> {
        await this.line((line) => line.lost === project)
    }

    hasLost(project: string): boolean {
        return this.lines.some((line) => line.lost === project)
    }

    /** Starts to write; `written` says how far it came. */
    write(project: string): void {
        this.send("write", project)
    }

    get written(): number {
        return Math.max(0, ...this.lines.map((line) => Number(line.written ?? 0)))
    }

    /** Resolves when the process has written something. */
    async hasWritten(): Promise<void> {
        await this.line((line) => line.written !== undefined)
    }

    /** Ends the process without a chance to clean up and resolves when it is gone, its last words read. */
    async kill(): Promise<void> {
        if (this.process.exitCode !== null || this.process.signalCode !== null) return
        const closed = once(this.process, "close")
        this.process.kill("SIGCONT")
        this.process.kill("SIGKILL")
        await closed
    }

    private send(what: Request["do"], project: string): number {
        const request: Request = {id: ++this.requests, do: what, project}
        this.process.stdin!.write(`${JSON.stringify(request)}\n`)
        return request.id
    }

    private line(wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
        return new Promise((resolve, reject) => {
            const check = () => {
                const found = this.lines.find(wanted)
                if (found) resolve(found)
                else if (this.ended) reject(new Error("The process ended without that answer."))
                else return
                this.waiting.delete(check)
            }
            this.waiting.add(check)
            check()
        })
    }
}
