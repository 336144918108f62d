import {RunStore} from "./store"

function bench() {
    const rows = new Map<string, unknown>()
    const storage = {
        get: async (key: string) => rows.get(key) ?? null,
        set: async (key: string, value: unknown) => void rows.set(key, JSON.parse(JSON.stringify(value))),
        del: async (key: string) => void rows.delete(key),
    }
    return {rows, store: new RunStore(storage)}
}
const ROWS = [{account: "acme", day: 20_731, events: 2}]
const LOST = "Storage lost part 0 of active billing_intent:0."

it("a part comes back as it was stored", async () => {
    const {store} = bench()
    await store.putPart("active", "billing_intent:0", 0, ROWS)
    expect(await store.part("active", "billing_intent:0", 0)).toEqual(ROWS)
})

it.each<[string, (stored: {check: number; value: unknown[]}) => unknown]>([
    ["lost", () => null],
    ["a list as versions before kept it", ({value}) => value],
    ["cut short", ({check}) => ({check, value: []})],
    ["changed in one figure", ({check}) => ({check, value: [{...ROWS[0], events: 3}]})],
    ["an object", ({check}) => ({check, value: {0: ROWS[0]}})],
    ["a text", (stored) => JSON.stringify(stored)],
    [
        "nested without end",
        ({check}) => ({check, value: JSON.parse("[".repeat(20_000) + "]".repeat(20_000))}),
    ],
])("a part that is %s is not read", async (_what, changed) => {
    const {rows, store} = bench()
    await store.putPart("active", "billing_intent:0", 0, ROWS)
    const key = "active:billing_intent:0:0"
    rows.set(key, changed(rows.get(key) as Parameters<typeof changed>[0]))
    await expect(store.part("active", "billing_intent:0", 0)).rejects.toThrow(LOST)
})

it("a part in another part's place is not read", async () => {
    const {rows, store} = bench()
    await store.putPart("active", "team_growth:0", 0, ROWS)
    rows.set("active:billing_intent:0:0", rows.get("active:team_growth:0:0"))
    await expect(store.part("active", "billing_intent:0", 0)).rejects.toThrow(LOST)
})

it("what is bridged and cannot be read is no history: PostHog has it", async () => {
    const {rows, store} = bench()
    const asOf = "2026-10-05T06:00:00.000Z"
    await store.bridge(asOf, 0, [{account: "acme", types: ["billing_intent"]}])
    expect(await store.bridgedRuns()).toEqual([{as_of: asOf, parts: 1}])
    rows.set(`bridge:${asOf}:0`, {check: 1, value: [{account: 7}]})
    expect(await store.bridgePart(asOf, 0)).toEqual([])
    rows.set("bridge", [{as_of: asOf, parts: 1e9}])
    expect(await store.bridgedRuns()).toEqual([])
})
