import {existsSync, mkdirSync, writeFileSync} from "node:fs"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

import {WorkError} from "../cli/errors"
import {ROOT} from "./build-plugin"
import {bundledPackages, licenceTexts} from "./licences"

/**
 * Bundles the runner into one file for Node beside the packed app: what a container or a CI job needs, without the
 * repository or an installation.
 *
 * @returns its path
 * @throws WorkError with esbuild's messages, or naming what must not be passed on
 */
export async function buildRunner(outDir = path.join(ROOT, "posthog-app/dist")): Promise<string> {
    mkdirSync(outDir, {recursive: true})
    const outfile = path.join(outDir, "runner.cjs")
    try {
        const {metafile} = await build({
            absWorkingDir: ROOT,
            entryPoints: [path.join(ROOT, "posthog-app/runner/main.ts")],
            outfile,
            bundle: true,
            format: "cjs",
            platform: "node",
            target: "node20",
            // Native speed-up that pg tries and does without.
            external: ["pg-native"],
            legalComments: "none",
            metafile: true,
            logLevel: "silent",
        })
        const packages = bundledPackages(Object.keys(metafile.inputs), ROOT)
        writeFileSync(`${outfile}.LEGAL.txt`, `${licenceTexts(packages, path.basename(outfile))}\n`)
    } catch (error) {
        throw new WorkError(`The runner does not build.\n${(error as Error).message}`)
    }
    return outfile
}

if (process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
    buildRunner().then(
        (file) => console.error(`${path.relative(ROOT, file)}${existsSync(file) ? "" : " is missing"}`),
        (error: unknown) => {
            console.error((error as Error).message)
            process.exitCode = 1
        },
    )
}
