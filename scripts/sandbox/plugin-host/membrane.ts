import {types} from "node:util"

import type {GuestGlobals} from "./intrinsics"
import {isObject, pairIntrinsics} from "./intrinsics"

/** Carries values between the process and the plugin's context. */
export interface Membrane {
    /** Data becomes copies made of the plugin's own classes; functions and class instances become live proxies. */
    toGuest(value: unknown): unknown
    /** A live proxy even for a plain object (modules, objects that are proxies themselves). */
    proxy(value: object): unknown
    /** The host value behind a proxy; plain data is copied, callbacks are wrapped, the rest stays as it is. */
    toHost(value: unknown): unknown
}

type Callable = (this: unknown, ...args: unknown[]) => unknown
type Constructor = new (...args: unknown[]) => object
/** Makes the membrane of one context; call it before anything is added to the context's global object. */
export function createMembrane(run: (code: string) => unknown): Membrane {
    const guest = run("globalThis") as GuestGlobals
    const intrinsics = pairIntrinsics(run, guest)
    const newFunction = run("() => (function () {}).bind()") as () => Callable
    const newObject = run("() => ({})") as () => object
    const proxyOf = new WeakMap<object, object>()
    const hostOf = new WeakMap<object, object>()
    const wrapped = new WeakMap<object, Callable>()

    const isGuest = (value: object): boolean => {
        let last: object = value
        for (let next: object | null = last; next; next = Reflect.getPrototypeOf(next)) last = next
        return last === guest.Object.prototype
    }
    const plainHost = (value: object) => {
        const prototype = Reflect.getPrototypeOf(value)
        // A class's prototype object looks plain but for its constructor.
        const plain = prototype !== null && intrinsics.get(prototype) === guest.Object.prototype
        return plain && !Object.hasOwn(value, "constructor")
    }
    const guarded = <T>(work: () => T): T => {
        try {
            return work()
        } catch (error) {
            throw toGuest(error)
        }
    }

    function toGuest(value: unknown): unknown {
        if (!isObject(value)) return value
        const known = intrinsics.get(value) ?? proxyOf.get(value)
        if (known) return known
        if (hostOf.has(value) || isGuest(value)) return value
        if (types.isNativeError(value) || value instanceof DOMException) return errorToGuest(value)
        if (types.isPromise(value)) {
            return new guest.Promise((resolve, reject) => {
                value.then(
                    (result) => resolve(toGuest(result)),
                    (error: unknown) => reject(toGuest(error)),
                )
            })
        }
        if (Array.isArray(value)) {
            const copy = new guest.Array<unknown>()
            for (const item of value as unknown[]) copy.push(toGuest(item))
            return copy
        }
        if (types.isDate(value)) return new guest.Date(value.getTime())
        if (types.isArrayBuffer(value)) {
            const copy = new guest.ArrayBuffer(value.byteLength)
            new guest.Uint8Array(copy).set(new Uint8Array(value))
            return copy
        }
        return !types.isProxy(value) && plainHost(value)
            ? copyInto(newObject(), value, toGuest)
            : proxy(value)
    }

    function errorToGuest(error: Error | DOMException): object {
        const GuestError = (intrinsics.get(error.constructor) ?? guest.Error) as ErrorConstructor
        const copy = new GuestError(error.message)
        const set = (key: string, value: unknown) =>
            Reflect.defineProperty(copy, key, {value, writable: true, configurable: true, enumerable: false})
        if (copy.name !== error.name) set("name", error.name)
        set("stack", String(error.stack))
        for (const [key, value] of Object.entries(error)) set(key, toGuest(value))
        return copy
    }

    function copyInto(target: object, source: object, convert: (value: unknown) => unknown): object {
        for (const key of Reflect.ownKeys(source)) {
            const own = Reflect.getOwnPropertyDescriptor(source, key)
            if (!own?.enumerable) continue
            const value = convert(Reflect.get(source, key))
            Reflect.defineProperty(target, key, {value, writable: true, configurable: true, enumerable: true})
        }
        return target
    }

    function proxy(host: object): object {
        const known = proxyOf.get(host)
        if (known) return known
        // Statics, modules and prototypes are shared with the process: the plugin must not change them.
        const readOnly = typeof host === "function" || Object.hasOwn(host, "constructor") || plainHost(host)
        const made = new Proxy<object>(typeof host === "function" ? newFunction() : newObject(), {
            get: (_target, key) => guarded(() => toGuest(Reflect.get(host, key, host))),
            set: (_target, key, value) =>
                guarded(() => readOnly || Reflect.set(host, key, toHost(value), host)),
            has: (_target, key) => Reflect.has(host, key),
            ownKeys: () => Reflect.ownKeys(host).filter((key) => key !== "prototype"),
            getOwnPropertyDescriptor: (_target, key) =>
                guarded(() => {
                    const own = key === "prototype" ? undefined : Reflect.getOwnPropertyDescriptor(host, key)
                    if (!own) return undefined
                    const value = toGuest(Reflect.get(host, key, host))
                    const result = newObject() as PropertyDescriptor
                    return Object.assign(result, {
                        value,
                        writable: true,
                        configurable: true,
                        enumerable: own.enumerable,
                    })
                }),
            getPrototypeOf: () => {
                const prototype = Reflect.getPrototypeOf(host)
                return prototype && ((intrinsics.get(prototype) as object | undefined) ?? proxy(prototype))
            },
            setPrototypeOf: () => false,
            preventExtensions: () => false,
            defineProperty: () => true,
            deleteProperty: () => true,
            apply: (_target, self, args: unknown[]) =>
                guarded(() => toGuest(Reflect.apply(host as Callable, toHost(self), args.map(toHost)))),
            construct: (_target, args: unknown[]) =>
                guarded(() => toGuest(Reflect.construct(host as Constructor, args.map(toHost))) as object),
        })
        proxyOf.set(host, made)
        hostOf.set(made, host)
        return made
    }

    function toHost(value: unknown): unknown {
        return convertToHost(value, new Map())
    }

    function convertToHost(value: unknown, seen: Map<object, unknown>): unknown {
        if (!isObject(value)) return value
        const host = hostOf.get(value) ?? seen.get(value)
        if (host !== undefined) return host
        if (typeof value === "function") return wrapCallback(value as Callable)
        const prototype = Reflect.getPrototypeOf(value)
        if (Array.isArray(value)) {
            const copy: unknown[] = []
            seen.set(value, copy)
            for (const item of value as unknown[]) copy.push(convertToHost(item, seen))
            return copy
        }
        if (prototype !== guest.Object.prototype) return value
        const copy = {}
        seen.set(value, copy)
        return copyInto(copy, value, (item) => convertToHost(item, seen))
    }

    function wrapCallback(callback: Callable): Callable {
        const known = wrapped.get(callback)
        if (known) return known
        const made: Callable = function (...args) {
            return toHost(Reflect.apply(callback, toGuest(this), args.map(toGuest)))
        }
        wrapped.set(callback, made)
        return made
    }

    return {toGuest, proxy, toHost}
}
