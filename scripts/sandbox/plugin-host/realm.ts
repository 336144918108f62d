import vm from "node:vm"

import type {Membrane} from "./membrane"
import {createMembrane} from "./membrane"
import type {Prelude, PreludeHost} from "./prelude"
import {PRELUDE} from "./prelude"
import {DYNAMIC_IMPORT, HOST_IMPORTS} from "./transform/imports"
import {LOOP_CLOCK} from "./transform/loop-guard"
import {ASYNC_GUARD} from "./transform/promise-guard"
import {reportUnhandled} from "./unhandled"

/** One plugin's own JavaScript world. */
export interface Realm extends Membrane {
    guest: Prelude
    /** Runs code at the top level of the context; `timeoutMs` limits synchronous work. */
    run(code: string, timeoutMs?: number): unknown
    /** Makes a global of the context. */
    define(name: string, value: unknown): void
    /** Where rejections go that the plugin does not handle. */
    onUnhandledRejection(report: (reason: unknown) => void): void
    /** Stops the timers of guards that still wait. */
    dispose(): void
}

/**
 * Makes a context that has the ES built-ins of this Node version and nothing of Node itself: the globals that the
 * plugin server adds are defined by the caller. With `now` the context's `Date` follows that clock; the guards always
 * measure wall time.
 */
export function createRealm(o: {now?: () => number; seconds: number}): Realm {
    // Without a prototype: `this.constructor` must not lead to a class of the process.
    const sandbox = Object.create(null) as Record<string, unknown>
    const context = vm.createContext(sandbox)
    const run = (code: string, timeoutMs?: number): unknown =>
        vm.runInContext(code, context, {
            filename: "index.js",
            ...(timeoutMs === undefined ? {} : {timeout: Math.ceil(timeoutMs)}),
        })
    const timers = new Set<NodeJS.Timeout>()
    const host: PreludeHost = {
        now: o.now ?? Date.now,
        virtual: o.now !== undefined,
        seconds: o.seconds,
        startTimer(callback, ms) {
            const timer = setTimeout(() => {
                timers.delete(timer)
                callback()
            }, ms)
            timers.add(timer)
            return () => {
                timers.delete(timer)
                clearTimeout(timer)
            }
        },
    }
    const guest = (run(PRELUDE) as (host: PreludeHost) => Prelude)(host)
    const membrane = createMembrane(run)
    const define = (name: string, value: unknown): void => {
        sandbox[name] = value
    }
    define("global", run("globalThis"))
    define(ASYNC_GUARD, guest.asyncGuard)
    define(DYNAMIC_IMPORT, guest.dynamicImport)
    define(LOOP_CLOCK, guest.loopClock)
    define(HOST_IMPORTS, run("Object.create(null)"))
    return {
        ...membrane,
        guest,
        run,
        define,
        onUnhandledRejection(report) {
            reportUnhandled(run("Promise.prototype") as object, report)
        },
        dispose() {
            for (const timer of timers) clearTimeout(timer)
            timers.clear()
        },
    }
}
