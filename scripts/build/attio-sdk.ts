import {createRequire} from "node:module"
import path from "node:path"
import {fileURLToPath} from "node:url"

const ATTIO_APP = fileURLToPath(new URL("../../attio-app/package.json", import.meta.url))

/** Folder of the App SDK that the Attio app is built with: its command line and its GraphQL schema. */
export function attioSdkFolder(): string {
    return path.dirname(createRequire(ATTIO_APP).resolve("attio/package.json"))
}
