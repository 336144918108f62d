import {type ChildProcess, spawn} from "node:child_process"
import {once} from "node:events"

import type {Built} from "./built"

/** How a process ended. */
export interface Exit {
    /** null: ended by the signal. */
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
    readonly stdout: string
    readonly stderr: string
    /** From its start, ms. */
    readonly ms: number
}

/** `node runner.cjs` as cron, a container or a CI job starts it. */
export class RunnerProcess {
    private stdout = ""
    private stderr = ""
    private readonly startedAt = Date.now()
    private readonly closed: Promise<unknown>

    constructor(readonly process: ChildProcess) {
        process.stdout?.on("data", (data: Buffer) => (this.stdout += data.toString()))
        process.stderr?.on("data", (data: Buffer) => (this.stderr += data.toString()))
        this.closed = once(process, "close")
        running.add(process)
        process.on("close", () => running.delete(process))
    }

    /** Resolves when the process is gone and all its words are read. */
    async exit(): Promise<Exit> {
        await this.closed
        const {exitCode: code, signalCode: signal} = this.process
        const {stdout, stderr} = this
        return {code, signal, stdout, stderr, ms: Date.now() - this.startedAt}
    }

    signal(signal: NodeJS.Signals): void {
        this.process.kill(signal)
    }

    /** Sends a signal and waits for the end; `took` is the time between, ms. */
    async stop(signal: NodeJS.Signals): Promise<Exit & {readonly took: number}> {
        const asked = Date.now()
        this.signal(signal)
        const exit = await this.exit()
        return {...exit, took: Date.now() - asked}
    }

    /** What it has said so far on stderr. */
    get said(): string {
        return this.stderr
    }
}

const running = new Set<ChildProcess>()
afterAll(() => {
    for (const process of running) process.kill("SIGKILL")
})

/** Starts it with nothing of this process's environment but the way to programs. */
export function startProcess(
    built: Pick<Built, "runnerCjs">,
    o: {readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>>; cwd: string},
): RunnerProcess {
    const child = spawn(process.execPath, [built.runnerCjs, ...(o.args ?? [])], {
        cwd: o.cwd,
        env: {PATH: process.env.PATH ?? "", ...o.env},
        stdio: ["ignore", "pipe", "pipe"],
    })
    return new RunnerProcess(child)
}

/** Waits until something holds; fails after `ms`. */
export async function until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    ms = 20_000,
): Promise<void> {
    const end = Date.now() + ms
    while (!(await holds())) {
        if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${what}`)
        await new Promise((resolve) => setTimeout(resolve, 25))
    }
}
