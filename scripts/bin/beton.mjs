#!/usr/bin/env node
// The `beton` command: runs scripts/beton.ts, which is TypeScript, in this process.
import {existsSync} from "node:fs"
import {fileURLToPath} from "node:url"

const scripts = new URL("..", import.meta.url)
const root = fileURLToPath(new URL("..", scripts))
const missing = ["tsx", "yargs", "zod", "chdb"].filter(
    (name) => !existsSync(`${root}node_modules/${name}/package.json`),
)
if (missing.length > 0) {
    console.error(
        `Beton's packages are not installed (${missing.join(", ")} missing). Run \`npm install\` in ${root} first.`,
    )
    process.exit(1)
}

const {register} = await import("tsx/esm/api")
// The caller may stand in a directory that has a tsconfig.json of its own.
register({tsconfig: fileURLToPath(new URL("tsconfig.json", scripts))})
await import(new URL("beton.ts", scripts).href)
