// Installs what the lockfile says when it is not there, and says beforehand what that means.
import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import {installState, packageCount, STAMP} from "./install-state.mjs"
import {platformName} from "./platform.mjs"
import {run} from "./run.mjs"

/** The ClickHouse library is most of it: 180 MB compressed, 570 MB on disk. */
const DOWNLOAD = "about 260 MB to download unless npm has it in its cache, 900 MB on disk"

/** Makes sure that all packages are there; gives an exit code. Does nothing, and no network call, when they are. */
export async function ensureInstalled(root, where, nodeMajor, say) {
    const state = installState(root, where, nodeMajor)
    if (state.ready && !state.adopt) return 0
    if (!state.adopt) {
        const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"))
        for (const reason of state.reasons) say(reason)
        say(`Installing ${packageCount(lock, where)} packages for ${platformName(where)}: ${DOWNLOAD}.`)
        const code = await npm(root, ["ci", "--no-fund", "--no-audit"])
        if (code !== 0) {
            say(
                "npm could not install the packages; its message is above. If it did not reach the registry, check the network.",
            )
            return code
        }
        const {missing} = installState(root, where, nodeMajor)
        if (missing.length > 0) {
            for (const sentence of missing) say(sentence)
            say("The installation is not complete. Remove node_modules and run the command again.")
            return 1
        }
    }
    writeFileSync(path.join(root, STAMP), `${JSON.stringify({fingerprint: state.expected})}\n`)
    return 0
}

/** The npm that runs this script, else the one in the path. Its output goes to stderr: stdout belongs to the task. */
export function npm(root, args, env = {}) {
    const script = process.env.npm_execpath
    const ownNpm = script !== undefined && /npm-cli\.c?js$/.test(script)
    const [command, ...first] = ownNpm ? [process.execPath, script] : ["npm"]
    return run(command, [...first, ...args], {cwd: root, env, stdio: ["inherit", 2, 2]})
}
