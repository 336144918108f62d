import type {Session} from "chdb"

/** One chDB session runs its queries one after the other, so queries at the same time need several. */
const MAX_SESSIONS = 10

/**
 * Sessions on one data directory; each serves one call at a time. A session whose call failed is closed: what the
 * failed query had already printed would otherwise come out in front of the next result.
 */
export class SessionPool {
    /** Never used for calls: keeps the engine (and what was told to it by SYSTEM) alive. */
    readonly #keeper: Session
    #idle: Session[] = []
    #open = 0
    #waiting: (() => void)[] = []

    constructor(private readonly connect: () => Session) {
        this.#keeper = connect()
    }

    async #take(): Promise<Session> {
        while (this.#idle.length === 0 && this.#open >= MAX_SESSIONS) {
            await new Promise<void>((resolve) => this.#waiting.push(resolve))
        }
        const idle = this.#idle.pop()
        if (idle) return idle
        this.#open += 1
        return this.connect()
    }

    async #use<T>(work: (session: Session) => Promise<T>): Promise<T> {
        const session = await this.#take()
        try {
            const result = await work(session)
            this.#idle.push(session)
            return result
        } catch (error) {
            this.#open -= 1
            session.close()
            throw error
        } finally {
            this.#waiting.shift()?.()
        }
    }

    query(sql: string): Promise<Uint8Array> {
        return this.#use(async (session) => (await session.queryAsync(sql)).bytes())
    }

    /** Inserts JSON lines. Duplicates inside one insert are kept, as they are in real ingestion. */
    async insert(table: string, rows: Uint8Array): Promise<void> {
        await this.#use((session) =>
            session.insert({
                table,
                values: Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength),
                format: "JSONEachRow",
                settings: {
                    optimize_on_insert: 0,
                    date_time_input_format: "best_effort",
                    // Refuse a misspelt column instead of filling it with a default.
                    input_format_skip_unknown_fields: 0,
                },
            }),
        )
    }

    /** Closes all sessions; call it when no query is running. */
    async close(): Promise<void> {
        for (const session of this.#idle) session.close()
        this.#idle = []
        this.#keeper.close()
    }
}
