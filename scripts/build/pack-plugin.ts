import {readFileSync, renameSync, rmSync, writeFileSync} from "node:fs"
import path from "node:path"

import {WorkError} from "../cli/errors"
import {buildPlugin, ROOT} from "./build-plugin"
import {staleFiles} from "./generate"
import {ARCHIVED_FILES, verifyArchive} from "./verify-archive"
import {reproducibleZip, sha256} from "./zip"

/** Name of the archive, and of the folder in it. */
export const ARCHIVE_NAME = "beton-posthog-app"

/** A verified archive on disk. */
export interface PackedPlugin {
    readonly file: string
    readonly bytes: number
    readonly sha256: string
    readonly contents: readonly {readonly name: string; readonly bytes: number}[]
    /** One sentence per check that it passed. */
    readonly verified: readonly string[]
}

/**
 * Builds the PostHog app, packs it and verifies the written bytes by loading them. The archive gets its name only when
 * every check has passed: after a failure there is none, not even that of an earlier time.
 *
 * @param outDir where the build and the archive go
 * @param root the repository to pack
 * @throws WorkError that says what does not build, is out of date or fails its check
 */
export async function packPlugin(
    outDir = path.join(ROOT, "posthog-app/dist"),
    root = ROOT,
): Promise<PackedPlugin> {
    const file = path.join(outDir, `${ARCHIVE_NAME}.zip`)
    rmSync(file, {force: true})
    const stale = staleFiles()
    if (stale.length > 0)
        throw new WorkError(`${stale.join(", ")} is out of date: run \`npm run generate\` and commit it.`)
    const plugin = await buildPlugin(outDir, root)
    const files = Object.fromEntries(
        ARCHIVED_FILES.map((name) => {
            const source = SOURCES[name]
            return [name, readFileSync(source ? path.join(root, source) : path.join(plugin.dir, name))]
        }),
    )
    const draft = `${file}.unverified`
    try {
        writeFileSync(draft, reproducibleZip(files, ARCHIVE_NAME))
        const written = readFileSync(draft)
        const verified = await verifyArchive(written)
        renameSync(draft, file)
        const contents = Object.entries(files).map(([name, bytes]) => ({name, bytes: bytes.length}))
        return {file, bytes: written.length, sha256: sha256(written), contents, verified}
    } finally {
        rmSync(draft, {force: true})
    }
}

/** What is not built but lies in the repository. */
const SOURCES: Readonly<Partial<Record<string, string>>> = {
    LICENSE: "LICENSE",
    "README.md": "posthog-app/README.md",
    "SETTINGS.md": "docs/SETTINGS.md",
    "logo.png": "posthog-app/logo.png",
}
