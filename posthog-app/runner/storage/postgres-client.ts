import {setTimeout as wait} from "node:timers/promises"

import {Pool, type PoolClient} from "pg"

import type {PostgresAddress} from "./postgres-address"
import {isConnectionProblem, postgresProblem} from "./postgres-problems"

/** Rows of an answer. */
export type Answer = readonly Record<string, unknown>[]

/** A PostgreSQL database, one statement at a time: behind a pooler two statements may reach two sessions. */
export interface PostgresClient {
    /**
     * Runs a statement and resolves to its rows. When the connection fails, once more on another one.
     *
     * A statement that is not `repeatable` (raises a counter) only when it was not sent yet. Once it was, nobody can
     * tell whether the database did it before the connection broke: doing it again could count twice, so the caller
     * gets the error and its step is done again from its own checkpoint.
     */
    run(statement: string, values?: readonly unknown[], o?: {repeatable: boolean}): Promise<Answer>
    close(): Promise<void>
}

const CONNECT_MS = 10_000
const ANSWER_MS = 30_000
const PAUSE_MS = 250

/** Connects when first asked; a broken connection is replaced. */
export function postgresClient(address: PostgresAddress): PostgresClient {
    const pool = new Pool({
        ...address.config,
        // One for rows, which come one at a time, and one for the lock's heartbeat.
        max: 2,
        application_name: "beton",
        connectionTimeoutMillis: CONNECT_MS,
        query_timeout: ANSWER_MS,
        keepAlive: true,
        allowExitOnIdle: true,
    })
    // An idle connection that breaks has already left the pool; without a listener it would end the process.
    pool.on("error", () => undefined)
    let closing: Promise<void> | undefined

    const once = async (
        statement: string,
        values: readonly unknown[],
        sending: () => void,
    ): Promise<Answer> => {
        const connection = await pool.connect()
        sending()
        return answerOf(connection, statement, values)
    }
    return {
        async run(statement, values = [], {repeatable} = {repeatable: true}) {
            let sent = false
            const attempt = () => once(statement, values, () => (sent = true))
            try {
                return await attempt().catch(async (error: unknown) => {
                    if (!isConnectionProblem(error) || (sent && !repeatable)) throw error
                    await wait(PAUSE_MS)
                    return attempt()
                })
            } catch (error) {
                throw postgresProblem(error)
            }
        },
        close: () => (closing ??= pool.end()),
    }
}

async function answerOf(
    connection: PoolClient,
    statement: string,
    values: readonly unknown[],
): Promise<Answer> {
    // A connection that breaks says so here and in the statement's own error.
    const ignore = () => undefined
    connection.on("error", ignore)
    let failure: Error | undefined
    try {
        const result =
            values.length > 0
                ? await connection.query(statement, [...values])
                : await connection.query(statement)
        return result.rows as Answer
    } catch (error) {
        failure = error as Error
        throw error
    } finally {
        connection.off("error", ignore)
        connection.release(failure)
    }
}
