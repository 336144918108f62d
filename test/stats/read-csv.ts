import {readFileSync} from "node:fs"
import {gunzipSync} from "node:zlib"

/** Rows of a comma-separated file (also .gz) as objects by column name; quotes are taken off, none may hold a comma. */
export function readCsv(file: string): Record<string, string>[] {
    const content = readFileSync(file)
    const text = (file.endsWith(".gz") ? gunzipSync(content) : content).toString("utf8")
    const [header = [], ...rows] = text
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(",").map((field) => field.replace(/^"(.*)"$/, "$1")))
    return rows.map((row, index) => {
        if (row.length !== header.length) throw new Error(`${file}, line ${index + 2}: ${row.length} fields.`)
        return Object.fromEntries(header.map((name, column) => [name, row[column]!]))
    })
}
