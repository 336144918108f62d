import {closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync} from "node:fs"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"

import {UsageError, WorkError} from "../cli/errors"
import type {Draft} from "./session"

/**
 * What a configuration file holds already; null when there is none.
 *
 * @throws UsageError when something else is in its place: it is never overwritten
 */
export function existingConfig(file: string): Draft | null {
    let text: string
    try {
        if (statSync(file).isDirectory())
            throw new UsageError(`--config ${file}: this is a folder. Name a file.`)
        text = readFileSync(file, "utf8")
    } catch (error) {
        if (error instanceof UsageError) throw error
        const {code} = error as NodeJS.ErrnoException
        if (code === "ENOENT") return null
        throw new UsageError(`--config ${file}: the file cannot be read (${code ?? "unknown reason"}).`)
    }
    const value = parsed(text)
    if (value === null || !Object.keys(value).some((key) => (FIELD_KEYS as readonly string[]).includes(key)))
        throw new UsageError(`--config ${file}: the file is no configuration of Beton. Choose another name.`)
    return value
}

/**
 * Writes the configuration in the order of the settings form, for its owner's eyes only, whole or not at all.
 *
 * @throws WorkError when the place cannot be written to
 */
export function writeConfig(file: string, draft: Draft): void {
    const ordered = Object.fromEntries(
        FIELD_KEYS.flatMap((key) => (draft[key] === undefined ? [] : [[key, draft[key]]])),
    )
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`)
    try {
        // A new file from the start, so that its mode holds whatever stood there before.
        const handle = openSync(temporary, "wx", 0o600)
        try {
            writeSync(handle, `${JSON.stringify(ordered, null, 4)}\n`)
            fsyncSync(handle)
        } finally {
            closeSync(handle)
        }
        renameSync(temporary, file)
    } catch (error) {
        rmSync(temporary, {force: true})
        const {code} = error as NodeJS.ErrnoException
        throw new WorkError(
            `${file} cannot be written (${code ?? "unknown reason"}). Choose another place with --config.`,
        )
    }
}

function parsed(text: string): Draft | null {
    try {
        const value: unknown = JSON.parse(text)
        return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Draft) : null
    } catch {
        // Not JSON: somebody else's file.
        return null
    }
}
