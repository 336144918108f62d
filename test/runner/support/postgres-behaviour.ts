import {setTimeout as wait} from "node:timers/promises"

import {type OpenedStorage, openStorage} from "@beton/posthog-app/runner/storage/storage"
import {Client} from "pg"

import {type CuttingProxy, startCuttingProxy} from "./cutting-proxy"
import {behavesAsLock} from "./lock-behaviour"
import {addressOf, type PostgresServer} from "./postgres-server"
import {behavesAsStorage} from "./storage-behaviour"

/** Statements as a superuser. */
export async function administer(server: PostgresServer, ...statements: string[]): Promise<unknown[]> {
    const client = new Client({connectionString: server.url()})
    await client.connect()
    try {
        const results = []
        for (const statement of statements) results.push(...(await client.query(statement)).rows)
        return results
    } finally {
        await client.end()
    }
}

/** What storage in PostgreSQL does on a real server and on the embedded one. */
export function behavesOnPostgres(server: () => PostgresServer): void {
    const opened: OpenedStorage[] = []
    const open = async (
        project: string,
        url = server().url(),
        lockExpiryMs = 2000,
    ): Promise<OpenedStorage> => {
        const storage = await openStorage({location: {kind: "postgres", url}, project, lockExpiryMs})
        opened.push(storage)
        return storage
    }
    afterEach(async () => {
        await Promise.all(opened.splice(0).map(({storage}) => storage.close()))
    })

    describe("storage", () => behavesAsStorage(async (project) => (await open(project)).storage))

    describe("lock", () => {
        // The children open it themselves; here the tables are made.
        beforeAll(async () => {
            await (await open("tables")).storage.close()
        })
        behavesAsLock(() => ({kind: "postgres", url: server().url()}))
    })

    describe("tables", () => {
        it("are made once by several who start together, in the schema of the search path", async () => {
            await administer(server(), 'CREATE SCHEMA "new Schema"')
            const url = server().url("search_path=new%20Schema,public")
            const together = await Promise.all(Array.from({length: 6}, () => open("together", url)))
            await Promise.all(together.map(({storage}, i) => storage.set(`key ${i}`, i)))
            expect(await together[0]?.storage.entries()).toHaveLength(6)
            expect(together[0]?.describe).toBe(
                'the PostgreSQL database of DATABASE_URL, table "new Schema".beton_storage',
            )
            // The same in the words of PostgreSQL's own tools.
            const option = server().url(`options=${encodeURIComponent('-c search_path="new\\ Schema"')}`)
            expect(await (await open("together", option)).storage.entries()).toHaveLength(6)
            expect(await (await open("together")).storage.entries()).toEqual([])
        })

        it("are closed to everybody but their owner", async () => {
            await open("p")
            const rows = await administer(
                server(),
                "SELECT relname, relrowsecurity FROM pg_class WHERE oid IN ('beton_storage'::regclass, 'beton_lock'::regclass) ORDER BY 1",
            )
            expect(rows).toEqual([
                {relname: "beton_lock", relrowsecurity: true},
                {relname: "beton_storage", relrowsecurity: true},
            ])
        })

        it("name a schema that is missing as what it is", async () => {
            await expect(open("p", server().url("search_path=absent"))).rejects.toThrow(
                "The schema that DATABASE_URL names does not exist. Create it, or correct search_path there.",
            )
        })

        it("of another kind are named with the fix", async () => {
            await administer(server(), "CREATE SCHEMA foreign_tables", "CREATE TABLE foreign_tables.beton_storage (id int)", "CREATE TABLE foreign_tables.beton_lock (id int)") // prettier-ignore
            const {storage} = await open("p", server().url("search_path=foreign_tables"))
            await expect(storage.get("a")).rejects.toThrow(
                /table beton_storage or beton_lock of another kind\. Drop both/,
            )
        })
    })

    describe("a connection that breaks", () => {
        let proxy: CuttingProxy
        let through: OpenedStorage
        let project: string
        let projects = 0
        beforeEach(async () => {
            proxy = await startCuttingProxy(server().port)
            project = `broken ${++projects}`
            through = await open(project, addressOf(proxy.port))
            await through.storage.set("key", "old")
            await through.storage.set("n", 10)
        })
        afterEach(() => proxy.stop())

        it.each(["statement", "answer"] as const)("before the %s came is made anew", async (lose) => {
            proxy.cutAt("INSERT INTO beton_storage", lose)
            await through.storage.set("key", `new, ${lose} lost`)
            expect(proxy.cuts).toBe(1)
            expect(await through.storage.get("key")).toBe(`new, ${lose} lost`)
            proxy.cutAt("DELETE FROM beton_storage", lose)
            await through.storage.del("key")
            proxy.cutAt("SELECT value", lose)
            expect(await through.storage.get("key")).toBeNull()
            expect(proxy.cuts).toBe(3)
        })

        it.each([
            ["statement", 10],
            ["answer", 11],
        ] as const)("never counts twice: with the %s lost it stands at %d", async (lose, stands) => {
            proxy.cutAt("INSERT INTO beton_storage", lose)
            await expect(through.storage.increment("n")).rejects.toThrow(
                "The connection to the database of DATABASE_URL broke. Start again: the run continues where it stopped.",
            )
            expect(await through.storage.get("n")).toBe(stands)
        })

        it("while idle is no harm, not even to a counter", async () => {
            proxy.block(true)
            await wait(50)
            proxy.block(false)
            expect(await through.storage.increment("n")).toBe(11)
        })

        it("does not take the lock from whom the answer did not reach", async () => {
            proxy.cutAt("INSERT INTO beton_lock", "answer")
            const got = await through.lock.acquire()
            expect(proxy.cuts).toBe(1)
            expect(got.ok).toBe(true)
            const direct = await open(project)
            expect((await direct.lock.acquire()).ok).toBe(false)
            if (got.ok) await got.held.release()
            expect((await direct.lock.acquire()).ok).toBe(true)
        })

        it("for shorter than the expiry keeps the lock, for longer loses it by then", async () => {
            const got = await through.lock.acquire()
            if (!got.ok) throw new Error("not taken")
            proxy.block(true)
            await wait(600)
            proxy.block(false)
            await wait(1500)
            const direct = await open(project)
            expect((await direct.lock.acquire()).ok).toBe(false)
            expect(got.held.lost.aborted).toBe(false)
            proxy.block(true)
            while (!(await direct.lock.acquire()).ok) await wait(20)
            expect(got.held.lost.aborted).toBe(true)
            expect(String(got.held.lost.reason)).toContain("another run may have started")
        })

        it("for good is said in one sentence without a secret", async () => {
            proxy.block(true)
            await expect(through.storage.get("key")).rejects.toThrow(
                /^The connection to the database of DATABASE_URL broke/,
            )
            await proxy.stop()
            const failure = await open("p", addressOf(proxy.port)).catch((error: Error) => error)
            expect(String(failure)).toMatch(
                /^StorageError: The database of DATABASE_URL cannot be reached\. Check its host/,
            )
            proxy = await startCuttingProxy(server().port)
        })
    })

    it("a lock whose row another one took is lost at the next heartbeat", async () => {
        const {lock} = await open("taken")
        const got = await lock.acquire()
        if (!got.ok) throw new Error("not taken")
        const lost = new Promise((resolve) => got.held.lost.addEventListener("abort", resolve))
        await administer(server(), "UPDATE beton_lock SET owner = 'other' WHERE project = 'taken'")
        await lost
        await got.held.release()
        expect(await administer(server(), "SELECT owner FROM beton_lock WHERE project = 'taken'")).toEqual([
            {owner: "other"},
        ])
    })
}
