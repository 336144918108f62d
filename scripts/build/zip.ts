import {createHash} from "node:crypto"

import {type Zippable, zipSync} from "fflate"

/** The earliest time that zip can hold: an archive of the same files is the same bytes, whenever it is made. */
const FIXED_TIME = new Date(1980, 0, 1)
/** Unix modes as zip stores them: readable for all once unpacked, whichever system packed them. */
const FILE_MODE = (0o100644 << 16) >>> 0
const FOLDER_MODE = ((0o40755 << 16) | 0x10) >>> 0

/**
 * Packs files (name → content) so that the same files always give the same bytes. With `folder` they lie in that
 * folder, which has an entry of its own at the very start: all of PostHog's readers take the first entry of an archive
 * as the root, and the entry of a folder is the one thing they agree on (see plugin-host/archive.ts).
 */
export function reproducibleZip(files: Readonly<Record<string, Uint8Array>>, folder?: string): Uint8Array {
    const prefix = folder === undefined ? "" : `${folder}/`
    const entries: Zippable = folder === undefined ? {} : {[prefix]: [new Uint8Array(), {attrs: FOLDER_MODE}]}
    for (const name of Object.keys(files).sort()) entries[prefix + name] = files[name] ?? new Uint8Array()
    return zipSync(entries, {level: 9, mtime: FIXED_TIME, os: 3, attrs: FILE_MODE})
}

/** SHA-256 as hexadecimal text. */
export function sha256(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex")
}
