import {createLog} from "@beton/posthog-app/runner/log"
import {runOnce} from "@beton/posthog-app/runner/run-once"

import {createPluginHost} from "../../../scripts/sandbox/plugin-host"
import {appHost, type Clock} from "../../app/support/app-host"
import type {Wire} from "../../app/support/wire"
import type {ProcessStorage} from "./shared-storage"

const HOUR_MS = 3_600_000

/** What a process of the app gets from the world outside. */
export interface ProcessParts {
    readonly form: Readonly<Record<string, unknown>>
    readonly clock: Clock
    readonly wire: Wire
    readonly storage: ProcessStorage
}

/** One process; `wake` is an hourly heartbeat with all jobs that follow, or one start of the runner. */
export interface AppProcess {
    wake(): Promise<void>
    /** Log lines so far, as they were written: nobody has taken a secret out. */
    logs(): readonly string[]
    /** What tasks and jobs threw so far. */
    errors(): readonly Error[]
    /** Frees what a process of the real world would lose with its end. */
    end?(): Promise<void>
}

/** A way to run the app. */
export interface Mode {
    readonly name: string
    /** Starting costs next to nothing: cases may start a process just to see what it does. */
    readonly startsQuickly: boolean
    /** Makes the connect check, which only reads, and asks on when it is told to wait. */
    readonly checksSetUp: boolean
    start(parts: ProcessParts): AppProcess
}

/** The plugin host without the seconds that its VM takes to load: the same code on plain objects. */
export const PLUGIN_HOST: Mode = {
    name: "plugin host",
    startsQuickly: true,
    checksSetUp: false,
    start({form, clock, wire, storage}) {
        const host = appHost({config: form, clock, wire, storage, increment: (key) => storage.increment(key)})
        return {
            wake: () => host.day(),
            logs: () => host.logs.map(({text}) => text),
            errors: () => host.errors,
        }
    },
}

/** The runner with the packed app; its lock is free when a process starts. */
export function runnerMode(bundle: string): Mode {
    return {
        name: "runner",
        startsQuickly: false,
        checksSetUp: true,
        start({form, clock, wire, storage}) {
            const lines: string[] = []
            const errors: Error[] = []
            const log = createLog({
                format: "json",
                secrets: [],
                write: (line) => void lines.push(line),
                now: () => clock.now,
            })
            return {
                logs: () => lines,
                errors: () => errors,
                async wake() {
                    try {
                        await runOnce({
                            bundle,
                            form,
                            mode: "due",
                            dryRun: false,
                            storage,
                            log,
                            stop: new AbortController().signal,
                            budgetMs: 2 * HOUR_MS,
                            clock: {now: () => clock.now, sleep: async (ms) => void (clock.now += ms)},
                            fetch: wire.nativeFetch,
                        })
                    } catch (error) {
                        errors.push(error as Error)
                    }
                },
            }
        },
    }
}

/** The packed plugin in the VM of the plugin server: seconds per process. */
export function vmMode(files: {readonly indexJs: string; readonly pluginJson: string}): Mode {
    return {
        name: "plugin VM",
        startsQuickly: false,
        checksSetUp: true,
        start({form, clock, wire, storage}) {
            const host = createPluginHost({
                ...files,
                config: {...form},
                storage,
                now: () => clock.now,
                fetch: wire.nativeFetch,
            })
            let ready = false
            return {
                logs: () => host.logs.map(({text}) => text),
                errors: () => host.errors.map(({error}) => error),
                end: () => host.teardown(),
                async wake() {
                    if (!ready) await host.setup()
                    ready = true
                    await host.runSchedule("runEveryHour")
                    await host.drainJobs({advance: (ms) => void (clock.now += ms)})
                },
            }
        },
    }
}
