import {type Config, describeProblems, parseConfig} from "./config/config"
import {runSteps} from "./engine"
import type {Host, StepPayload} from "./host"
import {backfill, heartbeat, runNow} from "./schedule"
import {type CheckPayload, continueChecks, startChecks} from "./setup-checks"

/** What the settings page sends when somebody starts a job (HOST.md §1 `publicJobs`). */
export interface OnDemand {
    readonly dry_run?: unknown
}

/** What a host that is alone asks for. */
export interface Wake {
    /** false: only what is unfinished, nothing that is due. */
    readonly start?: unknown
}

type Raw = Readonly<Record<string, unknown>>

/** Jobs can be started by hand, with anything or nothing as their payload: then it names no run, no check and no wish. */
function handed<T extends object>(payload: T): T {
    return typeof payload === "object" && payload !== null ? payload : ({} as T)
}

/** Wrong settings are a line in the log, never a crash: the host would only repeat it. */
async function withConfig(host: Host, raw: Raw, work: (config: Config) => Promise<void>): Promise<void> {
    const parsed = parseConfig(raw)
    if (parsed.ok) await work(parsed.config)
    else host.log("error", describeProblems(parsed.problems))
}

/** Everything a host can ask the app to do, with the settings as the form holds them. */
export const app = {
    /** @throws Error with a sentence for each wrong setting: the host shows it beside the plugin */
    setup: async (host: Host, raw: Raw): Promise<void> => {
        const parsed = parseConfig(raw)
        if (!parsed.ok) throw new Error(describeProblems(parsed.problems))
        await startChecks(host, parsed.config)
    },
    check: (host: Host, raw: Raw, payload: CheckPayload): Promise<void> =>
        withConfig(host, raw, (config) => continueChecks(host, config, handed(payload))),
    heartbeat: (host: Host, raw: Raw): Promise<void> =>
        withConfig(host, raw, (config) => heartbeat(host, config)),
    /** The heartbeat of a host that knows it is alone: unfinished work goes on at once. */
    wake: (host: Host, raw: Raw, payload: Wake = {}): Promise<void> =>
        withConfig(host, raw, (config) =>
            heartbeat(host, config, {alone: true, start: handed(payload).start !== false}),
        ),
    step: (host: Host, raw: Raw, payload: StepPayload): Promise<void> =>
        withConfig(host, raw, (config) => runSteps(host, config, handed(payload))),
    runNow: (host: Host, raw: Raw, payload: OnDemand): Promise<void> =>
        withConfig(host, raw, (config) => runNow(host, config, handed(payload).dry_run === true)),
    /** Writing thousands of events is never an accident: only an explicit "off" switches the dry run off. */
    backfill: (host: Host, raw: Raw, payload: OnDemand): Promise<void> =>
        withConfig(host, raw, (config) => backfill(host, config, handed(payload).dry_run !== false)),
} as const
