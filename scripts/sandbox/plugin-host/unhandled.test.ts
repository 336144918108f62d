import {spawnSync} from "node:child_process"
import {mkdtempSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import {join} from "node:path"
import {fileURLToPath} from "node:url"

// In a process of its own: the test runner has its own ideas about rejections that nobody handles.
function runScript(body: string) {
    const file = join(mkdtempSync(join(tmpdir(), "unhandled-")), "script.mts")
    const helper = fileURLToPath(new URL("./test-plugin.ts", import.meta.url))
    writeFileSync(file, `import {hostFor} from ${JSON.stringify(helper)}\n${body}`)
    return spawnSync(process.execPath, ["--import", "tsx", file], {encoding: "utf8", timeout: 50_000})
}
const PLUGIN = `
    const host = hostFor("exports.setupPlugin = () => { void Promise.reject(new Error('lost')) }")
    await host.setup()
    await new Promise((resolve) => setTimeout(resolve, 20))
    console.log(JSON.stringify(host.errors.map(({task, error}) => [task, error.message])))
`

test("a rejection that the plugin does not handle is stored with the plugin, and the process goes on", () => {
    const {stdout, status} = runScript(PLUGIN)
    expect([JSON.parse(stdout), status]).toEqual([[["unhandledRejection", "lost"]], 0])
})

test("a rejection outside of the plugin still ends the process", () => {
    const {stderr, status} = runScript(`${PLUGIN}; void Promise.reject(new Error("mine"))`)
    expect(stderr).toContain("mine")
    expect(status).not.toBe(0)
})
