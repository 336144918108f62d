import {PROVIDED_MODULES} from "./modules"
import type {Realm} from "./realm"
import {transformPlugin} from "./transform/transform"

/** A function of the plugin; called with values of the plugin's own context. */
export type GuestFunction = (...args: unknown[]) => unknown

/** A plugin file that has been run once, with its exports found. */
export interface LoadedPlugin {
    /** An exported function by name. */
    find(name: string): GuestFunction | undefined
    /** Every exported function whose name starts with `runEvery`. */
    schedule: Map<string, GuestFunction>
    jobs: Map<string, GuestFunction>
    /** Declared metrics, types in lower case. */
    metrics: Record<string, string>
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null

/**
 * Transforms and runs the file, then looks for exports in `exports`, `exports.default` and `module.exports`, and only if
 * all of them are empty among the global functions. Throws what the file throws. The file runs as sloppy code: it is
 * embedded after other statements, so a "use strict" at its top is no directive any more.
 */
export function loadPlugin(realm: Realm, source: string, seconds: number): LoadedPlugin {
    const code = transformPlugin(source, seconds, PROVIDED_MODULES)
    realm.run(`const module = {exports: {}}; let exports = {};\n${code}\n;`, seconds * 1000 + 1)
    const found = realm.run("[exports, exports.default, module.exports]") as unknown[]
    const places = found.filter(isRecord)
    if (!places.some((place) => Object.keys(place).length > 0)) {
        places.push(realm.run("globalThis") as Record<string, unknown>)
    }
    const loaded: LoadedPlugin = {
        find: (name) => functionOf(places.find((place) => place[name])?.[name]),
        schedule: new Map(),
        jobs: new Map(),
        metrics: {},
    }
    // The first place wins, so it is read last.
    for (const place of places.reverse()) gather(place, loaded)
    places.reverse()
    return loaded
}

function gather(place: Record<string, unknown>, into: LoadedPlugin): void {
    for (const name of Object.keys(place)) {
        if (!name.startsWith("runEvery")) continue
        const task = functionOf(place[name])
        if (task) into.schedule.set(name, task)
    }
    const {jobs, metrics} = place
    if (isRecord(jobs)) {
        for (const [name, job] of Object.entries(jobs)) {
            const task = functionOf(job)
            if (task) into.jobs.set(name, task)
        }
    }
    if (isRecord(metrics)) {
        for (const [name, kind] of Object.entries(metrics)) {
            if (typeof kind === "string") into.metrics[name] = kind.toLowerCase()
        }
    }
}

const functionOf = (value: unknown) => (typeof value === "function" ? (value as GuestFunction) : undefined)
