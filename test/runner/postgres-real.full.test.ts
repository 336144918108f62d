import {openStorage} from "@beton/posthog-app/runner/storage/storage"

import {administer, behavesOnPostgres} from "./support/postgres-behaviour"
import {addressOf, PASSWORD} from "./support/postgres-server"
import {findPostgres, type RealPostgres, startRealPostgres} from "./support/real-postgres"

const bin = findPostgres()
if (bin === null) {
    process.stderr.write(
        "SKIPPED: no PostgreSQL server on this machine (apt-get install postgresql); the embedded one is tested.\n",
    )
}

;(bin === null ? describe.skip : describe)("a real PostgreSQL server", () => {
    let server: RealPostgres
    beforeAll(async () => {
        server = await startRealPostgres(bin ?? "")
        await administer(
            server,
            ...["encrypted", "guest"].map((user) => `CREATE ROLE ${user} LOGIN PASSWORD '${PASSWORD}'`),
            "CREATE SCHEMA encrypted AUTHORIZATION encrypted",
        )
    })
    afterAll(() => server?.stop())

    behavesOnPostgres(() => server)

    const open = async (url: string) => {
        const opened = await openStorage({
            location: {kind: "postgres", url},
            project: "p",
            lockExpiryMs: 5000,
        })
        await opened.storage.set("key", "value")
        const value = await opened.storage.get("key")
        await opened.storage.close()
        return value
    }

    it("survives connections that the server ends", async () => {
        const url = server.url()
        const {storage} = await openStorage({
            location: {kind: "postgres", url},
            project: "ended",
            lockExpiryMs: 5000,
        })
        await storage.set("n", 1)
        await administer(
            server,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'beton'",
        )
        expect(await storage.increment("n")).toBe(2)
        await storage.close()
    })

    describe("encryption", () => {
        const url = (query = "") =>
            addressOf(server.port, "encrypted", PASSWORD, `search_path=encrypted&${query}`)

        it("without sslmode where the server wants it names sslmode=require", async () => {
            await expect(open(url())).rejects.toThrow(
                'The database of DATABASE_URL wants an encrypted connection. Add sslmode=require to DATABASE_URL (after a "?").',
            )
        })

        it("with sslmode=require takes a certificate that the server signed itself, as Supabase's", async () => {
            expect(await open(url("sslmode=require"))).toBe("value")
        })

        it("with sslmode=verify-full wants to know its authority, with verify-ca takes it from a file", async () => {
            await expect(open(url("sslmode=verify-full"))).rejects.toThrow(
                "The certificate of the database of DATABASE_URL could not be verified. Name its authority with sslrootcert=FILE",
            )
            await expect(open(url("sslmode=verify-ca"))).rejects.toThrow("could not be verified")
            const known = `sslrootcert=${encodeURIComponent(server.certificate)}`
            expect(await open(url(`sslmode=verify-ca&${known}`))).toBe("value")
            // Its certificate is for another host.
            await expect(open(url(`sslmode=verify-full&${known}`))).rejects.toThrow("could not be verified")
            await expect(open(url("sslmode=verify-full&sslrootcert=/absent.crt"))).rejects.toThrow(
                "A file that DATABASE_URL names (sslrootcert, sslcert, sslkey or a socket) is not there.",
            )
        })
    })

    describe("says what is wrong and hides the secrets:", () => {
        const cases: [what: string, url: () => string, sentence: RegExp][] = [
            [
                "a wrong password",
                () => addressOf(server.port, "guest", "wr0ng-pass"),
                /^The database of DATABASE_URL refused the user or the password\. Correct them in DATABASE_URL/,
            ],
            [
                "no password",
                () => `postgresql://guest@127.0.0.1:${server.port}/postgres`,
                /^The database of DATABASE_URL refused the user or the password/,
            ],
            [
                "an unknown user",
                () => addressOf(server.port, "nobody-here"),
                /^The database of DATABASE_URL refused the user or the password/,
            ],
            [
                "an unknown database",
                () => server.url().replace(/postgres$/, "absent-db"),
                /^The database that DATABASE_URL names does not exist\. Create it/,
            ],
            [
                "a user who may not make tables",
                () => addressOf(server.port, "guest", PASSWORD, "search_path=encrypted"),
                /^The user of DATABASE_URL may not make or use Beton's tables\. Give it the right to create tables/,
            ],
        ]
        test.each(cases)("%s", async (_what, url, sentence) => {
            const failure = (await open(url()).catch((error: unknown) => error)) as Error
            expect(failure.message).toMatch(sentence)
            const told = `${failure.message} ${failure.stack} ${JSON.stringify(failure)} ${String(failure.cause)}`
            for (const secret of [PASSWORD, "wr0ng-pass", "guest", "nobody-here", "absent-db", "127.0.0.1"])
                expect(told).not.toContain(secret)
        })

        it("tables that another one made", async () => {
            await administer(server, "CREATE SCHEMA theirs", "GRANT USAGE ON SCHEMA theirs TO guest")
            await openStorage({location: {kind: "postgres", url: server.url("search_path=theirs")}, project: "p", lockExpiryMs: 5000}).then(({storage}) => storage.close()) // prettier-ignore
            const guest = addressOf(server.port, "guest", PASSWORD, "search_path=theirs")
            await expect(open(guest)).rejects.toThrow(
                "tables that somebody else made must be dropped or given to it",
            )
            // Given away, the right to make tables is not asked for.
            await administer(server, "ALTER TABLE theirs.beton_storage OWNER TO guest", "ALTER TABLE theirs.beton_lock OWNER TO guest") // prettier-ignore
            expect(await open(guest)).toBe("value")
        })
    })
})
