import {isRowFile, isTemporaryFile, projectFolderName, rowFileName} from "./file-names"

describe("names of files", () => {
    it("are readable where the key allows it", () => {
        expect(rowFileName("run")).toBe("run.json")
        expect(rowFileName("active:usage_spike:0")).toBe("active%3Ausage_spike%3A0.json")
        expect(projectFolderName("42")).toBe("project-42")
        expect(projectFolderName("..")).toBe("project-..")
    })

    it("never leave their folder, are never too long and never one for two keys", () => {
        const keys = ["", ".", "..", "/", "a/b", "a%2Fb", "A", "a", "É", "é", "*", "%2A", "x".repeat(200), "x".repeat(201), "x".repeat(202), "🚀".repeat(100), "🚀".repeat(99)] // prettier-ignore
        const names = keys.map(rowFileName)
        for (const name of names) {
            expect(name).toMatch(/^[a-z0-9%A-F._=-]*\.json$/)
            expect(Buffer.byteLength(`${name}.4294967295`)).toBeLessThanOrEqual(255)
        }
        // Also where the file system takes upper and lower case for one.
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(keys.length)
    })

    it("tell rows from what a cut-off write left and from the lock", () => {
        const names = ["run.json", "run.json.3141592653", "runner.lock", "runner.lock.holder", ".json"]
        expect(names.filter(isRowFile)).toEqual(["run.json", ".json"])
        expect(names.filter(isTemporaryFile)).toEqual(["run.json.3141592653"])
        // A key may look like one.
        expect(isTemporaryFile(rowFileName("run.json.1"))).toBe(false)
    })
})
