import type {PluginHost} from "../sandbox/plugin-host/index"
import {createPluginHost, fileStorage} from "../sandbox/plugin-host/index"

/** Runs one day of the built app in the emulated plugin host: heartbeat, then jobs until none is left. */
export async function runDay(o: {
    readonly indexJs: string
    readonly pluginJson: string
    readonly config: Record<string, unknown>
    /** Unix ms at which the host's clock starts; it goes on in real time, and jumps to jobs that wait. */
    readonly startAt: number
    readonly storageFile: string
    readonly onProgress: (text: string) => void
}): Promise<{logs: PluginHost["logs"]; problems: string[]}> {
    const startedAt = Date.now()
    let skipped = 0
    const now = (): number => o.startAt + (Date.now() - startedAt) + skipped
    const host = createPluginHost({
        indexJs: o.indexJs,
        pluginJson: o.pluginJson,
        config: o.config,
        storage: fileStorage(o.storageFile),
        now,
    })
    try {
        await host.setup()
        await host.runSchedule("runEveryHour")
        let shown = 0
        // One job at a time, so that progress shows; a job that waits (back-off) is reached by moving the clock.
        for (;;) {
            const ran = await host.drainJobs({maxJobs: 1, advance: (ms) => (skipped += ms)})
            for (const entry of host.logs.slice(shown)) o.onProgress(entry.text)
            shown = host.logs.length
            if (ran === 0) break
        }
        return {logs: host.logs, problems: host.errors.map(({task, error}) => `${task}: ${error.message}`)}
    } finally {
        await host.teardown()
    }
}
