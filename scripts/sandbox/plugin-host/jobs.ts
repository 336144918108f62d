import type {PendingJob} from "./types"

const SECOND = 1000
const WEEK = 7 * 86_400 * SECOND
const UNIT_MS: Record<string, number> = {
    milliseconds: 1,
    seconds: SECOND,
    minutes: 60 * SECOND,
    hours: 3600 * SECOND,
    days: 86_400 * SECOND,
    weeks: WEEK,
    // Weeks, not days: a bug of every version of the plugin server.
    months: 30 * WEEK,
    quarters: 13 * WEEK,
    years: 365 * 86_400 * SECOND,
}

/** Milliseconds of `duration` units; the unit may be singular. Throws for an unknown unit. */
export function durationToMs(duration: number, unit: string): number {
    const ms = UNIT_MS[unit.endsWith("s") ? unit : `${unit}s`]
    if (ms === undefined) throw new Error(`Unknown time unit: ${unit.endsWith("s") ? unit : `${unit}s`}`)
    return ms * duration
}

/** Jobs in the order in which they are due. */
export class JobQueue {
    private jobs: PendingJob[] = []

    /** Adds a job; the payload is kept as JSON would keep it. */
    add(name: string, payload: unknown, at: number): void {
        const text = JSON.stringify(payload) as string | undefined
        this.jobs.push({name, payload: text === undefined ? undefined : JSON.parse(text), at})
        this.jobs.sort((a, b) => a.at - b.at)
    }

    /** Takes at most `max` jobs out that are due: a job is gone once it was started, whatever becomes of it. */
    takeDue(now: number, max: number): PendingJob[] {
        const due = this.jobs.filter((job) => job.at <= now).slice(0, max)
        this.jobs = this.jobs.filter((job) => !due.includes(job))
        return due
    }

    /** When the next job is due. */
    nextAt(): number | undefined {
        return this.jobs[0]?.at
    }

    /** Copies of the waiting jobs. */
    list(): PendingJob[] {
        return this.jobs.map((job) => ({...job}))
    }
}

/** `meta.jobs`: any name gives a job; whether it exists shows only when it runs. */
export function createJobs(queue: JobQueue, now: () => number): object {
    return new Proxy(
        {},
        {
            get: (_target, key) =>
                function createTaskRunner(payload: unknown) {
                    const add = (at: number) => queue.add(key.toString(), payload, at)
                    return {
                        runAt: async (date: Date) => add(date.valueOf()),
                        runIn: async (duration: number, unit: string) =>
                            add(now() + durationToMs(duration, unit)),
                        runNow: async () => add(now()),
                    }
                },
        },
    )
}
