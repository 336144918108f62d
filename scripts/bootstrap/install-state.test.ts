import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {fingerprint, installState, packageCount, STAMP} from "./install-state.mjs"
import {nativePackages} from "./platform.mjs"

const WHERE = {platform: "linux", arch: "x64", libc: "glibc"}
const LOCK = {
    packages: {
        "": {devDependencies: {jest: "^30"}},
        scripts: {dependencies: {chdb: "^3"}},
        "node_modules/jest": {version: "30.0.0"},
        "node_modules/chdb": {version: "3.4.0", optionalDependencies: {"@chdb/lib-linux-x64-gnu": "1.0.0"}},
        "node_modules/@chdb/lib-linux-x64-gnu": {
            version: "1.0.0",
            os: ["linux"],
            cpu: ["x64"],
            optional: true,
        },
        "node_modules/@chdb/lib-darwin-x64": {version: "1.0.0", os: ["darwin"], cpu: ["x64"], optional: true},
        "node_modules/@beton/scripts": {resolved: "scripts", link: true},
    },
}

describe("installState", () => {
    let root: string

    const put = (file: string, text = "{}"): void => {
        mkdirSync(path.join(root, path.dirname(file)), {recursive: true})
        writeFileSync(path.join(root, file), text)
    }
    const lockText = JSON.stringify(LOCK)
    const stampText = JSON.stringify({fingerprint: fingerprint(lockText, WHERE, 20)})
    const installAll = (): void => {
        put("node_modules/jest/package.json")
        put("node_modules/chdb/package.json")
        for (const {name, file} of nativePackages(WHERE)) put(`node_modules/${name}/${file}`)
    }

    beforeEach(() => {
        root = mkdtempSync(path.join(tmpdir(), "beton-install-"))
        put("package-lock.json", lockText)
    })
    afterEach(() => rmSync(root, {recursive: true, force: true}))

    it("says that nothing is installed", () => {
        expect(installState(root, WHERE, 20)).toMatchObject({
            ready: false,
            reasons: ["Nothing is installed yet."],
        })
    })

    it("accepts a stamped, complete installation", () => {
        installAll()
        put(STAMP, stampText)
        expect(installState(root, WHERE, 20)).toMatchObject({ready: true, adopt: false, reasons: []})
    })

    it("finds another lockfile, platform or Node.js version than the stamp's", () => {
        installAll()
        put(STAMP, stampText)
        const changed =
            "The lockfile, the platform or the Node.js version has changed since the installation."
        expect(installState(root, WHERE, 22)).toMatchObject({ready: false, reasons: [changed]})
        put("package-lock.json", lockText.replace("30.0.0", "30.0.1"))
        expect(installState(root, WHERE, 20)).toMatchObject({ready: false, reasons: [changed]})
    })

    it("names what a half installation lacks, stamp or not", () => {
        installAll()
        put(STAMP, stampText)
        rmSync(path.join(root, "node_modules/jest"), {recursive: true})
        rmSync(path.join(root, "node_modules/@chdb"), {recursive: true})
        const missing = [
            "Missing packages: jest.",
            "The machine code for this platform is missing: @chdb/lib-linux-x64-gnu.",
        ]
        expect(installState(root, WHERE, 20)).toMatchObject({ready: false, reasons: missing})
        rmSync(path.join(root, STAMP))
        expect(installState(root, WHERE, 20).reasons).toEqual([
            "An installation was not finished, or it does not match the lockfile.",
            ...missing,
        ])
    })

    it("adopts what npm itself recorded as complete, but not an older record", () => {
        installAll()
        const record = {
            packages: {"node_modules/jest": {version: "30.0.0"}, "node_modules/chdb": {version: "3.4.0"}},
        }
        put("node_modules/.package-lock.json", JSON.stringify(record))
        expect(installState(root, WHERE, 20)).toMatchObject({ready: true, adopt: true})
        record.packages["node_modules/chdb"].version = "3.3.0"
        put("node_modules/.package-lock.json", JSON.stringify(record))
        expect(installState(root, WHERE, 20)).toMatchObject({ready: false, adopt: false})
    })

    it("counts the packages of a platform", () => {
        expect(packageCount(LOCK, WHERE)).toBe(3)
    })
})

describe("the lockfile", () => {
    // npm leaves out platforms whose packages its registry did not have when the lockfile was written; `npm ci` then fails.
    it.each(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"])(
        "lists the machine code for %s",
        (name) => {
            const lock = JSON.parse(
                readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
            ) as typeof LOCK
            const [platform = "", arch = ""] = name.split("-")
            const natives = nativePackages({platform, arch, libc: ""}).map(
                (native) => `node_modules/${native.name}`,
            )
            expect(natives.filter((place) => !(place in lock.packages))).toEqual([])
        },
    )
})
