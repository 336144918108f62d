import {existsSync, readdirSync, readFileSync, statSync} from "node:fs"
import path from "node:path"

/** Every file and folder below a folder with its content, for comparing; empty when the folder does not exist. */
export function treeOf(dir: string): Record<string, string> {
    if (!existsSync(dir)) return {}
    const names = readdirSync(dir, {recursive: true, encoding: "utf8"}).sort()
    return Object.fromEntries(
        names.map((name) => {
            const file = path.join(dir, name)
            const {mtimeMs} = statSync(file)
            return [name, statSync(file).isDirectory() ? "folder" : `${mtimeMs} ${readFileSync(file, "hex")}`]
        }),
    )
}
