import {readFileSync} from "node:fs"
import {types} from "node:util"

/** The parts of plugin.json that the host reads. `publicJobs` is absent when there is no manifest to check. */
export interface Manifest {
    name: string
    publicJobs?: string[]
}

/** Reads plugin.json; throws a sentence that names the file when it is not readable. */
export function readManifest(path: string | undefined): Manifest {
    if (path === undefined) return {name: "plugin"}
    let parsed: {name?: unknown; publicJobs?: Record<string, unknown>}
    try {
        parsed = JSON.parse(readFileSync(path, "utf8")) as typeof parsed
    } catch (error) {
        throw new Error(`The manifest ${path} cannot be read: ${asHostError(error).message}`)
    }
    if (typeof parsed.name !== "string" || parsed.name === "" || parsed.name.length > 200) {
        throw new Error(`The manifest ${path} needs a "name" of 1 to 200 characters.`)
    }
    return {name: parsed.name, publicJobs: Object.keys(parsed.publicJobs ?? {})}
}

/** An error of this process with the name, message and stack of whatever the plugin threw. */
export function asHostError(thrown: unknown): Error {
    if (thrown instanceof Error) return thrown
    const like = (typeof thrown === "object" && thrown !== null ? thrown : {}) as Partial<Error>
    const isError = types.isNativeError(thrown) || typeof like.message === "string"
    const error = new Error(isError ? String(like.message) : String(thrown))
    if (typeof like.name === "string") error.name = like.name
    if (typeof like.stack === "string") error.stack = like.stack
    return error
}
