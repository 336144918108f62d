/** Lets at most `limit` pieces of work run at once in this process; the others wait in order. */
export class Gate {
    private running = 0
    private readonly waiting: (() => void)[] = []

    constructor(private readonly limit: number) {}

    async run<T>(work: () => Promise<T>): Promise<T> {
        // Whoever ends hands its place on, so that a newcomer cannot slip in between.
        if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve))
        else this.running += 1
        try {
            return await work()
        } finally {
            const next = this.waiting.shift()
            if (next === undefined) this.running -= 1
            else next()
        }
    }
}
