import type {RunnerStorage} from "@beton/posthog-app/runner/storage/storage"

/** What every kind of storage does the same. `open` resolves to the storage of an own, empty project. */
export function behavesAsStorage(open: (project: string) => Promise<RunnerStorage>): void {
    let storage: RunnerStorage
    let projects = 0
    beforeEach(async () => {
        storage = await open(`table-${++projects}`)
    })
    afterEach(() => storage.close())

    const values: [what: string, value: unknown, back?: unknown][] = [
        ["text", "Åland & Söhne 🚀"],
        ["the empty text", ""],
        ["a number", -0.1],
        ["a large number", 1.7976931348623157e308],
        ["false", false],
        ["null", null],
        ["a list", [1, [2, "three"], {}]],
        ["a Date as text", new Date(0), "1970-01-01T00:00:00.000Z"],
        ["a Map as {}", new Map([[1, 2]]), {}],
        ["an object without what JSON has not", {a: undefined, b: () => 1, c: Number.NaN}, {c: null}],
        ["characters that jsonb refuses", "a\0b \ud800"],
        ["what looks like a statement", "'); DROP TABLE beton_storage; --"],
    ]
    test.each(values)("keeps %s", async (_what, value, back = value) => {
        await storage.set("key", value)
        expect(await storage.get("key")).toEqual(back)
        expect(await storage.entries()).toEqual([["key", back]])
    })

    it("keeps the order of properties and equal texts", async () => {
        const json = '{"zebra":1,"a":{"2":0,"b":[],"aa":1.5e-7},"m":"ü"}'
        await storage.set("key", JSON.parse(json))
        expect(JSON.stringify(await storage.get("key"))).toBe(json)
    })

    it("keeps a megabyte", async () => {
        const rows = Array.from({length: 20_000}, (_, i) => ({account: `account-${i}.example`, score: i}))
        await storage.set("outbox:large:0", rows)
        expect(await storage.get("outbox:large:0")).toEqual(rows)
    })

    it("has null for a key that is absent, deleted or set to undefined", async () => {
        expect(await storage.get("absent")).toBeNull()
        await storage.del("absent")
        await storage.set("a", 1)
        await storage.set("b", 2)
        await storage.del("a")
        await storage.set("b", undefined)
        expect([await storage.get("a"), await storage.get("b")]).toEqual([null, null])
        expect(await storage.entries()).toEqual([])
    })

    it("gives out copies", async () => {
        const value = {list: [1]}
        await storage.set("key", value)
        value.list.push(2)
        ;((await storage.get("key")) as typeof value).list.push(3)
        expect(await storage.get("key")).toEqual({list: [1]})
    })

    it("keeps all keys apart, lists them in order", async () => {
        const keys = ["", ".", "..", "../x", "A", "a", "a b", "a%20b", "a.json", "active:b2b/é:1", "con", "x*", "日".repeat(200), "日".repeat(199) + "月", "z".repeat(200)] // prettier-ignore
        for (const key of keys) await storage.set(key, `value of ${key}`)
        for (const key of keys) expect(await storage.get(key)).toBe(`value of ${key}`)
        const sorted = [...keys].sort()
        expect((await storage.entries()).map(([key]) => key)).toEqual(sorted)
        for (const key of keys.slice(1)) await storage.del(key)
        expect(await storage.entries()).toEqual([["", "value of "]])
    })

    it("refuses keys that are too long or no text, and values that are no JSON", async () => {
        await expect(storage.set("k".repeat(201), 1)).rejects.toThrow("at most 200 characters")
        await expect(storage.get("k".repeat(201))).rejects.toThrow("at most 200 characters")
        await expect(storage.set("a\0b", 1)).rejects.toThrow("holds a character that is no text")
        await expect(storage.del("\ud800")).rejects.toThrow("holds a character that is no text")
        const circle: Record<string, unknown> = {}
        circle.self = circle
        await expect(storage.set("key", circle)).rejects.toThrow(
            'storage key "key" cannot be written as JSON',
        )
        await expect(storage.set("key", () => 1)).rejects.toThrow(
            'storage key "key" cannot be written as JSON',
        )
        expect(await storage.entries()).toEqual([])
    })

    it("counts, also with many at once, and only numbers", async () => {
        expect(await storage.increment("n")).toBe(1)
        expect(await storage.increment("n", 0.2)).toBe(1.2)
        expect(await storage.increment("n", -1.2)).toBe(0)
        const sums = await Promise.all(Array.from({length: 30}, () => storage.increment("n")))
        expect(sums.sort((a, b) => a - b)).toEqual(Array.from({length: 30}, (_, i) => i + 1))
        expect(await storage.get("n")).toBe(30)
        await storage.set("n", null)
        expect(await storage.increment("n", 5)).toBe(5)
        await storage.set("text", "7")
        await expect(storage.increment("text")).rejects.toThrow('"text" holds something else than a number')
        await expect(storage.increment("n", Number.NaN)).rejects.toThrow("raised by a number")
        expect(await storage.entries()).toEqual([
            ["n", 5],
            ["text", "7"],
        ])
    })

    it("takes calls that nobody waited for in their order", async () => {
        const calls = [
            // Slow ones, so that a quick one could overtake.
            ...Array.from({length: 10}, (_, i) => storage.set("key", "slow".repeat(100_000 * (i % 2)))),
            storage.del("key"),
            storage.set("key", "last"),
        ]
        expect(await storage.get("key")).toBe("last")
        await Promise.all(calls)
    })

    it("finishes what is under way before it closes, then takes nothing more", async () => {
        const set = storage.set("key", 1)
        await Promise.all([storage.close(), storage.close()])
        await set
        await expect(storage.get("key")).rejects.toThrow("The storage is closed")
    })
}
