import {createHash} from "node:crypto"
import {existsSync, readdirSync, readFileSync} from "node:fs"
import path from "node:path"
import vm from "node:vm"

/** The output of `attio build`. */
export interface AppBundles {
    /** Text of dist/index.js, for the page. */
    readonly client: string
    readonly server: vm.Script
    /** By block id. */
    readonly blocks: ReadonlyMap<string, vm.Script>
    /** Changes with the build. */
    readonly version: string
}

/**
 * Reads a build.
 *
 * @throws Error when the folder holds no build
 */
export function readBundles(dist: string): AppBundles {
    const file = (name: string): string => path.join(dist, name)
    if (!existsSync(file("index.js")) || !existsSync(file("server.js")))
        throw new Error(`${dist} holds no build of an Attio app: run \`npx attio build\` first.`)
    const client = readFileSync(file("index.js"), "utf8")
    const serverText = readFileSync(file("server.js"), "utf8")
    const folder = file("workflow")
    const texts = existsSync(folder)
        ? readdirSync(folder)
              .filter((name) => name.endsWith(".js"))
              .sort()
              .map((name) => [name.slice(0, -3), readFileSync(path.join(folder, name), "utf8")] as const)
        : []
    const hash = createHash("sha256")
    for (const text of [client, serverText, ...texts.map(([, text]) => text)]) hash.update(text)
    return {
        client,
        server: new vm.Script(serverText, {filename: "server.js"}),
        blocks: new Map(
            texts.map(([id, text]) => [id, new vm.Script(text, {filename: `workflow/${id}.js`})]),
        ),
        version: hash.digest("hex").slice(0, 16),
    }
}
