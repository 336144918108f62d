/** Lines are held per month until this many characters are waiting in all. */
const WAITING_LIMIT = 64 * 1024 * 1024
/** The largest month is then written, and with it every one that is at least this large. */
const WORTH_WRITING = 8 * 1024 * 1024

/**
 * Collects event rows by month, the partition of the events table, so that an insert makes one part however the file
 * is sorted. One insert runs while the next rows are made.
 */
export class PartitionWriter {
    readonly #months = new Map<string, {lines: string[]; size: number}>()
    #waiting = 0
    #running: Promise<void> = Promise.resolve()

    constructor(private readonly insert: (ndjson: string) => Promise<void>) {}

    /** Adds a row; `at` is its instant as ISO text. Gives a promise to await only when too much is waiting. */
    add(at: string, row: string): Promise<void> | undefined {
        const month = at.slice(0, 7)
        let rows = this.#months.get(month)
        if (!rows) this.#months.set(month, (rows = {lines: [], size: 0}))
        rows.lines.push(row)
        rows.size += row.length
        this.#waiting += row.length
        return this.#waiting >= WAITING_LIMIT ? this.#writeLargest() : undefined
    }

    async #writeLargest(): Promise<void> {
        const [largest, ...others] = [...this.#months]
            .sort((a, b) => b[1].size - a[1].size)
            .map(([month]) => month)
        if (largest === undefined) return
        await this.#write(largest)
        for (const month of others) {
            if ((this.#months.get(month)?.size ?? 0) < WORTH_WRITING) break
            await this.#write(month)
        }
    }

    async #write(month: string): Promise<void> {
        const rows = this.#months.get(month)
        if (!rows) return
        this.#months.delete(month)
        this.#waiting -= rows.size
        await this.#running
        this.#running = this.insert(rows.lines.join("\n"))
        // A failure is reported by the next await; without a handler it would end the process.
        this.#running.catch(() => undefined)
    }

    /** Writes what is left. */
    async finish(): Promise<void> {
        for (const month of [...this.#months.keys()]) await this.#write(month)
        await this.#running
    }
}
