import {readdirSync, readFileSync} from "node:fs"

/** Kernel ticks per second in /proc; fixed for user space on every Linux. */
const TICKS = 100

/** What the ClickHouse process has used; null where the system does not tell (it is read from Linux's /proc). */
export interface Usage {
    readonly cpuMs: number
    readonly peakRssBytes: number
}

/** CPU time and peak memory of the ClickHouse process that this one has started. */
export function childUsage(): Usage | null {
    try {
        const children = readdirSync("/proc/self/task").flatMap((task) =>
            readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean),
        )
        let cpuMs = 0
        let peakRssBytes = 0
        for (const child of children) {
            if (!readFileSync(`/proc/${child}/cmdline`, "utf8").includes("clickhouse-process")) continue
            // The second field, the name in parentheses, may hold spaces.
            const fields = readFileSync(`/proc/${child}/stat`, "utf8")
                .replace(/^.*\) /s, "")
                .split(" ")
            cpuMs += ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
            const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, "utf8"))
            peakRssBytes += Number(peak?.[1] ?? 0) * 1024
        }
        return {cpuMs, peakRssBytes}
    } catch {
        return null
    }
}
