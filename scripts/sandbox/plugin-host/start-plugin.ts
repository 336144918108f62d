import {readFileSync} from "node:fs"

import type {HostCache} from "./cache"
import type {PluginIdentity} from "./host-globals"
import {createMeta, defineGlobals} from "./host-globals"
import type {JobQueue} from "./jobs"
import {createJobs} from "./jobs"
import type {LoadedPlugin} from "./loaded-plugin"
import {loadPlugin} from "./loaded-plugin"
import {checkMetricTypes, createMetrics} from "./metrics"
import type {Realm} from "./realm"
import {createRealm} from "./realm"
import type {HostStorage} from "./storage"
import type {CapturedEvent, PluginHostOptions} from "./types"

/** A plugin whose file has run, with the `meta` that its functions get. */
export interface Running {
    realm: Realm
    plugin: LoadedPlugin
    meta: object
}

/** What outlives one load of the file. */
export interface HostState {
    storage: HostStorage
    cache: HostCache
    queue: JobQueue
    metrics: Record<string, number>
    captured: CapturedEvent[]
    now: () => number
    /** TASK_TIMEOUT */
    seconds: number
    log: (level: string, text: string) => void
}

/** Makes a context, fills it and runs the file in it. Throws what the file, its parser or its imports throw. */
export function startPlugin(o: PluginHostOptions, identity: PluginIdentity, state: HostState): Running {
    const {seconds, now, storage, cache} = state
    const realm = createRealm({...(o.now ? {now: o.now} : {}), seconds})
    defineGlobals(realm, o, identity, state)
    const plugin = loadPlugin(realm, readFileSync(o.indexJs, "utf8"), seconds)
    checkMetricTypes(plugin.metrics)
    const jobs = createJobs(state.queue, now)
    const metrics = createMetrics(() => plugin.metrics, state.metrics)
    return {realm, plugin, meta: createMeta(realm, o, identity, {storage, cache, jobs, metrics})}
}
