import {hostFor, virtualClock} from "./test-plugin"

const LIMIT = {taskTimeoutSeconds: 0.2}
// A promise that takes `ms` of wall time: the plugin itself has no timer.
const slow = (ms: number) =>
    (async () => {
        await new Promise((resolve) => setTimeout(resolve, ms))
        return new Response("{}")
    }) as unknown as typeof fetch
const SLEEP = `const sleep = () => fetch("http://127.0.0.1/")\n`

async function runs(source: string, ms = 150): Promise<string[]> {
    const host = hostFor(SLEEP + source, {...LIMIT, fetch: slow(ms)})
    await host.setup()
    await host.runSchedule("runEveryDay")
    await host.drainJobs()
    await host.teardown()
    return host.errors.map(({error}) => error.message)
}
const LOOP = "Script execution timed out after looping for 0.2 seconds"
const WAIT = "Script execution timed out after promise waited for 0.2 seconds"

describe("loop guard", () => {
    test.each([
        ["for(;;)", `for (;;) {}`],
        ["for without a block", `for (let i = 0; i >= 0; ) i = 0`],
        ["while", `while (true) {}`],
        ["do", `do {} while (true)`],
        ["labelled", `outer: while (true) { for (;;) continue outer }`],
        ["in a branch without a block", `if (meta) for (;;);`],
        ["with awaits in between", `for (let i = 0; i < 5; i++) await sleep()`],
    ])("%s", async (_name, body) => {
        const [error] = await runs(`export async function runEveryDay(meta) { ${body} }`)
        expect(error).toContain(LOOP)
    })

    test("names line and column, and measures wall time whatever the virtual clock says", async () => {
        const {now} = virtualClock()
        const host = hostFor(`export function runEveryDay() {\n  while (1) {}\n}`, {...LIMIT, now})
        await host.setup()
        await host.runSchedule("runEveryDay")
        expect(host.errors[0]?.error.message).toBe(`${LOOP} on line 2:2`)
    })

    test("for..of, for..in and for await are not guarded", async () => {
        const source = `export async function runEveryDay() {
            for (const i of [1, 2, 3]) await sleep()
            for (const k in {a: 1, b: 2}) await sleep()
        }`
        expect(await runs(source)).toEqual([])
    })
})

describe("time limits (HOST.md 2.4)", () => {
    test("an awaited promise has to settle in time", async () => {
        expect(await runs(`export async function runEveryDay() { await sleep() }`, 400)).toEqual([WAIT])
        expect(await runs(`export async function runEveryDay() { await new Promise(() => {}) }`)).toEqual([
            WAIT,
        ])
        expect(await runs(`export function runEveryDay() { return sleep().then(() => 1) }`, 400)).toEqual([
            WAIT,
        ])
    })

    test("tasks and jobs are not limited as a whole, but an awaited helper is", async () => {
        const flat = `for (const i of [1, 2, 3]) await sleep()`
        expect(await runs(`export async function runEveryDay() { ${flat} }`)).toEqual([])
        expect(
            await runs(`export async function runEveryDay({jobs}) { await jobs.a({x: 1}).runNow() }
            export const jobs = {a: async () => { ${flat} }}`),
        ).toEqual([])
        expect(
            await runs(
                `async function all() { ${flat} }; export async function runEveryDay() { await all() }`,
            ),
        ) //
            .toEqual([WAIT])
    })

    test.each(["setupPlugin", "processEvent", "onEvent", "teardownPlugin"])(
        "%s is limited as a whole",
        async (name) => {
            const source = `${SLEEP}exports.${name} = async () => { for (const i of [1, 2, 3]) await sleep() }`
            const host = hostFor(source, {...LIMIT, fetch: slow(150)})
            const call = async () => {
                await host.setup()
                if (name === "processEvent" || name === "onEvent") await host.runMethod(name, {})
                await host.teardown()
            }
            await call().catch(() => undefined)
            expect(host.errors.map(({task, error}) => [task, error.name, error.message])).toEqual([
                [name, "TimeoutError", WAIT],
            ])
        },
    )

    test("synchronous code at load is limited", async () => {
        const host = hostFor(
            `[1].forEach(function again() { for (const x of (function* () { yield* endless() })()) {} })
            function* endless() { const it = {[Symbol.iterator]: () => ({next: () => ({done: false})})}; yield* it }`,
            LIMIT,
        )
        await expect(host.setup()).rejects.toThrow("Script execution timed out")
    })

    test("the guard cancels nothing: the work goes on after a time-out", async () => {
        const host = hostFor(
            `${SLEEP}async function work({storage}) { await sleep(); await storage.set("done", true) }
            export async function runEveryDay(meta) { await Promise.race([work(meta), new Promise(() => {})]) }
            export async function runEveryHour(meta) { const p = slowWork(meta); await p }
            async function slowWork({storage}) { for (const i of [1, 2]) await sleep(); await storage.set("late", true) }`,
            {...LIMIT, fetch: slow(150)},
        )
        await host.setup()
        await host.runSchedule("runEveryHour")
        expect(host.errors).toHaveLength(1)
        expect(await host.storage.get("late")).toBeUndefined()
        await new Promise((resolve) => setTimeout(resolve, 200))
        expect(await host.storage.get("late")).toBe(true)
    })

    test("synchronous work after an await is not limited by a time-out of its own", async () => {
        const source = `export async function runEveryDay() {
            await null; const end = Date.now() + 300; const busy = () => Date.now() < end && [1, 2].map(String)
            const gen = {[Symbol.iterator]: () => ({next: () => ({done: !busy()})})}
            for (const _ of gen) {}
        }`
        expect(await runs(source)).toEqual([])
    })
})
