import {copyFileSync, existsSync, mkdirSync, readFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

import {WorkError} from "../cli/errors"

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/** Where the built plugin lies. */
export interface BuiltPlugin {
    readonly dir: string
    /** Files in it, without directories, as the plugin host wants them. */
    readonly indexJs: string
    readonly pluginJson: string
    /** Size of index.js in bytes. */
    readonly bytes: number
}

/**
 * Bundles the PostHog app into one CommonJS file with plugin.json beside it: no Node globals, syntax of ES2016, as the
 * strictest plugin host asks. BigInt literals stay (the signature library needs them; every supported host has BigInt).
 *
 * @throws WorkError with esbuild's messages
 */
export async function buildPlugin(outDir = path.join(ROOT, "posthog-app/dist")): Promise<BuiltPlugin> {
    const app = path.join(ROOT, "posthog-app")
    const source = path.join(app, "plugin.json")
    if (!existsSync(source))
        throw new WorkError(`${source} is missing: the plugin host needs it beside index.js.`)
    mkdirSync(outDir, {recursive: true})
    const indexJs = path.join(outDir, "index.js")
    try {
        await build({
            absWorkingDir: ROOT,
            entryPoints: [path.join(app, "src/index.ts")],
            outfile: indexJs,
            bundle: true,
            format: "cjs",
            platform: "browser",
            target: "es2016",
            supported: {bigint: true},
            charset: "utf8",
            legalComments: "external",
            logLevel: "silent",
        })
    } catch (error) {
        throw new WorkError(`The PostHog app does not build.\n${(error as Error).message}`)
    }
    const pluginJson = path.join(outDir, "plugin.json")
    copyFileSync(source, pluginJson)
    return {dir: outDir, indexJs, pluginJson, bytes: readFileSync(indexJs).length}
}

/** "123.4 KB" */
export function kilobytes(bytes: number): string {
    return `${(bytes / 1024).toFixed(1)} KB`
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    try {
        const plugin = await buildPlugin()
        console.error(`posthog-app/dist/index.js: ${kilobytes(plugin.bytes)}`)
    } catch (error) {
        console.error((error as Error).message)
        process.exitCode = 1
    }
}
