import {readFileSync} from "node:fs"
import {createRequire} from "node:module"
import {compileFunction} from "node:vm"

/** What a plugin file exports, as far as the runner calls it. */
export interface PluginExports {
    setupPlugin(meta: object): void | Promise<void>
    readonly jobs: Readonly<Record<string, (payload: unknown, meta: object) => Promise<void>>>
}

/** What the plugin server gives a plugin as globals (HOST.md §2.1) and our app uses. */
export interface PluginGlobals {
    readonly fetch: unknown
    readonly console: unknown
    /** Tests run on a clock of their own. */
    readonly Date: DateConstructor
}

/**
 * Requires the packed plugin file: Node's own module wrapper, with the plugin server's globals as further parameters.
 * It is our own file, so nothing has to be locked in (HOST.md §4).
 *
 * @throws Error when it cannot be read or does not export what the runner calls
 */
export function loadBundle(file: string, globals: PluginGlobals): PluginExports {
    const names = Object.keys(globals) as (keyof PluginGlobals)[]
    const wrapped = compileFunction(read(file), ["module", "exports", "require", ...names], {
        filename: file,
    }) as (...args: unknown[]) => void
    const module = {exports: {} as Record<string, unknown>}
    wrapped(module, module.exports, createRequire(file), ...names.map((name) => globals[name]))
    const {setupPlugin, jobs} = module.exports
    if (typeof setupPlugin !== "function" || typeof jobs !== "object" || jobs === null)
        throw new Error(`${file} is not the packed app: build it again.`)
    return module.exports as unknown as PluginExports
}

function read(file: string): string {
    try {
        return readFileSync(file, "utf8")
    } catch {
        throw new Error(
            `The packed app ${file} cannot be read: put it beside the runner, or build both again.`,
        )
    }
}

/** A Date whose "now" is `now()`; everything else is the platform's. */
export function dateOn(now: () => number): DateConstructor {
    return class extends Date {
        constructor(...args: unknown[]) {
            if (args.length === 0) super(now())
            else super(...(args as [number]))
        }

        static override now(): number {
            return now()
        }
    } as DateConstructor
}
