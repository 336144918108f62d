import {listenOnLoopback} from "../http/loopback-server"
import {AppHost, type AppHostOptions} from "./server/app-host"
import {type AppBundles, readBundles} from "./server/bundles"
import {answer} from "./server/http"
import {PreviewPage} from "./server/page"

export type {AppBundles, AppHost, AppHostOptions}
export type {ConnectionKind} from "./server/connections"
export type {Upstream} from "./server/outbound"
export type {ViewCalls} from "./server/views"

/** A running preview. */
export interface AttioPreview {
    /** Without a slash at the end. */
    readonly url: string
    readonly app: AppHost
    close(): Promise<void>
}

/**
 * Serves an Attio-like record page, table, settings page and workflow page that run the bundles of `attio build`
 * (DESIGN.md §5, SDK.md §9) on 127.0.0.1, for the preview's own origin only. State lives in memory.
 *
 * @throws Error when `dist` holds no build
 */
export async function startAttioPreview(
    o: Omit<AppHostOptions, "bundles"> & {readonly dist: string; readonly port?: number},
): Promise<AttioPreview> {
    const {dist, port, ...options} = o
    const page = await PreviewPage.build()
    let origin = "http://127.0.0.1"
    const app = new AppHost({...options, bundles: readBundles(dist)}, () => origin)
    const server = await listenOnLoopback(
        (request, response) => answer({app, page, origin}, request, response),
        port,
    )
    origin = server.url
    return {url: server.url, app, close: () => server.close()}
}
