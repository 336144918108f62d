import {execFileSync, spawnSync} from "node:child_process"
import {
    appendFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs"
import path from "node:path"

import {attioSdkFolder} from "../../scripts/build/attio-sdk"
import {ROOT} from "./support/bundles"

jest.setTimeout(240_000)

/** Loaded before everything else: whoever opens a connection is written down and refused. */
const NO_NETWORK = `
const {Socket} = require("node:net")
Socket.prototype.connect = function (...to) {
    require("node:fs").appendFileSync(process.env.TRIED, JSON.stringify(to[0]) + "\\n")
    throw new Error("There is no network here.")
}`

let top: string
let app: string
let tried: string

/** A copy of the app beside the packages: what is built here touches nobody else's build. */
beforeAll(() => {
    mkdirSync(path.join(ROOT, ".cache"), {recursive: true})
    top = mkdtempSync(path.join(ROOT, ".cache/attio-build-"))
    app = path.join(top, "attio-app")
    for (const name of ["src", "package.json", "tsconfig.json"])
        cpSync(path.join(ROOT, "attio-app", name), path.join(app, name), {recursive: true, filter: (file) => !file.endsWith(".graphql.d.ts")}) // prettier-ignore
    cpSync(path.join(ROOT, "tsconfig.base.json"), path.join(top, "tsconfig.base.json"))
    writeFileSync(path.join(top, "no-network.cjs"), NO_NETWORK)
    tried = path.join(top, "tried")
    writeFileSync(tried, "")
})
afterAll(() => rmSync(top, {recursive: true, force: true}))

const env = () => ({
    ...process.env,
    TRIED: tried,
    NODE_OPTIONS: `--require ${path.join(top, "no-network.cjs")}`,
})
const build = () => spawnSync(process.execPath, [path.join(attioSdkFolder(), "dist/cli/index.js"), "build"], {cwd: app, env: env(), encoding: "utf8", timeout: 200_000}) // prettier-ignore

it("`attio build` makes every bundle from the sources alone, without a network", () => {
    const {status, stdout, stderr} = build()
    expect(`${stdout}${stderr}`).toContain("JavaScript build completed successfully")
    expect(status).toBe(0)
    for (const file of ["index.js", "server.js", "workflow/signal-fired.js", "workflow/get-pql-score.js"])
        expect(existsSync(path.join(app, "dist", file))).toBe(true)
    expect(readFileSync(tried, "utf8")).toBe("")
})

it("it fails for a type error and for a field that Attio's schema does not have", () => {
    appendFileSync(path.join(app, "src/beton/words.ts"), '\nexport const wrong: number = "text"\n')
    expect(build().status).not.toBe(0)
    cpSync(path.join(ROOT, "attio-app/src/beton/words.ts"), path.join(app, "src/beton/words.ts"))
    writeFileSync(path.join(app, "src/graphql/wrong.graphql"), "query Wrong { currentUser { shoe_size } }\n")
    expect(build().status).not.toBe(0)
})

it("a connection would have been noticed", () => {
    const open = () => execFileSync(process.execPath, ["-e", 'fetch("http://127.0.0.1:8999")'], {env: env(), stdio: "ignore"}) // prettier-ignore
    expect(open).toThrow()
    expect(readFileSync(tried, "utf8")).toContain("127.0.0.1")
})
