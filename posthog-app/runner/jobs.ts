/** A job that waits. */
interface Waiting {
    readonly name: string
    readonly payload: unknown
    /** Unix ms. */
    readonly at: number
}

const UNIT_MS: Readonly<Record<string, number>> = {
    second: 1000,
    minute: 60_000,
    hour: 3_600_000,
    day: 86_400_000,
}

/** The plugin's `meta.jobs` in this process: nothing is kept, because a run's state is enough to go on (DESIGN §3). */
export class JobQueue {
    private waiting: Waiting[] = []

    constructor(private readonly now: () => number) {}

    /** What the plugin sees: any name gives a job, as in the plugin server. */
    readonly control: object = new Proxy(
        {},
        {
            get: (_target, name) => (payload: unknown) => ({
                runNow: async () => this.add(String(name), payload, this.now()),
                runIn: async (duration: number, unit: string) =>
                    this.add(String(name), payload, this.now() + duration * msOf(unit)),
                runAt: async (date: Date) => this.add(String(name), payload, date.valueOf()),
            }),
        },
    )

    add(name: string, payload: unknown, at: number): void {
        // As JSON, like the plugin server keeps them.
        this.waiting.push({name, payload: JSON.parse(JSON.stringify(payload)) as unknown, at})
        this.waiting.sort((a, b) => a.at - b.at)
    }

    /** When the next job is due, unix ms; null without any. */
    nextAt(): number | null {
        return this.waiting[0]?.at ?? null
    }

    /** Takes the next job out when it is due. */
    take(): {readonly name: string; readonly payload: unknown} | null {
        const [first] = this.waiting
        if (first === undefined || first.at > this.now()) return null
        this.waiting.shift()
        return first
    }
}

function msOf(unit: string): number {
    const ms = UNIT_MS[unit.replace(/s$/, "")]
    if (ms === undefined) throw new Error(`Unknown time unit: ${unit}`)
    return ms
}
