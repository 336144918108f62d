import {readFileSync} from "node:fs"
import {fileURLToPath} from "node:url"

import {build} from "esbuild"

const here = (file: string): string => fileURLToPath(new URL(`client/${file}`, import.meta.url))

/** Script and style of the pages. */
export interface PageAssets {
    readonly script: string
    readonly style: string
}

/** Bundles the pages for the browser. @throws Error with esbuild's messages */
export async function pageAssets(): Promise<PageAssets> {
    const {outputFiles} = await build({
        entryPoints: [here("main.ts")],
        bundle: true,
        format: "esm",
        target: "es2022",
        platform: "browser",
        minify: true,
        write: false,
        logLevel: "silent",
        define: {"process.env.NODE_ENV": '"production"'},
    })
    return {script: outputFiles[0]?.text ?? "", style: readFileSync(here("page.css"), "utf8")}
}
