// First command on a fresh clone: `node scripts/bootstrap.mjs demo|test|test:full|bench [options]`. It needs nothing but
// Node.js: it installs the packages when they are missing (npm's own hooks are off, see .npmrc) and runs the task.
import {fileURLToPath} from "node:url"

const say = (text) => console.error(text)

async function main([task, ...args]) {
    const {currentPlatform, nodeProblem, platformProblem} = await import("./bootstrap/platform.mjs")
    const tooOld = nodeProblem(process.versions.node)
    if (tooOld) return fail(tooOld)
    const {TASKS, taskParts} = await import("./bootstrap/tasks.mjs")
    if (!TASKS.includes(task)) {
        say(`${task ? `There is no task "${task}".` : "Name a task."} Tasks: ${TASKS.join(", ")}.`)
        return 2
    }
    const where = currentPlatform()
    const unsupported = platformProblem(where)
    if (unsupported) return fail(unsupported)

    const root = fileURLToPath(new URL("..", import.meta.url))
    const {ensureInstalled} = await import("./bootstrap/install.mjs")
    const nodeMajor = Number(process.versions.node.split(".")[0])
    const times = []
    const timed = async (name, go) => {
        const startedAt = Date.now()
        const code = await go()
        times.push(`${name} ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)
        return code
    }
    let code = await timed("installation", () => ensureInstalled(root, where, nodeMajor, say))
    if (code !== 0) return code
    for (const {name, go} of taskParts(task, root, args, say)) {
        code = await timed(name, go)
        if (code !== 0) break
    }
    say(`${code === 0 ? "Done" : `Stopped with exit code ${code}`}: ${times.join(" · ")}`)
    return code
}

function fail(sentence) {
    say(sentence)
    return 1
}

process.exitCode = await main(process.argv.slice(2))
