import {randomUUID} from "node:crypto"
import {hostname} from "node:os"

import type {PostgresClient} from "./postgres-client"
import type {Tables} from "./postgres-tables"
import type {HeldLock, LockHolder, RunnerLock} from "./storage"
import {lostLock} from "./storage-error"

const MAX_HEARTBEAT_MS = 10_000

/**
 * A lease: one row per project with an end, taken and prolonged by compare-and-set, all by the database's own clock.
 * Unlike a session's advisory lock it holds behind a pooler and outlives a broken connection.
 */
export function postgresLock(
    client: PostgresClient,
    tables: Tables,
    project: string,
    expiryMs: number,
): RunnerLock {
    return {
        async acquire() {
            const owner = randomUUID()
            // Twice: the holder may have let go between the two statements.
            for (let attempt = 0; ; attempt++) {
                const askedAt = performance.now()
                if (await take(client, tables, {project, owner, expiryMs}))
                    return {ok: true, held: hold(client, tables, {project, owner, expiryMs}, askedAt)}
                const holder = await holderOf(client, tables, project)
                if (holder || attempt > 0) return {ok: false, holder}
            }
        },
    }
}

interface Lease {
    readonly project: string
    readonly owner: string
    readonly expiryMs: number
}

/** The owner may take it again: the answer to a first try may have been lost with its connection. */
async function take(client: PostgresClient, {lock}: Tables, lease: Lease): Promise<boolean> {
    const taken = await client.run(
        `INSERT INTO ${lock} AS old (project, owner, since, host, pid, expires_at)
        VALUES ($1, $2, now(), $3, $4, now() + $5::float8 * interval '1 millisecond')
        ON CONFLICT (project) DO UPDATE
        SET owner = excluded.owner, since = excluded.since, host = excluded.host, pid = excluded.pid,
            expires_at = excluded.expires_at
        WHERE old.expires_at <= now() OR old.owner = excluded.owner
        RETURNING owner`,
        [lease.project, lease.owner, hostname(), process.pid, lease.expiryMs],
    )
    return taken.length > 0
}

async function holderOf(client: PostgresClient, {lock}: Tables, project: string): Promise<LockHolder | null> {
    const [row] = await client.run(
        `SELECT since, host, pid FROM ${lock} WHERE project = $1 AND expires_at > now()`,
        [project],
    )
    if (!row) return null
    return {since: (row.since as Date).toISOString(), host: row.host as string, pid: row.pid as number}
}

function hold(client: PostgresClient, {lock}: Tables, lease: Lease, takenAt: number): HeldLock {
    const lost = new AbortController()
    let ended = false
    let releasing: Promise<void> | undefined
    let deadline: NodeJS.Timeout
    let heartbeat: NodeJS.Timeout

    const end = () => {
        ended = true
        clearTimeout(deadline)
        clearTimeout(heartbeat)
    }
    const lose = () => {
        end()
        lost.abort(lostLock())
    }
    // Counted from before the question, so that it comes no later than the row's end.
    const keptAt = (askedAt: number) => {
        clearTimeout(deadline)
        deadline = setTimeout(lose, askedAt + lease.expiryMs - performance.now()).unref()
        heartbeat = setTimeout(() => void renew(), Math.min(lease.expiryMs / 5, MAX_HEARTBEAT_MS)).unref()
    }
    const renew = async () => {
        const askedAt = performance.now()
        const kept = await client
            .run(
                `UPDATE ${lock} SET expires_at = now() + $3::float8 * interval '1 millisecond'
                WHERE project = $1 AND owner = $2 RETURNING owner`,
                [lease.project, lease.owner, lease.expiryMs],
            )
            .then((rows) => rows.length > 0)
            // Nobody can tell now; the next heartbeat asks again, until the deadline decides.
            .catch(() => null)
        if (ended) return
        if (kept === false) lose()
        else if (kept) keptAt(askedAt)
        else
            heartbeat = setTimeout(
                () => void renew(),
                Math.min(lease.expiryMs / 10, MAX_HEARTBEAT_MS),
            ).unref()
    }
    const release = async () => {
        end()
        await client.run(`DELETE FROM ${lock} WHERE project = $1 AND owner = $2`, [
            lease.project,
            lease.owner,
        ])
    }
    keptAt(takenAt)
    return {lost: lost.signal, release: () => (releasing ??= release())}
}
