import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

import {contractTables, findFunction} from "./contract"

const here = path.dirname(new URL(import.meta.url).pathname)
const copies = path.join(here, "../contract")
const originals = path.join(here, "../../../../../shared/contracts/posthog")
const FILES = ["hogql-functions.json", "hogql-tables.json", "query-nodes.schema.json"]

describe("committed copies of the contract lists", () => {
    const withOriginals = existsSync(originals) ? it.each : it.skip.each
    if (!existsSync(originals))
        console.warn("Skipped: the originals of the contract lists are not on this machine.")

    withOriginals(FILES)("%s equals the original byte for byte", (name) => {
        const [copy, original] = [copies, originals].map((folder) => readFileSync(path.join(folder, name)))
        expect(copy?.equals(original as Buffer)).toBe(true)
    })

    it("holds the functions and tables the compiler relies on", () => {
        expect(findFunction("toDateTime")?.timezoneAppended).toBe(true)
        expect(Object.keys(contractTables.events?.columns ?? {})).toContain("$group_0")
    })
})

describe("findFunction", () => {
    it.each([
        ["COUNT", "count"],
        ["Sum", "sum"],
        ["NOW", "now"],
        ["isNull", "isnull"],
        ["LOWER", "lower"],
    ])("accepts %s", (name, entry) => expect(findFunction(name)?.name).toBe(entry))

    it.each(["COUNTIF", "countif", "UNIQ", "TODATE", "ARRAYMAP", "toString()", "__proto__", "constructor"])(
        "does not know %s",
        (name) => expect(findFunction(name)).toBeUndefined(),
    )
})
