// Runs another program and passes on its exit code and Ctrl-C.
import {spawn} from "node:child_process"
import {constants} from "node:os"

/**
 * Runs a program to its end and gives its exit code: 128 + number when a signal ended it, 127 when it cannot be started.
 * Ctrl-C reaches the program by itself, being in the same group; SIGTERM is handed on. This process ends after it.
 */
export function run(command, args, {cwd, env = {}, stdio = "inherit"} = {}) {
    return new Promise((resolve) => {
        const child = spawn(command, args, {cwd, env: {...process.env, ...env}, stdio})
        const wait = () => undefined
        const forward = (signal) => child.kill(signal)
        process.on("SIGINT", wait)
        process.on("SIGTERM", forward)
        const done = (code) => {
            process.off("SIGINT", wait)
            process.off("SIGTERM", forward)
            resolve(code)
        }
        child.on("error", (error) => {
            console.error(`${command} cannot be started: ${error.message}`)
            done(127)
        })
        child.on("exit", (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 0)))
    })
}
