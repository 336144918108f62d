import {memoryCache} from "./cache"
import {asHostError, readManifest} from "./host-support"
import {JobQueue} from "./jobs"
import type {GuestFunction} from "./loaded-plugin"
import {SetupRetries} from "./setup-retries"
import type {Running} from "./start-plugin"
import {startPlugin} from "./start-plugin"
import {memoryStorage} from "./storage"
import type {CapturedEvent, DrainOptions, LogLine, PluginHost, PluginHostOptions} from "./types"
import {SCHEDULED_NAMES} from "./types"

export {unpackPlugin} from "./archive"
export type {HostCache} from "./cache"
export type {HostStorage} from "./storage"
export {fileStorage, memoryStorage} from "./storage"
export type {PluginHost, PluginHostOptions} from "./types"

/**
 * Makes a host like PostHog's plugin server 1.10.5 for one plugin config: the built file runs in a context of its own
 * with that server's globals, guards and quirks. Nothing runs before `setup()`.
 */
export function createPluginHost(o: PluginHostOptions): PluginHost {
    const now = o.now ?? Date.now
    const seconds = o.taskTimeoutSeconds ?? 30
    const manifest = readManifest(o.pluginJson)
    const identity = {name: manifest.name, teamId: o.teamId ?? 1, pluginConfigId: o.pluginConfigId ?? 1}
    const storage = o.storage ?? memoryStorage()
    const cache = o.cache ?? memoryCache(now)
    const queue = new JobQueue()
    const retries = new SetupRetries(now)
    const busy = new Set<string>()
    const logs: LogLine[] = []
    const errors: PluginHost["errors"] = []
    const captured: CapturedEvent[] = []
    const metrics: Record<string, number> = {}
    let running: Running | undefined
    let ready = false

    const log = (level: string, text: string): void => void logs.push({at: now(), level, text})
    const record = (task: string, thrown: unknown): Error => {
        const error = asHostError(thrown)
        errors.push({task, error})
        log("ERROR", `${task}: ${error.message}`)
        return error
    }

    function load(): Running {
        const loaded = startPlugin(o, identity, {storage, cache, queue, metrics, captured, now, seconds, log})
        loaded.realm.onUnhandledRejection((reason) => void record("unhandledRejection", reason))
        log("INFO", "Plugin loaded.")
        return loaded
    }

    /** A whole call under the guard; a plugin without that export is fine. */
    async function callGuarded(
        {realm, plugin, meta}: Running,
        name: string,
        ...args: unknown[]
    ): Promise<unknown> {
        const method = plugin.find(name)
        return method ? realm.guest.asyncGuard(method(...args, meta), name) : undefined
    }

    async function attemptSetup(): Promise<void> {
        if (retries.disabled) {
            throw new Error(
                `The plugin "${identity.name}" is disabled: it did not load or its setup failed too often.`,
            )
        }
        try {
            running ??= load()
        } catch (error) {
            retries.giveUp()
            throw record("load", error)
        }
        try {
            await callGuarded(running, "setupPlugin")
            ready = true
            retries.succeeded()
            log("INFO", "setupPlugin completed successfully.")
        } catch (error) {
            const seconds = retries.failed()
            log(
                "ERROR",
                seconds === null ? "Plugin disabled." : `setupPlugin failed. Retrying in ${seconds} s.`,
            )
            throw record("setupPlugin", error)
        }
    }

    async function setup({advance}: {advance?: (ms: number) => void} = {}): Promise<void> {
        for (;;) {
            try {
                return await attemptSetup()
            } catch (error) {
                if (!advance || retries.nextAt === null) throw error
                advance(Math.max(0, retries.nextAt - now()))
            }
        }
    }

    /** Tasks and jobs: not guarded as a whole; whatever is thrown is stored, and nothing is retried. */
    async function runTask(name: string, task: GuestFunction | undefined, ...args: unknown[]): Promise<void> {
        try {
            if (!task) {
                throw new Error(
                    `Task "${name}" not found for plugin "${identity.name}" with config id ${identity.pluginConfigId}`,
                )
            }
            await task(...args, started().meta)
        } catch (error) {
            record(name, error)
        }
    }

    function started(): Running {
        if (!running || !ready) throw new Error("The plugin is not set up: call setup() first.")
        return running
    }

    async function runJob(name: string, payload: unknown): Promise<void> {
        const {plugin, realm} = started()
        // Without a payload the job gets `meta` as its first argument.
        const args = payload ? [realm.guest.parse(JSON.stringify(payload))] : []
        await runTask(name, plugin.jobs.get(name), ...args)
    }

    async function drainJobs({
        until = Infinity,
        advance,
        maxJobs = 10_000,
    }: DrainOptions = {}): Promise<number> {
        let ran = 0
        while (ran < maxJobs) {
            const due = queue.takeDue(Math.min(now(), until), maxJobs - ran)
            if (due.length > 0) {
                ran += due.length
                await Promise.all(due.map((job) => runJob(job.name, job.payload)))
                continue
            }
            const next = queue.nextAt()
            if (next === undefined || next > until || !advance) break
            advance(next - now())
            if (now() < next) throw new Error("advance() has to move the clock that was given as `now`.")
        }
        return ran
    }

    return {
        setup,
        drainJobs,
        async runSchedule(name) {
            const task = started().plugin.schedule.get(name)
            if (!task || !SCHEDULED_NAMES.includes(name) || busy.has(name)) return
            busy.add(name)
            try {
                await runTask(name, task)
            } finally {
                busy.delete(name)
            }
        },
        async runPublicJob(name, payload, operation = "start") {
            if (manifest.publicJobs && !manifest.publicJobs.includes(name)) {
                throw new Error(
                    `The job "${name}" cannot be started from outside: add it to publicJobs in plugin.json.`,
                )
            }
            await runJob(name, {...(payload as object | undefined), $operation: operation})
        },
        async runMethod(name, input) {
            const current = started()
            const argument =
                input === undefined ? undefined : current.realm.guest.parse(JSON.stringify(input))
            try {
                return current.realm.toHost(await callGuarded(current, name, argument))
            } catch (error) {
                throw record(name, error)
            }
        },
        pendingJobs: () => queue.list(),
        scheduled: () => SCHEDULED_NAMES.filter((name) => running?.plugin.schedule.has(name)),
        jobNames: () => [...(running?.plugin.jobs.keys() ?? [])],
        logs,
        errors,
        storage,
        captured,
        metrics,
        get nextSetupAt() {
            return retries.nextAt
        },
        get disabled() {
            return retries.disabled
        },
        async teardown() {
            if (!running) return
            try {
                if (ready) await callGuarded(running, "teardownPlugin")
            } catch (error) {
                record("teardownPlugin", error)
            }
            ready = false
            running.realm.dispose()
        },
    }
}
