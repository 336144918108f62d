import type {HostCache} from "./cache"
import {createCacheExtension} from "./cache-extension"
import {defineModules} from "./modules"
import {createNodeFetch} from "./node-fetch"
import {createApi, createCapture} from "./posthog-global"
import type {Realm} from "./realm"
import type {HostStorage} from "./storage"
import {createStorageExtension, createUtils} from "./storage-extension"
import type {CapturedEvent, PluginHostOptions} from "./types"

/** Who a plugin config is. */
export interface PluginIdentity {
    name: string
    teamId: number
    pluginConfigId: number
}

/** Defines the globals that the plugin server adds to the ES built-ins. */
export function defineGlobals(
    realm: Realm,
    o: PluginHostOptions,
    identity: PluginIdentity,
    sink: {captured: CapturedEvent[]; now: () => number; log: (level: string, text: string) => void},
): void {
    const send: typeof fetch = o.fetch ?? ((input, init) => fetch(input, init))
    const nodeFetch = createNodeFetch(send, realm.guest.parse)
    const fixed = (value: object) => realm.guest.readonly(realm.toGuest(value) as object)
    const line =
        (level: string) =>
        async (...args: unknown[]) =>
            sink.log(level, args.map(consoleText).join(" "))
    realm.define(
        "console",
        fixed({
            debug: line("DEBUG"),
            log: line("LOG"),
            info: line("INFO"),
            warn: line("WARN"),
            error: line("ERROR"),
        }),
    )
    const api = createApi({
        fetch: nodeFetch,
        ...(o.posthogHost === undefined ? {} : {defaultHost: o.posthogHost}),
        ...(o.projectToken === undefined ? {} : {projectToken: o.projectToken}),
        ...(o.botKey === undefined ? {} : {botKey: o.botKey}),
    })
    const capture = createCapture({
        pluginName: identity.name,
        teamId: identity.teamId,
        now: sink.now,
        uuid: o.uuid ?? (() => crypto.randomUUID()),
        captured: sink.captured,
    })
    const fetchGlobal = realm.toGuest(nodeFetch)
    realm.define("posthog", fixed({capture, api}))
    realm.define("fetch", fetchGlobal)
    // Present in the 2021 server only and gone since: the names exist, the clients behind them do not.
    realm.define("google", fixed({cloud: {bigquery: {}, pubsub: {}}}))
    realm.define("RetryError", realm.guest.RetryError)
    realm.define("URL", realm.proxy(URL))
    realm.define("Buffer", realm.proxy(Buffer))
    defineModules(realm, fetchGlobal)
}

function consoleText(value: unknown): string {
    const text = String(value)
    return text === "[object Object]" || Array.isArray(value) ? JSON.stringify(value) : text
}

/** Makes the `meta` that every function of the plugin gets as its last argument. */
export function createMeta(
    realm: Realm,
    o: PluginHostOptions,
    identity: PluginIdentity,
    parts: {storage: HostStorage; cache: HostCache; jobs: object; metrics: object},
): object {
    const {readonly, parse} = realm.guest
    const fixed = (value: object) => readonly(realm.toGuest(value) as object)
    const toGuestJson = (value: unknown) => parse(JSON.stringify(value))
    const meta = realm.run("({})") as Record<string, unknown>
    const prefix = `@plugin/${identity.pluginConfigId}/${identity.teamId}/`
    meta["config"] = readonly(toGuestJson(o.config) as object)
    meta["attachments"] = fixed(o.attachments ?? {})
    meta["storage"] = fixed(createStorageExtension(parts.storage, toGuestJson))
    meta["cache"] = fixed(createCacheExtension(parts.cache, prefix, parse))
    meta["utils"] = fixed(createUtils(parts.storage))
    meta["geoip"] = fixed({locate: async () => null})
    meta["jobs"] = realm.proxy(parts.jobs)
    meta["metrics"] = realm.proxy(parts.metrics)
    meta["global"] = realm.run("({})")
    return meta
}
