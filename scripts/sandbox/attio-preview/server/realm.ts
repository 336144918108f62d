import vm from "node:vm"

/** What the host lends to one execution; everything else that server code sees is JavaScript itself. */
export interface RealmHost {
    readonly fetch: (url: string, init: RequestInit) => Promise<Response>
    readonly log: (level: "log" | "info" | "warn" | "error", text: string) => void
    /** ms to add to the machine's clock: the demo's data have a fixed day. */
    readonly clockOffset: number
    /** Value of an environment variable; undefined when it is not set. */
    readonly env: (name: string) => string | undefined
}

/**
 * Runs inside the new realm. Errors and data of the host are made anew there, so that `instanceof` holds for the
 * app; names that the documentation does not list are absent (SDK.md §3: no Node, no Buffer, no crypto).
 */
const PRELUDE = `(function (host, given) {
    "use strict"
    const failure = (error) => {
        const made = new (error && error.name === "TypeError" ? TypeError : Error)(String((error && error.message) || error))
        if (error && error.name === "HostRefusal") made.name = "HostRefusal"
        if (error && error.code) made.code = error.code
        if (error && error.connectionKey) made.connectionKey = error.connectionKey
        return made
    }
    const own = (body) => {
        Object.defineProperty(body, "json", {value: async () => JSON.parse(await body.text()), configurable: true})
        return body
    }
    const guard = (work) => function (...args) {
        try {
            return work(...args)
        } catch (error) {
            throw failure(error)
        }
    }
    const data = (work) => async (...args) => {
        try {
            const text = await work(...args)
            return text === undefined || text === "" ? undefined : JSON.parse(text)
        } catch (error) {
            throw failure(error)
        }
    }
    const text = (value) => {
        if (typeof value === "string") return value
        if (value instanceof Error || (value && typeof value.stack === "string")) return String(value)
        try {
            return JSON.stringify(value)
        } catch (error) {
            return String(value)
        }
    }
    const console = {}
    for (const level of ["log", "info", "warn", "error"])
        console[level] = (...args) => host.log(level, args.map(text).join(" "))
    class URL extends given.URL {
        constructor(...args) {
            try {
                super(...args)
            } catch (error) {
                throw failure(error)
            }
        }
    }
    class TextEncoder extends given.TextEncoder {
        encode(value) {
            return new Uint8Array(super.encode(value))
        }
    }
    const env = new Proxy({}, {
        get: (target, name) => (typeof name === "symbol" ? undefined : host.env(name)),
        has: (target, name) => typeof name === "string" && host.env(name) !== undefined,
        set: () => false,
    })
    const process = new Proxy({env}, {
        get: (target, name) => {
            if (name === "env" || typeof name === "symbol") return target[name]
            throw new Error("process." + name + " does not exist in Attio: only process.env does.")
        },
    })
    const fetch = async (input, init) => {
        try {
            const isRequest = typeof input === "object" && input !== null && typeof input.url === "string"
            const url = isRequest ? input.url : String(input)
            const options = isRequest
                ? {method: input.method, headers: input.headers, body: input.body === null ? undefined : await input.text(), ...init}
                : (init ?? {})
            return own(await host.fetch(url, options))
        } catch (error) {
            throw failure(error)
        }
    }
    const RealDate = Date
    class ShiftedDate extends RealDate {
        constructor(...args) {
            if (args.length === 0) super(RealDate.now() + host.clockOffset)
            else super(...args)
        }
        static now() {
            return RealDate.now() + host.clockOffset
        }
    }
    if (host.clockOffset !== 0) globalThis.Date = ShiftedDate
    const {Request, Response, Headers, URLSearchParams, TextDecoder, setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask} = given
    Object.assign(globalThis, {
        console, process, fetch, URL, URLSearchParams, TextEncoder, TextDecoder, Request, Response, Headers,
        setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask,
    })
    return {guard, data, own}
})`

/** Helpers that make host functions callable from within the realm. */
export interface RealmBridge {
    /** A synchronous host function whose errors are the realm's. */
    guard(work: (...args: never[]) => unknown): (...args: unknown[]) => unknown
    /** An asynchronous host function that answers JSON text; the realm gets the parsed value. */
    data(work: (...args: never[]) => unknown): (...args: unknown[]) => Promise<unknown>
    /** Gives a Request or Response a `json()` that makes values of the realm. */
    own<T>(body: T): T
}

/** A new realm for one execution: nothing stays from one execution to the next. */
export function createRealm(host: RealmHost): {context: vm.Context; bridge: RealmBridge} {
    const context = vm.createContext({}, {codeGeneration: {strings: false, wasm: false}})
    const given = {
        ...{Request, Response, Headers, URL, URLSearchParams, TextEncoder, TextDecoder},
        ...{setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask},
    }
    const prelude = vm.runInContext(PRELUDE, context) as (host: RealmHost, given: object) => RealmBridge
    return {context, bridge: prelude(host, given)}
}
