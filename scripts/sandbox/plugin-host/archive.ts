import {writeFileSync} from "node:fs"
import {join, posix} from "node:path"

import {unzipSync} from "fflate"

import {asHostError} from "./host-support"

/** The two files that PostHog takes out of an archive. */
export interface UnpackedPlugin {
    indexJs: string
    pluginJson: string
}

/**
 * Where each of PostHog's readers looks for a file, given the name of the archive's first entry. Each of them meets an
 * archive somewhere: the first in plugin server 1.10.5 (src/utils/utils.ts), the second and the
 * third in its Django, early and late (posthog/plugins/utils.py).
 */
const READERS: readonly {name: string; at: (first: string, file: string) => string}[] = [
    {
        name: "The plugin server",
        at: (first, file) =>
            first.endsWith("/") ? `${first}${file}` : `${first.split("/").slice(0, -1).join("/")}/${file}`,
    },
    {name: "PostHog's first installer", at: (first, file) => posix.join(first, file)},
    {
        name: "PostHog's later installer",
        at: (first, file) => (first.endsWith("/") ? `${first}${file}` : file),
    },
]

/**
 * Takes plugin.json and the entry file out of a zip archive as PostHog does at installation, and writes them into `dir`.
 * Throws a sentence when one of its versions would not find them.
 */
export function unpackPlugin(archive: Uint8Array, dir: string): UnpackedPlugin {
    const entries = unzip(archive)
    const manifest = take(entries, "plugin.json")
    const pluginJson = join(dir, "plugin.json")
    writeFileSync(pluginJson, manifest)
    const indexJs = join(dir, "index.js")
    writeFileSync(indexJs, take(entries, mainOf(manifest)))
    return {indexJs, pluginJson}
}

function unzip(archive: Uint8Array): Record<string, Uint8Array> {
    try {
        return unzipSync(archive)
    } catch (error) {
        throw new Error(`The archive cannot be unzipped: ${asHostError(error).message}.`)
    }
}

function take(entries: Readonly<Record<string, Uint8Array>>, file: string): Uint8Array {
    const [first] = Object.keys(entries)
    if (first === undefined) throw new Error("The archive is empty.")
    const blind = READERS.find(({at}) => entries[at(first, file)] === undefined)
    const found = entries[`${first}${file}`]
    if (blind !== undefined || found === undefined) {
        throw new Error(
            `${blind?.name ?? "PostHog"} would not find ${file}: the archive must start with the entry of one folder (it starts with ${first}) and hold ${file} right inside it.`,
        )
    }
    return found
}

/** The entry file; a manifest that is no JSON is as good as none. */
function mainOf(manifest: Uint8Array): string {
    let main: unknown
    try {
        main = (JSON.parse(new TextDecoder().decode(manifest)) as {main?: unknown} | null)?.main
    } catch (error) {
        throw new Error(`The archive's plugin.json cannot be read: ${asHostError(error).message}`)
    }
    return typeof main === "string" && main !== "" ? main : "index.js"
}
