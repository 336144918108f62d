import {memoryCache} from "./cache"
import {memoryStorage} from "./storage"
import {evaluate, hostFor, virtualClock} from "./test-plugin"

const CONFIG = {config: {host: "http://127.0.0.1", json: {a: [1, {b: 2}]}, missing: undefined}}

describe("config and attachments (HOST.md 2.5)", () => {
    test.each(["isFrozen", "isSealed", "isExtensible"])(
        "Object.%s(meta.config) is a TypeError",
        async (check) => {
            await expect(evaluate(`Object.${check}(meta.config)`, CONFIG)).rejects.toMatchObject({
                name: "TypeError",
            })
            await expect(evaluate(`Object.${check}(meta.config.json)`, CONFIG)).rejects.toMatchObject({
                name: "TypeError",
            })
        },
    )

    test("writes are ignored without an error, in strict code too", async () => {
        const source = `(() => { "use strict"
            meta.config.host = "x"; meta.config.json.a.push(3); delete meta.config.host; meta.config.extra = 1
            return meta.config })()`
        expect(await evaluate(source, CONFIG)).toEqual({host: "http://127.0.0.1", json: {a: [1, {b: 2}]}})
    })

    test("spread, JSON and the usual checks work", async () => {
        const source = `[{...meta.config}.host, JSON.stringify(meta.config.json), Object.keys(meta.config),
            Array.isArray(meta.config.json.a), meta.config.constructor === Object, meta.config.json.a.map((x) => typeof x)]`
        const json = '{"a":[1,{"b":2}]}'
        const expected = ["http://127.0.0.1", json, ["host", "json"], true, true, ["number", "object"]]
        expect(await evaluate(source, CONFIG)).toEqual(expected)
    })

    test("a snapshot: changing the object that was given changes nothing", async () => {
        const config = {host: "a"}
        const host = hostFor(`exports.processEvent = (event, {config}) => config`, {config})
        await host.setup()
        config.host = "b"
        expect(await host.runMethod("processEvent", {})).toEqual({host: "a"})
    })

    test("attachments carry a Buffer", async () => {
        const contents = Buffer.from("a,b")
        const attachments = {file: {content_type: "text/csv", file_name: "f.csv", contents}}
        const source = `[meta.attachments.file.contents.toString(), meta.attachments.file.file_name]`
        expect(await evaluate(source, {attachments})).toEqual(["a,b", "f.csv"])
    })
})

test("meta.global is shared by the plugin's functions and lost with the host", async () => {
    const source = `exports.setupPlugin = ({global}) => { global.n = (global.n || 0) + 1 }
        exports.processEvent = (event, {global}) => [global.n, ++global.n]`
    for (const round of [1, 2]) {
        const host = hostFor(source)
        await host.setup()
        expect([round, await host.runMethod("processEvent", {})]).toEqual([round, [1, 2]])
    }
})

describe("storage", () => {
    const call = (body: string, storage = memoryStorage()) =>
        evaluate(`await (async ({storage}) => { ${body} })(meta)`, {storage})

    test("has JSON semantics and copies what it keeps", async () => {
        const value = `{map: new Map([[1, 2]]), date: new Date(0), skipped: undefined, list: [undefined, 1]}`
        const expected = {map: {}, date: "1970-01-01T00:00:00.000Z", list: [null, 1]}
        const body = `const value = ${value}; const set = storage.set("k", value); await set; value.list.push(9)
            const get = storage.get("k"); const got = await get; return [got, got.list instanceof Array]`
        expect(await call(body)).toEqual([expected, true])
    })

    test("set(undefined) deletes, get falls back to the default, del deletes, there is no list", async () => {
        const body = `await storage.set("a", 1); await storage.set("a", undefined); await storage.set("b", 2)
            await storage.del("b"); await storage.set("c", null)
            return [await storage.get("a"), await storage.get("a", "d"), await storage.get("b", 7), await storage.get("c", 5),
                Object.keys(storage).sort()]`
        expect(await call(body)).toEqual([undefined, "d", 7, null, ["del", "get", "set"]])
    })

    test("keys have at most 200 characters", async () => {
        expect(
            await call(`await storage.set("x".repeat(200), 1); return await storage.get("x".repeat(200))`),
        ).toBe(1)
        await expect(call(`await storage.set("x".repeat(201), 1)`)).rejects.toThrow("value too long")
    })

    test("a host that starts later finds what an earlier one stored", async () => {
        const storage = memoryStorage()
        await call(`await storage.set("k", {n: 1})`, storage)
        expect(await call(`return storage.get("k")`, storage)).toEqual({n: 1})
        expect(await storage.entries?.()).toEqual([["k", {n: 1}]])
    })
})

describe("utils.cursor", () => {
    test("init inserts if absent; increment is atomic and gives digits as text", async () => {
        const storage = memoryStorage()
        const source = `await (async ({utils: {cursor}, storage}) => {
            await cursor.init("c", 5); await cursor.init("c", 9)
            const all = Promise.all([1, 2, 3].map(() => cursor.increment("c")))
            return [await all, await cursor.increment("new"), await cursor.increment("c", 10), await storage.get("c")]
        })(meta)`
        expect(await evaluate(source, {storage})).toEqual([["6", "7", "8"], "1", "18", 18])
    })

    test("two hosts on one storage never get the same number", async () => {
        const storage = memoryStorage()
        const many = () =>
            evaluate(`await Promise.all(Array(5).fill(0).map(() => meta.utils.cursor.increment("lock")))`, {
                storage,
            })
        const numbers = (await Promise.all([many(), many()])).flat()
        expect(new Set(numbers).size).toBe(10)
    })

    test("refuses what PostgreSQL refuses", async () => {
        const storage = memoryStorage()
        await storage.set("text", "abc")
        await expect(evaluate(`await meta.utils.cursor.increment("text")`, {storage})).rejects.toThrow(
            "invalid input syntax",
        )
        await expect(evaluate(`await meta.utils.cursor.init("n", "1")`)).rejects.toThrow("must be a number")
    })
})

describe("cache", () => {
    const call = (body: string, now = () => 0) =>
        evaluate(`await (async ({cache}) => { ${body} })(meta)`, {cache: memoryCache(now)})

    test("keeps JSON, gives null for a missing key and ignores the default value", async () => {
        const body = `await cache.set("k", {a: [1]}); await cache.set("raw", "[1]", 0, {jsonSerialize: false})
            return [await cache.get("k"), await cache.get("none", "default"), await cache.get("raw", null, {jsonSerialize: false})]`
        expect(await call(body)).toEqual([{a: [1]}, null, "[1]"])
    })

    test("forgets after the life time in seconds, on the virtual clock", async () => {
        const clock = virtualClock()
        const cache = memoryCache(clock.now)
        const get = () =>
            evaluate(
                `[await meta.cache.get("ttl"), await meta.cache.get("ever"), await meta.cache.get("later")]`,
                {cache},
            )
        await evaluate(
            `await Promise.all([meta.cache.set("ttl", 1, 10), meta.cache.set("ever", 2), meta.cache.set("later", 3)])`,
            {cache},
        )
        expect(
            await evaluate(`[await meta.cache.expire("later", 20), await meta.cache.expire("none", 20)]`, {
                cache,
            }),
        ) //
            .toEqual([true, false])
        clock.advance(9_999)
        expect(await get()).toEqual([1, 2, 3])
        clock.advance(1)
        expect(await get()).toEqual([null, 2, 3])
        clock.advance(10_000)
        expect(await get()).toEqual([null, 2, null])
    })

    test("counts and keeps lists as Redis does", async () => {
        const body = `const out = [await cache.incr("n"), await cache.incr("n")]
            out.push(await cache.lpush("l", ["a", "b"]), await cache.lpush("l", "a"), await cache.llen("l"))
            out.push(await cache.lrange("l", 0, -1), await cache.lrange("l", -2, 10), await cache.lrem("l", 1, "a"))
            out.push(await cache.lpop("l", 1), await cache.lrange("l", 0, 0), await cache.llen("none"))
            return out`
        expect(await call(body)).toEqual([1, 2, 2, 3, 3, ["a", "b", "a"], ["b", "a"], 1, ["b"], ["a"], 0])
    })

    test.each([
        [`await cache.lpush("l", 5)`, "expects a string value or an array"],
        [`await cache.lpush("l", Array(1001).fill("x"))`, "at most 1000"],
        [`await cache.lrange("l", "0", 1)`, "expects a number"],
        [`await cache.set("s", {}); await cache.incr("s")`, "not an integer"],
        [`await cache.lpush("l", "a"); await cache.get("l")`, "WRONGTYPE"],
        [`await cache.set("s", 1); await cache.llen("s")`, "WRONGTYPE"],
    ])("%s is refused", (body, message) => expect(call(body)).rejects.toThrow(message))
})

describe("metrics and geoip", () => {
    const METRICS = `exports.metrics = {sent: "SUM", top: "max", low: "min"};`

    test("each declared metric has its one operation", async () => {
        const host = hostFor(`${METRICS} exports.setupPlugin = ({metrics: m}) => {
            m.sent.increment(2); m.sent.increment(3); m.top.max(4); m.top.max(1); m.low.min(4); m.low.min(1)
            if (m.sent.max) throw new Error("sum has max") }`)
        await host.setup()
        expect(host.metrics).toEqual({sent: 5, top: 4, low: 1})
    })

    test("an undeclared metric throws, an unknown type fails at load", async () => {
        await expect(evaluate(`meta.metrics.nothing`)).rejects.toThrow("Invalid metric name")
        const message =
            "Only 'sum', 'max', and 'min' are supported as metric types. Invalid types received: avg"
        await expect(hostFor(`exports.metrics = {a: "avg"}`).setup()).rejects.toThrow(message)
    })

    test("geoip finds nothing", async () =>
        expect(await evaluate(`await meta.geoip.locate("1.1.1.1")`)).toBeNull())
})
