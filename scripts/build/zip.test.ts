import {unzipSync} from "fflate"

import {reproducibleZip, sha256} from "./zip"

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe("reproducibleZip", () => {
    it("gives the same bytes whatever the order of the files and the time", async () => {
        const first = reproducibleZip({"index.js": text("a"), "plugin.json": text("{}")})
        jest.useFakeTimers({now: Date.UTC(2031, 5, 1)})
        const second = reproducibleZip({"plugin.json": text("{}"), "index.js": text("a")})
        jest.useRealTimers()
        expect(sha256(second)).toBe(sha256(first))
        expect(sha256(reproducibleZip({"index.js": text("b"), "plugin.json": text("{}")}))).not.toBe(
            sha256(first),
        )
    })

    it("holds the files flat, with their contents", () => {
        const files = unzipSync(reproducibleZip({"plugin.json": text("{}"), "index.js": text("x = 1")}))
        expect(Object.keys(files)).toEqual(["index.js", "plugin.json"])
        expect(new TextDecoder().decode(files["index.js"])).toBe("x = 1")
    })

    it("holds them in a folder that has the first entry, also before names that sort earlier", () => {
        const files = unzipSync(reproducibleZip({"b.js": text("b"), "A.txt": text("a")}, "folder"))
        expect(Object.keys(files)).toEqual(["folder/", "folder/A.txt", "folder/b.js"])
        expect(files["folder/"]).toHaveLength(0)
        expect(new TextDecoder().decode(files["folder/b.js"])).toBe("b")
    })
})
