import {createHash} from "node:crypto"

// With the ending and that of a temporary file a name stays below the 255 bytes that file systems allow.
const MAX_NAME = 200
const TEMPORARY = /\.json\.\d+$/

/** Name of the file of a key. Different keys never share a file, also where upper and lower case are one. */
export function rowFileName(key: string): string {
    return `${safeName(key)}.json`
}

/** Name of the folder of a project. */
export function projectFolderName(project: string): string {
    return `project-${safeName(project)}`
}

export const isRowFile = (name: string): boolean => name.endsWith(".json")

/** Whether a file was left behind by a write that was cut off (write-file-atomic's name: the file's and a number). */
export const isTemporaryFile = (name: string): boolean => TEMPORARY.test(name)

/** Readable where the text allows it; else its beginning, "=" (which the readable form never has) and a hash. */
function safeName(text: string): string {
    const encoded = encodeURIComponent(text)
    const plain = encoded.length <= MAX_NAME && !encoded.includes("*") && text === text.toLowerCase()
    if (plain) return encoded
    const start = text.toLowerCase().replace(/[^a-z0-9_-]/g, "_")
    return `${start.slice(0, 40)}=${createHash("sha256").update(text).digest("hex")}`
}
