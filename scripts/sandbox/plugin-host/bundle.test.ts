import {mkdtempSync} from "node:fs"
import {tmpdir} from "node:os"
import {dirname, join} from "node:path"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

import {createPluginHost} from "./index"
import {virtualClock} from "./test-plugin"

/** Builds as the plugin is built: one CommonJS file for browsers, async functions lowered. */
async function bundle(
    source: string,
    options: {target?: string; format?: "cjs" | "esm" | "iife"} = {},
): Promise<string> {
    const outfile = join(mkdtempSync(join(tmpdir(), "bundle-")), "index.js")
    await build({
        stdin: {contents: source, resolveDir: dirname(fileURLToPath(import.meta.url)), loader: "ts"},
        outfile,
        bundle: true,
        platform: "browser",
        format: options.format ?? "cjs",
        target: options.target ?? "es2016",
        external: ["crypto", "url"],
        logLevel: "silent",
    })
    return outfile
}

const SOURCE = `
    import * as z from "zod"
    import {LRUCache} from "lru-cache"
    import {createHash} from "crypto"
    const Config = z.object({host: z.string().url(), threshold: z.coerce.number().min(0).default(60)})
    export async function runEveryDay(meta: any) {
        const config = Config.parse(meta.config)
        const cache = new LRUCache<string, number>({max: 10, ttl: 1000, ...meta.global.lru})
        cache.set("a", 1)
        const answer = await (await fetch(config.host)).json()
        const rows = z.array(z.object({n: z.number()})).parse(answer.rows)
        await meta.storage.set("out", {
            threshold: config.threshold, cached: cache.get("a"), size: rows.length,
            hash: createHash("sha256").update("x").digest("hex").slice(0, 8),
            bad: Config.safeParse({host: 1}).success,
        })
    }
    export async function setupPlugin(meta: any) { meta.global.lru = JSON.parse(meta.config.lru) }
`

async function runBundle(indexJs: string, lru: unknown) {
    let requests = 0
    const send = (async () => (
        requests++,
        Response.json({rows: [{n: 1}, {n: 2}]})
    )) as unknown as typeof fetch
    const config = {host: "http://127.0.0.1/x", threshold: "70", lru: JSON.stringify(lru)}
    const host = createPluginHost({indexJs, config, fetch: send, now: virtualClock().now})
    await host.setup()
    await host.runSchedule("runEveryDay")
    await host.teardown()
    return {out: await host.storage.get("out"), errors: host.errors.map(({error}) => error.message), requests}
}

const EXPECTED = {threshold: 70, cached: 1, size: 2, hash: "2d711642", bad: false}

test("an es2016 bundle with zod and lru-cache works, and its awaits are not doubled", async () => {
    const indexJs = await bundle(SOURCE)
    expect(await runBundle(indexJs, {ttlResolution: 0})).toEqual({out: EXPECTED, errors: [], requests: 1})
    // Without ttlResolution 0 lru-cache uses a timer, which the host does not have.
    expect(await runBundle(indexJs, {})).toEqual({
        out: undefined,
        errors: ["setTimeout is not defined"],
        requests: 1,
    })
})

test("an es2020 bundle loads too, but each chained await sends its request twice", async () => {
    const indexJs = await bundle(SOURCE, {target: "es2020"})
    expect(await runBundle(indexJs, {ttlResolution: 0})).toEqual({out: EXPECTED, errors: [], requests: 2})
})

test("an es2022 bundle keeps private class members and does not load", async () => {
    const indexJs = await bundle(SOURCE, {target: "es2022"})
    await expect(runBundle(indexJs, {})).rejects.toMatchObject({name: "SyntaxError"})
})

test("an ES module bundle loads, an iife with an external does not", async () => {
    const esm = await bundle(SOURCE, {format: "esm"})
    expect(await runBundle(esm, {ttlResolution: 0})).toEqual({out: EXPECTED, errors: [], requests: 1})
    const iife = await bundle(SOURCE, {format: "iife"})
    await expect(runBundle(iife, {})).rejects.toThrow('Dynamic require of "crypto" is not supported')
})
