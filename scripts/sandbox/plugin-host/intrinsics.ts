/** The parts of a context's global object that the membrane needs. */
export interface GuestGlobals {
    Object: ObjectConstructor
    Array: ArrayConstructor
    Date: DateConstructor
    Error: ErrorConstructor
    Promise: PromiseConstructor
    ArrayBuffer: ArrayBufferConstructor
    Uint8Array: Uint8ArrayConstructor
    [name: string]: unknown
}

/** True for everything that has an identity. */
export const isObject = (value: unknown): value is object =>
    (typeof value === "object" && value !== null) || typeof value === "function"

/** Every global object whose classes host values may come from: this one and, under a test runner, Node's own. */
function hostGlobals(): Record<string, unknown>[] {
    const HostFunction = (Buffer.from as unknown as {constructor: FunctionConstructor}).constructor
    const main = HostFunction("return globalThis")() as Record<string, unknown>
    return [globalThis as unknown as Record<string, unknown>, main]
}

// Classes that have no global name.
const HIDDEN = [
    "(async function () {}).constructor",
    "(function* () {}).constructor",
    "(async function* () {}).constructor",
    "Object.getPrototypeOf(Uint8Array)",
]

/** Host classes and prototypes with their counterparts inside the context. */
export function pairIntrinsics(run: (code: string) => unknown, guest: GuestGlobals): Map<unknown, object> {
    const pairs = new Map<unknown, object>()
    const pair = (host: unknown, own: unknown) => {
        if (typeof host !== "function" || typeof own !== "function") return
        pairs.set(host, own)
        const hostPrototype: unknown = host.prototype
        const ownPrototype: unknown = own.prototype
        if (isObject(hostPrototype) && isObject(ownPrototype)) pairs.set(hostPrototype, ownPrototype)
    }
    const names = run("Object.getOwnPropertyNames(globalThis)") as string[]
    for (const host of hostGlobals()) {
        for (const name of names) if (name !== "console") pair(host[name], guest[name])
        const HostFunction = host["Function"] as FunctionConstructor
        for (const code of HIDDEN) pair(HostFunction(`return ${code}`)(), run(code))
    }
    return pairs
}
