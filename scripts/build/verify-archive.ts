import {mkdtempSync, readFileSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {unzipSync} from "fflate"
import type * as z from "zod"

import {WorkError} from "../cli/errors"
import {unpackPlugin} from "../sandbox/plugin-host"
import {fieldsOf, type Manifest, manifestSchema} from "./manifest-schema"
import {verifyRuns} from "./verify-runs"

/** What the archive holds, all of it side by side. */
export const ARCHIVED_FILES = [
    "LICENSE",
    "README.md",
    "SETTINGS.md",
    "index.js",
    "index.js.LEGAL.txt",
    "logo.png",
    "plugin.json",
] as const

/** The first bytes of every PNG. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const LOGO_MAX_BYTES = 30_000

/**
 * Checks an archive by installing it into the emulated plugin host, without a network. Returns one sentence per check.
 *
 * @throws WorkError that says which check failed and why
 */
export async function verifyArchive(archive: Uint8Array): Promise<string[]> {
    const dir = mkdtempSync(path.join(tmpdir(), "beton-verify-"))
    try {
        const layout = verifyLayout(archive)
        const files = unpacked(archive, dir)
        const manifest = readManifest(readFileSync(files.pluginJson, "utf8"))
        return [layout, describeManifest(manifest), ...(await verifyRuns(files, manifest))]
    } finally {
        rmSync(dir, {recursive: true})
    }
}

function unpacked(archive: Uint8Array, dir: string): ReturnType<typeof unpackPlugin> {
    try {
        return unpackPlugin(archive, dir)
    } catch (error) {
        throw new WorkError(`Layout: ${(error as Error).message}`)
    }
}

function verifyLayout(archive: Uint8Array): string {
    let entries: Record<string, Uint8Array>
    try {
        entries = unzipSync(archive)
    } catch (error) {
        throw new WorkError(`Layout: the archive cannot be unzipped: ${(error as Error).message}.`)
    }
    const [root = "", ...names] = Object.keys(entries)
    const expected = ARCHIVED_FILES.map((name) => `${root}${name}`)
    if (!/^[^/]+\/$/.test(root))
        throw new WorkError(`Layout: the archive must start with the entry of one folder, not with ${root}.`)
    const extra = names.filter((name) => !expected.includes(name))
    if (extra.length > 0) throw new WorkError(`Layout: ${extra.join(", ")} does not belong into the archive.`)
    const missing = expected.filter((name) => !names.includes(name))
    if (missing.length > 0) throw new WorkError(`Layout: ${missing.join(", ")} is missing.`)
    verifyLogo(entries[`${root}logo.png`] ?? new Uint8Array())
    return `Layout: ${names.length} files side by side in ${root}`
}

function verifyLogo(logo: Uint8Array): void {
    const view = new DataView(logo.buffer, logo.byteOffset, logo.byteLength)
    const isPng = logo.length > 24 && PNG.every((byte, i) => logo[i] === byte)
    if (!isPng || view.getUint32(16) !== view.getUint32(20) || logo.length > LOGO_MAX_BYTES)
        throw new WorkError(`Layout: logo.png must be a square PNG of at most ${LOGO_MAX_BYTES} bytes.`)
}

function readManifest(text: string): Manifest {
    const parsed = manifestSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue))
    throw new WorkError(`Manifest: plugin.json is not as PostHog needs it.\n${problems.join("\n")}`)
}

/** One line per problem, with its place. An entry of the form that is no mere text has to be a field: say what that lacks. */
function problemsOf(issue: z.core.$ZodIssue, parent: readonly PropertyKey[] = []): string[] {
    const at = [...parent, ...issue.path]
    if (issue.code === "invalid_union")
        return (issue.errors.at(-1) ?? []).flatMap((inner) => problemsOf(inner, at))
    return [`${at.join(".") || "plugin.json"}: ${issue.message}`]
}

function describeManifest(manifest: Manifest): string {
    const {name, version, posthogVersion, publicJobs} = manifest
    const fields = fieldsOf(manifest)
    const secrets = fields.filter(({secret}) => secret === true).length
    const jobs = Object.keys(publicJobs).join(", ")
    return `Manifest: ${name} ${version} for PostHog ${posthogVersion}, ${fields.length} settings (${secrets} secret), public jobs ${jobs}`
}
