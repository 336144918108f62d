import {mkdtempSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"

import type {PluginHost, PluginHostOptions} from "./index"
import {createPluginHost} from "./index"

/** For the tests of this folder: a host for plugin source given as text. */
export function hostFor(source: string, options: Partial<PluginHostOptions> = {}): PluginHost {
    const indexJs = join(mkdtempSync(join(tmpdir(), "plugin-host-")), "index.js")
    writeFileSync(indexJs, source)
    return createPluginHost({indexJs, config: {}, ...options})
}

/** For the tests of this folder: the value of an expression inside the plugin; `event` and `meta` are in scope. */
export async function evaluate(
    expression: string,
    options: Partial<PluginHostOptions> = {},
    event: unknown = {},
): Promise<unknown> {
    const host = hostFor(
        `exports.processEvent = async function (event, meta) { const value = ${expression}; return {value} }`,
        options,
    )
    await host.setup()
    try {
        return ((await host.runMethod("processEvent", event)) as {value: unknown}).value
    } finally {
        await host.teardown()
    }
}

/** For the tests of this folder: a clock that only moves when told. */
export function virtualClock(start = Date.UTC(2026, 9, 5, 6)) {
    let time = start
    return {now: () => time, advance: (ms: number) => void (time += ms)}
}
