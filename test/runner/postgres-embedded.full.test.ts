import {startEmbeddedPostgres} from "./support/embedded-postgres"
import {behavesOnPostgres} from "./support/postgres-behaviour"
import type {PostgresServer} from "./support/postgres-server"

let server: PostgresServer
beforeAll(async () => {
    server = await startEmbeddedPostgres()
})
afterAll(() => server?.stop())

behavesOnPostgres(() => server)
