import {parseConfig} from "../src/config/config"
import {ConfigError, describeProblem, readRunnerConfig, secretsOf} from "./config"
import {createLog, type Log} from "./log"
import {type RunMode, runOnce, type RunOnceOptions, type RunOnceResult} from "./run-once"
import {type HeldLock, openStorage, type StorageLocation} from "./storage/storage"
import {StorageError} from "./storage/storage-error"

/** One start of the runner. */
export interface RunCommand {
    readonly bundle: string
    readonly configFile?: string | undefined
    readonly env: Readonly<Record<string, string | undefined>>
    readonly stateDir?: string | undefined
    readonly mode: RunMode
    readonly dryRun: boolean
    readonly format: "text" | "json"
    readonly maxMinutes: number
    readonly lockExpirySeconds: number
    /** Log lines. */
    readonly write: (line: string) => void
    readonly stop: AbortSignal
    readonly clock?: RunOnceOptions["clock"]
    readonly fetch?: typeof fetch
    readonly lookup?: RunOnceOptions["lookup"]
}

/** What a start came to. Exit codes: 0 ok (also: another one works, or asked to stop), 1 the work failed, 2 wrong settings. */
export interface RunCommandResult {
    readonly code: 0 | 1 | 2
    readonly outcome: RunOnceResult["outcome"] | "locked" | "refused" | "failed"
    readonly message: string
    readonly run: RunOnceResult["run"]
    readonly report: RunOnceResult["report"]
}

const DEFAULT_STATE_DIR = ".beton/state"
const nothing = {run: null, report: null}

/** Reads the settings, takes the lock, runs once, lets go. Never throws; every sentence is free of secrets. */
export async function runCommand(o: RunCommand): Promise<RunCommandResult> {
    const now = (): number => o.clock?.now() ?? Date.now()
    let log = createLog({format: o.format, write: o.write, secrets: secretsOf({}, o.env), now})
    const refuse = (message: string): RunCommandResult => {
        for (const line of message.split("\n")) log.write({level: "error", message: line})
        return {code: 2, outcome: "refused", message, ...nothing}
    }
    const source = {file: o.configFile, env: o.env}
    let form: Record<string, unknown>
    try {
        const read = readRunnerConfig(source)
        form = read.form
        log = createLog({format: o.format, write: o.write, secrets: secretsOf(form, o.env), now})
        for (const warning of read.warnings) log.write({level: "warn", message: warning})
    } catch (error) {
        if (error instanceof ConfigError) return refuse(error.message)
        throw error
    }
    const parsed = parseConfig(form)
    if (!parsed.ok)
        return refuse(parsed.problems.map((problem) => describeProblem(problem, source)).join("\n"))
    try {
        return await locked(o, log, form, parsed.config.project)
    } catch (error) {
        const message = error instanceof Error ? error.message : "Unknown error."
        log.write({level: "error", message})
        return {code: error instanceof StorageError ? 2 : 1, outcome: "failed", message, ...nothing}
    }
}

async function locked(
    o: RunCommand,
    log: Log,
    form: Record<string, unknown>,
    project: string,
): Promise<RunCommandResult> {
    const opened = await openStorage({
        location: locationOf(o),
        project,
        lockExpiryMs: o.lockExpirySeconds * 1000,
    })
    try {
        // A dry run writes nothing, so it disturbs nobody.
        if (o.dryRun) return resultOf(await runOnce(optionsOf(o, log, form, opened.storage, o.stop)), log)
        const lock = await opened.lock.acquire()
        if (!lock.ok) {
            const {holder} = lock
            const who = holder === null ? "" : ` (on ${holder.host}, since ${holder.since})`
            const message = `Another run is at work on ${opened.describe}${who}. This one ends; nothing was done.`
            log.write({level: "info", message})
            return {code: 0, outcome: "locked", message, ...nothing}
        }
        return await underLock(o, log, form, opened.storage, lock.held)
    } finally {
        await opened.storage.close()
    }
}

async function underLock(
    o: RunCommand,
    log: Log,
    form: Record<string, unknown>,
    storage: RunOnceOptions["storage"],
    held: HeldLock,
): Promise<RunCommandResult> {
    try {
        const result = await runOnce(optionsOf(o, log, form, storage, AbortSignal.any([o.stop, held.lost])))
        if (!held.lost.aborted) return resultOf(result, log)
        const message = "The lock was lost, so another run may be at work: this one ended where it was."
        log.write({level: "error", message})
        return {code: 1, outcome: "failed", message, run: result.run, report: result.report}
    } finally {
        // A database that is gone cannot be told; the lock then expires by itself.
        await held.release().catch((error: unknown) => {
            const reason = error instanceof Error ? ` ${error.message}` : ""
            log.write({
                level: "warn",
                message: `The lock could not be released and expires by itself.${reason}`,
            })
        })
    }
}

function optionsOf(
    o: RunCommand,
    log: Log,
    form: Record<string, unknown>,
    storage: RunOnceOptions["storage"],
    stop: AbortSignal,
): RunOnceOptions {
    return {
        bundle: o.bundle,
        form,
        mode: o.mode,
        dryRun: o.dryRun,
        storage,
        log,
        stop,
        budgetMs: o.maxMinutes * 60_000,
        ...(o.clock === undefined ? {} : {clock: o.clock}),
        ...(o.fetch === undefined ? {} : {fetch: o.fetch}),
        ...(o.lookup === undefined ? {} : {lookup: o.lookup}),
    }
}

function resultOf(result: RunOnceResult, log: Log): RunCommandResult {
    const failed = result.outcome === "stopped" || result.outcome === "unfinished"
    // The app has said itself why it stopped.
    if (result.message !== "" && result.outcome !== "stopped")
        log.write({level: failed ? "warn" : "info", message: result.message})
    return {code: failed ? 1 : 0, ...result}
}

/** A variable that is set to nothing counts as not set. */
function locationOf({env, stateDir}: RunCommand): StorageLocation {
    if (!stateDir && env.DATABASE_URL) return {kind: "postgres", url: env.DATABASE_URL}
    return {kind: "files", dir: stateDir || env.BETON_STATE_DIR || DEFAULT_STATE_DIR}
}
