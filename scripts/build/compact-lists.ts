import {readFileSync} from "node:fs"

import type {Plugin} from "esbuild"

/**
 * Long lists of words in JSON files become one text that is split when it is loaded: a third smaller than one line per
 * word, and one node instead of thousands for the old parser of the plugin host. Other JSON stays as it is.
 */
export const compactLists: Plugin = {
    name: "compact-lists",
    setup: ({onLoad}) =>
        onLoad({filter: /\.json$/}, ({path}) => {
            const value = JSON.parse(readFileSync(path, "utf8")) as unknown
            return isWords(value)
                ? {loader: "js", contents: `module.exports = ${JSON.stringify(value.join(" "))}.split(" ")`}
                : null
        }),
}

const isWords = (value: unknown): value is string[] =>
    Array.isArray(value) &&
    value.length > 100 &&
    value.every((word) => typeof word === "string" && /^\S+$/.test(word))
