import {readdirSync, readFileSync} from "node:fs"
import path from "node:path"

import {buildAttioApp} from "../../../scripts/build/build-attio-app"

/** Top of the repository. */
export const ROOT = path.resolve(__dirname, "../../..")

/** The app's bundles as `attio build` writes them. */
export interface Bundles {
    readonly client: string
    readonly server: string
    /** By block id. */
    readonly workflow: Readonly<Record<string, string>>
}

let known: Bundles | null = null

/** Makes the real build where a source is younger than it, and reads it. Offline. */
export async function readBundles(): Promise<void> {
    const dist = await buildAttioApp()
    const read = (file: string) => readFileSync(path.join(dist, file), "utf8")
    const blocks = readdirSync(path.join(dist, "workflow"))
    const workflow = Object.fromEntries(
        blocks.map((file) => [file.replace(/\.js$/, ""), read(`workflow/${file}`)]),
    )
    known = {client: read("index.js"), server: read("server.js"), workflow}
}

/** @throws Error when `readBundles` has not run */
export function bundles(): Bundles {
    if (known === null) throw new Error("Await readBundles() first.")
    return known
}
