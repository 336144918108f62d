import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import os from "node:os"
import path from "node:path"
import {gzipSync} from "node:zlib"

import {readEvents, readJsonl} from "./read"

let directory: string
beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "oracle-"))
})
afterEach(() => {
    rmSync(directory, {recursive: true})
})

function put(name: string, content: string | Buffer): string {
    const file = path.join(directory, name)
    writeFileSync(file, content)
    return file
}

// Longer than a chunk, with characters of 2 to 4 bytes that chunks will cut in two.
const ROWS = Array.from({length: 3000}, (_, n) => ({n, text: "aäß€😀".repeat(20 + (n % 7))}))
const TEXT = ROWS.map((row) => JSON.stringify(row)).join("\n")

describe("readJsonl", () => {
    it("reads plain and packed files alike, with and without a last line feed", () => {
        expect([...readJsonl(put("a.jsonl", TEXT))]).toEqual(ROWS)
        expect([...readJsonl(put("b.jsonl", `${TEXT}\n\n`))]).toEqual(ROWS)
        expect([...readJsonl(put("c.jsonl.gz", gzipSync(TEXT)))]).toEqual(ROWS)
        expect([...readJsonl(put("d.jsonl", ""))]).toEqual([])
    })

    it("names file and line of what is no JSON", () => {
        const file = put("bad.jsonl", '{"a":1}\n\n{"a":\n')
        expect(() => [...readJsonl(file)]).toThrow(`${file}, line 3: not JSON`)
    })

    it("notices a truncated archive", () => {
        const packed = gzipSync(TEXT)
        const file = put("cut.jsonl.gz", packed.subarray(0, packed.length - 200))
        expect(() => [...readJsonl(file)]).toThrow(`${file} cannot be read`)
    })
})

describe("readEvents", () => {
    const EVENT = {
        uuid: "u",
        event: "used",
        distinct_id: "d",
        person_id: "p1",
        timestamp: "2026-01-01",
        properties: {},
    }

    it("adds the person's properties when asked", () => {
        put("events.jsonl", [EVENT, {...EVENT, person_id: "p2"}].map((e) => JSON.stringify(e)).join("\n"))
        put("persons.jsonl.gz", gzipSync(JSON.stringify({person_id: "p1", properties: {email: "a@b.test"}})))
        expect([...readEvents(directory)]).toEqual([EVENT, {...EVENT, person_id: "p2"}])
        expect([...readEvents(directory, {joinPersons: true})].map((e) => e.person_properties)).toEqual([
            {email: "a@b.test"},
            {},
        ])
    })

    it("says which file is missing", () => {
        expect(() => [...readEvents(directory)]).toThrow("neither events.jsonl.gz nor events.jsonl")
    })
})
