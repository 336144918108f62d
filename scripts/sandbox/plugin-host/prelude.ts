/** What the prelude needs from the process. It stays in a closure: the plugin never sees it. */
export interface PreludeHost {
    now: () => number
    virtual: boolean
    seconds: number
    /** Runs `callback` after so many milliseconds of wall time; the result stops the timer. */
    startTimer(callback: () => void, ms: number): () => void
}

/** What the prelude makes inside the context, out of the context's own classes. */
export interface Prelude {
    asyncGuard(promise: unknown, name?: unknown): Promise<unknown>
    dynamicImport(): never
    loopClock(): number
    parse(text: string): unknown
    /** Deep read-only view with the traits of vm2's frozen objects. */
    readonly(value: object): object
    RetryError: new (message?: string) => Error
}

/**
 * Runs first inside the context and evaluates to a function of `PreludeHost`. Text and not a function, because its
 * classes, promises and errors have to be those of the context.
 *
 * `readonly`: writes are ignored without an error, and asking whether the object is frozen, sealed or extensible is a
 * TypeError, as with the objects that vm2 hands in on current Node versions.
 */
export const PRELUDE = `(function (host) {
    const RealDate = Date
    if (host.virtual) {
        const VirtualDate = new Proxy(RealDate, {
            apply: () => new RealDate(host.now()).toString(),
            construct: (target, args, self) => Reflect.construct(target, args.length ? args : [host.now()], self),
            get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
        })
        const now = function now() { return host.now() }
        RealDate.prototype.constructor = VirtualDate
        globalThis.Date = VirtualDate
    }
    class TimeoutError extends Error {
        constructor(message, caller) {
            super(message)
            this.name = "TimeoutError"
            this.caller = caller
        }
    }
    class RetryError extends Error {
        constructor(message) {
            super(message)
            this.name = "RetryError"
        }
    }
    const callerOf = (name) => {
        try { return String(name) } catch { return "unknown" }
    }
    const asyncGuard = async (promise, name) => {
        let stop
        const limit = new Promise((_, reject) => {
            stop = host.startTimer(() => {
                const unit = host.seconds === 1 ? "second" : "seconds"
                const text = "Script execution timed out after promise waited for " + host.seconds + " " + unit
                reject(new TimeoutError(text, callerOf(name)))
            }, host.seconds * 1000)
        })
        try {
            return await Promise.race([promise, limit])
        } finally {
            stop()
        }
    }
    const views = new WeakMap()
    const isPlain = (value) => {
        if (typeof value !== "object" || value === null) return false
        return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
    }
    const view = (value) => {
        if (!isPlain(value)) return value
        if (!views.has(value)) views.set(value, new Proxy(value, handler))
        return views.get(value)
    }
    const handler = {
        get: (target, key) => view(Reflect.get(target, key)),
        set: () => true,
        defineProperty: () => true,
        deleteProperty: () => true,
        preventExtensions: () => false,
        isExtensible: () => {
            throw new TypeError(
                "'isExtensible' on proxy: trap result does not reflect extensibility of proxy target (which is 'true')",
            )
        },
    }
    return {
        asyncGuard,
        RetryError,
        readonly: view,
        loopClock: RealDate.now,
        parse: (text) => JSON.parse(text),
        dynamicImport: () => { throw new Error("Dynamic Import not supported") },
    }
})`
