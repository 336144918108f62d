import {createHash} from "node:crypto"
import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs"
import {createRequire} from "node:module"
import path from "node:path"
import {fileURLToPath} from "node:url"

const FOLDER = fileURLToPath(new URL("../../../../.cache/hogql-trees", import.meta.url))
/** Files that are kept; one more and all go. */
const MOST = 500
const PARSER = createRequire(import.meta.url).resolve("@posthog/hogql-parser")
let version: string | undefined

/**
 * The parser's trees of long texts, kept from process to process: a large query of ours takes the parser ten seconds
 * and more, and neither it nor the parser changes. A text of another version of the parser has another name.
 */
export function readTree(text: string, folder = FOLDER): string | null {
    try {
        const [tree = "", mark = ""] = readFileSync(fileOf(text, folder), "utf8").split("\n")
        // A disk that was full leaves half a file.
        return mark === String(tree.length) ? tree : null
    } catch {
        // Not kept yet, or somebody cleared the folder: it is parsed again.
        return null
    }
}

/** Keeps a tree for `readTree`; where it cannot be written nothing is kept. */
export function keepTree(text: string, tree: string, folder = FOLDER): void {
    // The parser writes JSON without line breaks; the break is what ends the tree in the file.
    if (tree.includes("\n")) return
    const file = fileOf(text, folder)
    const draft = `${file}.${process.pid}`
    try {
        mkdirSync(folder, {recursive: true})
        if (readdirSync(folder).length >= MOST) rmSync(folder, {recursive: true, force: true})
        mkdirSync(folder, {recursive: true})
        try {
            writeFileSync(draft, `${tree}\n${tree.length}`)
            renameSync(draft, file)
        } finally {
            rmSync(draft, {force: true})
        }
    } catch {
        // A folder that is read-only or full, or that another process is clearing: the next one parses once more.
    }
}

function fileOf(text: string, folder: string): string {
    version ??= (
        JSON.parse(readFileSync(path.join(path.dirname(PARSER), "../package.json"), "utf8")) as {
            version: string
        }
    ).version
    return path.join(folder, createHash("sha256").update(`${version}\n${text}`).digest("hex"))
}
