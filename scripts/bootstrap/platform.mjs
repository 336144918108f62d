// What this machine must be. Plain JavaScript without packages: it runs before anything is installed.

/** The oldest Node.js that every tool of the project accepts. */
export const MIN_NODE = [20, 19]

/** A sentence when this Node.js is too old, else null. `version` as in process.versions.node. */
export function nodeProblem(version) {
    const [major = 0, minor = 0] = version.split(".").map(Number)
    if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return null
    return `Beton needs Node.js ${MIN_NODE.join(".")} or newer; this is ${version}. Install the current LTS version and run the command again.`
}

/** Native packages by platform, as their publishers name them. */
const NATIVE_NAMES = {
    "linux-x64": {chdb: "linux-x64-gnu", swc: "linux-x64-gnu", turbo: "linux-64", esbuild: "linux-x64"},
    "linux-arm64": {
        chdb: "linux-arm64-gnu",
        swc: "linux-arm64-gnu",
        turbo: "linux-arm64",
        esbuild: "linux-arm64",
    },
    "darwin-x64": {chdb: "darwin-x64", swc: "darwin-x64", turbo: "darwin-64", esbuild: "darwin-x64"},
    "darwin-arm64": {
        chdb: "darwin-arm64",
        swc: "darwin-arm64",
        turbo: "darwin-arm64",
        esbuild: "darwin-arm64",
    },
}

/** Where this process runs: {platform, arch, libc}; libc is "glibc", "musl" or "" outside Linux. */
export function currentPlatform() {
    const {platform, arch} = process
    let libc = ""
    if (platform === "linux") libc = process.report.getReport().header.glibcVersionRuntime ? "glibc" : "musl"
    return {platform, arch, libc}
}

/** "linux-x64 (glibc)" */
export function platformName({platform, arch, libc}) {
    return `${platform}-${arch}${libc ? ` (${libc})` : ""}`
}

/** A sentence when the ClickHouse library does not exist for this platform, else null. */
export function platformProblem(where) {
    if (where.libc !== "musl" && NATIVE_NAMES[`${where.platform}-${where.arch}`]) return null
    return (
        `Beton's sandbox runs ClickHouse inside Node.js (chdb), which exists for Linux x64 and arm64 with glibc and for ` +
        `macOS x64 and arm64; this is ${platformName(where)}. Use one of those, for example a Debian container.`
    )
}

/** The packages with machine code for a platform: name, the package that asks for it, and the file that must exist. */
export function nativePackages({platform, arch}) {
    const names = NATIVE_NAMES[`${platform}-${arch}`]
    if (!names) return []
    return [
        {name: `@chdb/lib-${names.chdb}`, parent: "chdb", file: "chdb_node.node"},
        {name: `@swc/core-${names.swc}`, parent: "@swc/core", file: `swc.${names.swc}.node`},
        {name: `@turbo/${names.turbo}`, parent: "turbo", file: "bin/turbo"},
        {name: `@esbuild/${names.esbuild}`, parent: "esbuild", file: "bin/esbuild"},
    ]
}
