import type {Meta, PluginInput} from "@posthog/plugin-scaffold"

import {describeProblems, parseConfig} from "./config/config"
import {heartbeat, runSteps, type StepPayload} from "./engine"
import type {Host, HostRequest, HostResponse} from "./host"

/** Provided by every host: the plugin server's VM and our runner (HOST.md §2.1). */
declare const fetch: (url: string, request: HostRequest) => Promise<HostResponse>
declare const console: Record<"log" | "warn" | "error", (text: string) => void>

type BetonMeta = Meta<PluginInput>

/** The one place where the plugin's `meta` becomes the app's `Host`. */
function hostOf(meta: BetonMeta): Host {
    return {
        fetch: (url, request) => fetch(url, request),
        storage: {
            get: (key) => meta.storage.get(key, null),
            set: (key, value) => meta.storage.set(key, value),
            del: (key) => meta.storage.del(key),
        },
        // eslint-disable-next-line no-restricted-properties -- the composition root is where the clock comes in
        now: () => Date.now(),
        log: (level, message) => console[level === "info" ? "log" : level](message),
        enqueueStep: async (payload, afterMs) => {
            const job = meta.jobs.step?.(payload)
            if (job === undefined)
                throw new Error(
                    "The host offers no jobs: PostHog is too old or too new for this app. Use the runner.",
                )
            if (afterMs <= 0) await job.runNow()
            else await job.runIn(Math.ceil(afterMs / 1000), "seconds")
        },
    }
}

/** Checks the settings; a wrong one shows up in the plugin's error field with its fix. */
export function setupPlugin(meta: BetonMeta): void {
    const parsed = parseConfig(meta.config)
    if (!parsed.ok) throw new Error(describeProblems(parsed.problems))
}

/** The heartbeat. */
export async function runEveryHour(meta: BetonMeta): Promise<void> {
    await heartbeat(hostOf(meta), meta.config)
}

/** One job per piece of work. */
export const jobs = {
    step: async (payload: StepPayload, meta: BetonMeta): Promise<void> => {
        await runSteps(hostOf(meta), meta.config, payload)
    },
}
