/** A PostgreSQL server of a test. */
export interface PostgresServer {
    readonly port: number
    /** Address for a superuser; `query` is appended after "?". */
    url(query?: string): string
    stop(): Promise<void>
}

/** The database every test server has. */
export const DATABASE = "postgres"
export const PASSWORD = "s3cr3t-pässword"

export const addressOf = (port: number, user = "postgres", password = PASSWORD, query = ""): string =>
    `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}${query && `?${query}`}`
