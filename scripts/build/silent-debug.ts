import type {Plugin} from "esbuild"

const NAMESPACE = "silent-debug"

/**
 * The package `debug`, which the numerical packages ask for to trace their steps, becomes a function that says nothing:
 * it reads globals that the plugin host does not have, and nobody reads such traces there.
 */
export const silentDebug: Plugin = {
    name: NAMESPACE,
    setup({onResolve, onLoad}) {
        onResolve({filter: /^debug$/}, () => ({path: "debug", namespace: NAMESPACE}))
        onLoad({filter: /^debug$/, namespace: NAMESPACE}, () => ({
            contents: "module.exports = function () { return function () {} }",
            loader: "js",
        }))
    },
}

/** Whether an input of a bundle is the stand-in for `debug`, which lies in no file. */
export function isMadeUp(input: string): boolean {
    return input.startsWith(`${NAMESPACE}:`)
}
