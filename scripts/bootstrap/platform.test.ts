import {currentPlatform, nativePackages, nodeProblem, platformProblem} from "./platform.mjs"

describe("nodeProblem", () => {
    it.each(["20.19.0", "20.20.2", "22.0.0", "25.1.0"])("accepts %s", (version) =>
        expect(nodeProblem(version)).toBeNull(),
    )

    it.each(["20.18.9", "18.20.0", "8.17.0"])("refuses %s in words", (version) => {
        expect(nodeProblem(version)).toBe(
            `Beton needs Node.js 20.19 or newer; this is ${version}. Install the current LTS version and run the command again.`,
        )
    })
})

describe("platformProblem", () => {
    it("accepts the four platforms that chdb has, and this machine's tests run on one of them", () => {
        for (const platform of ["linux", "darwin"]) {
            for (const arch of ["x64", "arm64"]) {
                const where = {platform, arch, libc: platform === "linux" ? "glibc" : ""}
                expect(platformProblem(where)).toBeNull()
                expect(nativePackages(where)).toHaveLength(4)
            }
        }
        expect(platformProblem(currentPlatform())).toBeNull()
    })

    it.each([
        [{platform: "linux", arch: "x64", libc: "musl"}, "linux-x64 (musl)"],
        [{platform: "win32", arch: "x64", libc: ""}, "win32-x64"],
    ])("names what is supported on %j", (where, name) => {
        expect(platformProblem(where)).toBe(
            "Beton's sandbox runs ClickHouse inside Node.js (chdb), which exists for Linux x64 and arm64 with glibc and " +
                `for macOS x64 and arm64; this is ${name}. Use one of those, for example a Debian container.`,
        )
    })
})
