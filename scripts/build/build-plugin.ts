import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

import {WorkError} from "../cli/errors"
import {compactLists} from "./compact-lists"
import {bundledPackages, licenceTexts} from "./licences"
import {isMadeUp, silentDebug} from "./silent-debug"

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url))

/** Folders whose files go into the bundle. */
const PACKAGES = ["posthog-app", "shared", "node_modules"]

/** Where the built plugin lies. */
export interface BuiltPlugin {
    readonly dir: string
    /** Files in it, without directories, as the plugin host wants them. */
    readonly indexJs: string
    readonly pluginJson: string
    /** Licences of the packages in index.js. */
    readonly legalTxt: string
    /** Size of index.js in bytes. */
    readonly bytes: number
    /** Files that went into index.js, relative to the root. */
    readonly inputs: readonly string[]
}

/**
 * Bundles the PostHog app into one CommonJS file with plugin.json beside it: no Node globals, syntax of ES2016, as the
 * strictest plugin host asks. BigInt literals stay (the signature library needs them; every supported host has BigInt).
 * The same sources give the same bytes, wherever the repository lies.
 *
 * @throws WorkError with esbuild's messages, or naming what must not be passed on
 */
export async function buildPlugin(
    outDir = path.join(ROOT, "posthog-app/dist"),
    root = ROOT,
): Promise<BuiltPlugin> {
    const app = path.join(root, "posthog-app")
    const source = path.join(app, "plugin.json")
    if (!existsSync(source))
        throw new WorkError(`${source} is missing: the plugin host needs it beside index.js.`)
    mkdirSync(outDir, {recursive: true})
    const indexJs = path.join(outDir, "index.js")
    const inputs = await bundle(path.join(app, "src/index.ts"), indexJs, root)
    const code = readFileSync(indexJs)
    const named = PACKAGES.map((name) => path.resolve(root, name)).find((folder) => code.includes(folder))
    if (named !== undefined)
        throw new WorkError(`${indexJs} names ${named}: it would be different elsewhere.`)
    const legalTxt = `${indexJs}.LEGAL.txt`
    writeFileSync(legalTxt, `${licenceTexts(bundledPackages(inputs, root))}\n`)
    const pluginJson = path.join(outDir, "plugin.json")
    copyFileSync(source, pluginJson)
    return {dir: outDir, indexJs, pluginJson, legalTxt, bytes: code.length, inputs}
}

/** Writes the bundle; returns the files that went into it, relative to `root`. */
async function bundle(entry: string, outfile: string, root: string): Promise<string[]> {
    try {
        const {metafile} = await build({
            absWorkingDir: path.resolve(root),
            entryPoints: [entry],
            outfile,
            bundle: true,
            format: "cjs",
            platform: "browser",
            target: "es2016",
            supported: {bigint: true},
            charset: "utf8",
            // Every worker thread of the host parses it, and the numerical packages are many small files.
            minify: true,
            // The licences of all packages are written in full beside it.
            legalComments: "none",
            logLevel: "silent",
            metafile: true,
            plugins: [compactLists, silentDebug],
        })
        return Object.keys(metafile.inputs).filter((input) => !isMadeUp(input))
    } catch (error) {
        throw new WorkError(`The PostHog app does not build.\n${(error as Error).message}`)
    }
}

/** "123.4 KB" */
export function kilobytes(bytes: number): string {
    return `${(bytes / 1024).toFixed(1)} KB`
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    buildPlugin().then(
        (plugin) => console.error(`posthog-app/dist/index.js: ${kilobytes(plugin.bytes)}`),
        (error: Error) => {
            console.error(error.message)
            process.exitCode = 1
        },
    )
}
