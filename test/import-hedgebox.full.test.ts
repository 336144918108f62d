import {spawnSync} from "node:child_process"
import {existsSync, readFileSync} from "node:fs"
import {fileURLToPath} from "node:url"

const DATA = fileURLToPath(new URL("../../shared/data/hedgebox", import.meta.url))
const BETON = fileURLToPath(new URL("../scripts/bin/beton.mjs", import.meta.url))

// Third-party data lie beside the repository on machines that have them; they are not part of it.
const present = existsSync(DATA)
if (!present) console.warn("Skipped: the hedgebox data set (../shared/data/hedgebox) is not on this machine.")

;(present ? describe : describe.skip)("beton import of the hedgebox data set", () => {
    it("prints the counts that its makers counted", () => {
        const ran = spawnSync(process.execPath, [BETON, "import", DATA, "--json"], {encoding: "utf8"})
        expect({status: ran.status, stderr: ran.status === 0 ? "" : ran.stderr}).toEqual({
            status: 0,
            stderr: "",
        })
        const {seconds, ...counts} = JSON.parse(ran.stdout) as Record<string, unknown>
        const expected = JSON.parse(readFileSync(`${DATA}/expected.json`, "utf8")) as Record<string, unknown>
        const keys = ["events", "event_counts", "first_event", "last_event", "persons", "groups"]
        expect(counts).toEqual(Object.fromEntries(keys.map((key) => [key, expected[key]])))
        expect(seconds).toBeGreaterThan(0)
    }, 300_000)
})
