import vm from "node:vm"

import {evaluate, hostFor, virtualClock} from "./test-plugin"

// HOST.md 2.1
const PRESENT: [name: string, type: string][] = [
    ["console", "object"],
    ["posthog", "object"],
    ["fetch", "function"],
    ["google", "object"],
    ["RetryError", "function"],
    ["URL", "function"],
    ["Buffer", "function"],
    ["WebAssembly", "object"],
    ["Intl", "object"],
    ["BigInt", "function"],
    ["Proxy", "function"],
    ["WeakRef", "function"],
    ["SharedArrayBuffer", "function"],
    ["Atomics", "object"],
    ["eval", "function"],
    ["Function", "function"],
    ["Promise", "function"],
    ["Map", "function"],
    ["Date", "function"],
    ["global", "object"],
    ["globalThis", "object"],
    ["module", "object"],
    ["exports", "object"],
]
const ABSENT = [
    "setTimeout setInterval setImmediate clearTimeout queueMicrotask process require URLSearchParams TextEncoder",
    "TextDecoder crypto AbortController AbortSignal structuredClone performance btoa atob Headers Request Response",
    "FormData Blob Event EventTarget MessageChannel BroadcastChannel WebSocket navigator __dirname __filename window",
].flatMap((line) => line.split(" "))

test("the globals of the plugin server are there, each with its type", async () => {
    const types = await evaluate(`({${PRESENT.map(([name]) => `${name}: typeof ${name}`).join(", ")}})`)
    expect(types).toEqual(Object.fromEntries(PRESENT))
})

test("every other global is a ReferenceError when it is used", async () => {
    const use = (name: string) => `try { ${name}; out.push("${name} exists") } catch (e) { out.push(e.name) }`
    const outcome = await evaluate(`(() => { const out = []; ${ABSENT.map(use).join(";")}; return out })()`)
    expect(outcome).toEqual(ABSENT.map(() => "ReferenceError"))
})

test("nothing else is added to the ES built-ins of this Node version", async () => {
    const bare = vm.runInContext("Object.getOwnPropertyNames(globalThis)", vm.createContext()) as string[]
    const names = (await evaluate("Object.getOwnPropertyNames(globalThis)")) as string[]
    const added = ["posthog", "fetch", "google", "RetryError", "URL", "Buffer", "global"]
    const internal = ["__asyncGuard", "__dynamicImport", "__loopClock", "__pluginHostImports"]
    expect(names.filter((name) => !bare.includes(name)).sort()).toEqual([...added, ...internal].sort())
})

test("a bundle that uses an absent global fails", async () => {
    const host = hostFor(`exports.setupPlugin = async () => { setTimeout(() => 1, 5) }`)
    await expect(host.setup()).rejects.toThrow("setTimeout is not defined")
    const top = hostFor(`const id = crypto.randomUUID(); exports.setupPlugin = () => {}`)
    await expect(top.setup()).rejects.toThrow("crypto is not defined")
})

test("global is globalThis; eval and new Function work; import() throws", async () => {
    expect(await evaluate(`global === globalThis`)).toBe(true)
    expect(await evaluate(`eval("1 + 1") + new Function("return 2")()`)).toBe(4)
    await expect(evaluate(`await import("crypto")`)).rejects.toThrow("Dynamic Import not supported")
})

test.each([
    "fetch",
    "URL",
    "Buffer",
    "Buffer.from('a')",
    "Buffer.from",
    "new URL('http://a.b')",
    "console",
    "console.log",
    "posthog.capture",
    "RetryError",
    "meta.storage.get",
    "meta.config",
    "meta.jobs.x",
    "meta.storage.get('k')",
    "require('crypto').createHash",
    "require('crypto').createHash('md5')",
    "require('url')",
    "globalThis",
    "__asyncGuard",
])("no way from %s to the process", async (start) => {
    expect(await evaluate(`(${start}).constructor.constructor("return typeof process")()`)).toBe("undefined")
})

test("errors of the host are the context's own errors", async () => {
    const source = `(() => { try { new URL("nonsense") } catch (e) {
        return [e instanceof TypeError, e instanceof Error, e.code, e.constructor.constructor("return typeof process")()]
    } })()`
    expect(await evaluate(source)).toEqual([true, true, "ERR_INVALID_URL", "undefined"])
    const rejected = `await (async () => { try { await meta.storage.get("x".repeat(201)) } catch (e) { return e } })() instanceof Error`
    expect(await evaluate(rejected)).toBe(true)
})

test("what the plugin writes on host objects stays out of the process", async () => {
    await evaluate(
        `(Buffer.leak = 1, Buffer.prototype.leak = 1, URL.prototype.leak = 1, require("crypto").leak = 1)`,
    )
    expect([Buffer, Buffer.prototype, URL.prototype].some((host) => "leak" in host)).toBe(false)
    expect(await evaluate(`typeof Object.prototype.leak`)).toBe("undefined")
})

test("Buffer, URL and the importable modules work as in Node", async () => {
    expect(await evaluate(`Buffer.concat([Buffer.from("be"), Buffer.from("ton")]).toString("hex")`)).toBe(
        "6265746f6e",
    )
    expect(
        await evaluate(
            `[Buffer.isBuffer(Buffer.from("a")), Buffer.from("a") instanceof Buffer, Buffer.from([7])[0]]`,
        ),
    ) //
        .toEqual([true, true, 7])
    expect(await evaluate(`JSON.stringify(Buffer.from("a"))`)).toBe('{"type":"Buffer","data":[97]}')
    const url = `(() => { const u = new URL("http://a.b/c?d=1"); u.searchParams.append("e", "2"); return [u.href, u instanceof URL] })()`
    expect(await evaluate(url)).toEqual(["http://a.b/c?d=1&e=2", true])
    const hash = `require("crypto").createHash("sha256").update("x").digest("hex").slice(0, 8)`
    expect(await evaluate(hash)).toBe("2d711642")
    const params = `[...new (require("url").URLSearchParams)({a: "1", b: "x y"})].map(([k, v]) => k + v)`
    expect(await evaluate(params)).toEqual(["a1", "bx y"])
    expect(await evaluate(`require("@posthog/plugin-scaffold").RetryError === RetryError`)).toBe(true)
    expect(await evaluate(`require("node-fetch") === fetch`)).toBe(true)
    expect(await evaluate(`require("zlib").gunzipSync(require("zlib").gzipSync("zip")).toString()`)).toBe(
        "zip",
    )
})

test("Intl knows the time zones, WebAssembly compiles", async () => {
    const zone = `new Intl.DateTimeFormat("en", {timeZone: "Europe/Berlin", hour: "numeric"}).format(new Date(0))`
    expect(await evaluate(zone)).toBe("1 AM")
    expect(await evaluate(`WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`)).toBe(true)
})

test("Date follows the virtual clock, and stays a Date", async () => {
    const {now} = virtualClock()
    const iso = "2026-10-05T06:00:00.000Z"
    const source = `[
        new Date().toISOString(), new Date(Date.now()).toISOString(), new (new Date().constructor)().toISOString(),
        new Date(0).toISOString(), new Date() instanceof Date, typeof Date(), Date.UTC(1970, 0), new Date(2020, 0).getFullYear()
    ]`
    expect(await evaluate(source, {now})).toEqual([
        iso,
        iso,
        iso,
        "1970-01-01T00:00:00.000Z",
        true,
        "string",
        0,
        2020,
    ])
})

test("console is asynchronous and its lines go to the plugin's log", async () => {
    const host = hostFor(`exports.setupPlugin = async () => {
        const result = console.log("text", 1, {a: 1}, [2, 3], undefined, new Error("no"))
        if (!(result instanceof Promise)) throw new Error("not a promise")
        await console.warn("warned"); console.debug("d"); console.info("i"); console.error("e")
    }`)
    await host.setup()
    expect(host.logs.map(({level, text}) => `${level} ${text}`)).toEqual(
        expect.arrayContaining([
            'LOG text 1 {"a":1} [2,3] undefined Error: no',
            "WARN warned",
            "DEBUG d",
            "INFO i",
            "ERROR e",
        ]),
    )
})
