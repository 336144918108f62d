import {createHash} from "node:crypto"

import {zipSync} from "fflate"

/** The earliest time that zip can hold: an archive of the same files is the same bytes, whenever it is made. */
const FIXED_TIME = new Date(1980, 0, 1)

/** Packs files (name → content) so that the same files always give the same bytes. */
export function reproducibleZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
    const sorted = Object.keys(files)
        .sort()
        .map((name) => [name, files[name] ?? new Uint8Array()] as const)
    // os 3 and 0644: unpacked files are readable, whichever system packed them.
    return zipSync(Object.fromEntries(sorted), {level: 9, mtime: FIXED_TIME, os: 3, attrs: 0o644 << 16})
}

/** SHA-256 as hexadecimal text. */
export function sha256(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex")
}
