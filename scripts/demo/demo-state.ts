import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs"
import path from "node:path"

import * as z from "zod"

const stateSchema = z.object({
    version: z.literal(1),
    /** What was loaded: "story", or a fingerprint of the export's files. */
    data: z.string(),
    projectId: z.number(),
    posthogKey: z.string(),
    signingKey: z.string(),
    workspaceId: z.string().nullable(),
    attioToken: z.string().nullable(),
    now: z.string(),
    loaded: z.object({events: z.number(), accounts: z.number()}),
})

/** What a second demo needs to go on where the first one ended: a loaded sandbox with its keys. */
export type DemoState = z.infer<typeof stateSchema>

/** Files of one demo sandbox below the project's ignored `.beton` folder. */
export interface DemoFiles {
    readonly dir: string
    readonly posthogDir: string
    readonly attioFile: string
    readonly hostStorage: string
    readonly state: string
}

/** Where the demo of a data set lives. */
export function demoFiles(root: string, name: string): DemoFiles {
    const dir = path.join(root, ".beton", "demo", name)
    return {
        dir,
        posthogDir: path.join(dir, "posthog"),
        attioFile: path.join(dir, "attio.bin"),
        hostStorage: path.join(dir, "host-storage.json"),
        state: path.join(dir, "demo.json"),
    }
}

/** The loaded sandbox of an earlier demo, or null; anything half done or of another version is cleared away. */
export function loadedDemo(files: DemoFiles, data: string): DemoState | null {
    if (existsSync(files.state)) {
        const parsed = stateSchema.safeParse(readJson(files.state))
        if (parsed.success && parsed.data.data === data) return parsed.data
    }
    rmSync(files.dir, {recursive: true, force: true})
    mkdirSync(files.dir, {recursive: true})
    return null
}

/** Written last, when everything is loaded: a demo that was cut off starts afresh. */
export function saveDemo(files: DemoFiles, state: DemoState): void {
    writeFileSync(`${files.state}.new`, JSON.stringify(state, null, 2), {mode: 0o600})
    renameSync(`${files.state}.new`, files.state)
}

function readJson(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"))
    } catch {
        return null
    }
}
