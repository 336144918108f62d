import crypto from "node:crypto"
import {PassThrough} from "node:stream"
import url from "node:url"
import zlib from "node:zlib"

import type {Realm} from "./realm"
import {HOST_IMPORTS} from "./transform/imports"

/**
 * Modules that a plugin may import here. The plugin server 1.10.5 provides some vendor packages too (databases, cloud
 * clients, faker); plugins that want to run on every version do without them, so they are refused like any other.
 */
export const PROVIDED_MODULES: ReadonlySet<string> = new Set([
    "crypto",
    "url",
    "node-fetch",
    "@posthog/plugin-scaffold",
    "stream",
    "zlib",
])

/** Fills the context's table of modules. `fetchGlobal` is the `fetch` of the context, which is also `node-fetch`. */
export function defineModules(realm: Realm, fetchGlobal: unknown): void {
    const table = realm.run(HOST_IMPORTS) as Record<string, unknown>
    table["crypto"] = realm.proxy(crypto)
    table["url"] = realm.proxy(url)
    table["zlib"] = realm.proxy(zlib)
    table["stream"] = realm.toGuest({PassThrough})
    table["node-fetch"] = fetchGlobal
    table["@posthog/plugin-scaffold"] = realm.toGuest({RetryError: realm.guest.RetryError})
}
