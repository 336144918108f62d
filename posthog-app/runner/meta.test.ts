import {JobQueue} from "./jobs"
import {createMeta} from "./meta"
import {overlayStorage} from "./storage/overlay-storage"
import {rowStorage} from "./storage/row-storage"

interface Meta {
    config: Record<string, unknown>
    storage: {
        get(key: string, fallback: unknown): Promise<unknown>
        set(key: string, value: unknown): Promise<void>
        del(key: string): Promise<void>
    }
    utils: {
        cursor: {
            init(key: string, value?: number): Promise<void>
            increment(key: string, by?: number): Promise<number>
        }
    }
    geoip: {locate(ip: string): Promise<unknown>}
}

const storageOf = () => {
    const rows = new Map<string, string>()
    return rowStorage({
        read: async (key) => rows.get(key) ?? null,
        write: async (key, json) => void rows.set(key, json),
        remove: async (key) => void rows.delete(key),
        add: async () => null,
        all: async () => [...rows],
        close: async () => undefined,
    })
}
const metaOf = (form: Record<string, unknown> = {}) =>
    createMeta({form, storage: overlayStorage(storageOf()), jobs: new JobQueue(() => 0)}) as Meta

it("hands over the settings as a copy that nobody can change", () => {
    const form = {posthog_key: "phx_1", settings: {partitions: 2}}
    const {config} = metaOf(form)
    expect(config).toEqual(form)
    expect(() => (config.posthog_key = "other")).toThrow(TypeError)
    ;(config.settings as {partitions: number}).partitions = 3
    expect(form.settings.partitions).toBe(2)
})

it("storage gives the fallback only for what is not there", async () => {
    const {storage} = metaOf()
    expect(await storage.get("a", "none")).toBe("none")
    await storage.set("a", 0)
    expect(await storage.get("a", "none")).toBe(0)
    await storage.del("a")
    expect(await storage.get("a", "none")).toBe("none")
})

it("cursor counts, and init changes no number that is there", async () => {
    const {cursor} = metaOf().utils
    await cursor.init("n", 5)
    expect(await cursor.increment("n")).toBe(6)
    await cursor.init("n")
    expect(await cursor.increment("n", 4)).toBe(10)
    expect(await cursor.increment("other")).toBe(1)
})

it("knows no place of any address", async () => {
    expect(await metaOf().geoip.locate("192.0.2.1")).toBeNull()
})
