import {mkdirSync} from "node:fs"

import {FaultSwitches} from "../http/faults"
import {listenOnLoopback} from "../http/loopback-server"
import {RequestLog} from "../http/request-log"
import {createAdmin} from "./admin"
import type {PostHogAdmin} from "./admin-types"
import {Ingestion} from "./capture/ingest"
import {ClickHouse} from "./clickhouse"
import {ConcurrencyLimiter} from "./concurrency"
import type {Services} from "./context"
import {AsyncQueries} from "./query/async-queries"
import {ResultCache} from "./query/cache"
import {OverrideFlags} from "./query/project"
import {RateLimiter} from "./rate-limit"
import {serve} from "./server"
import {StateFile} from "./state-file"
import {World} from "./world"

export interface PostHogOptions {
    /** Default: any free port. */
    port?: number
    /** Keeps everything for the next start; by default all is gone on close. One process per directory. */
    dataDir?: string
    /** Clock of projects without a fixed one, ms. Default `Date.now`. Rate windows use the real clock. */
    clock?: () => number
}

/** A running stand-in. */
export interface PostHogStandIn {
    url: string
    admin: PostHogAdmin
    close(): Promise<void>
}

/**
 * Starts a PostHog stand-in on 127.0.0.1: private API, capture and control routes, with HogQL on a ClickHouse that runs
 * in a process of its own. Always `close` it.
 */
export async function startPostHog(options: PostHogOptions = {}): Promise<PostHogStandIn> {
    const clock = options.clock ?? Date.now
    if (options.dataDir !== undefined) mkdirSync(options.dataDir, {recursive: true})
    const file = new StateFile(options.dataDir)
    const world = new World(clock, file.load(), file.schedule)
    file.current = world.state
    const clickhouse = await ClickHouse.start(options.dataDir)
    let url = "http://127.0.0.1"
    const services: Services = {
        world,
        clickhouse,
        rates: new RateLimiter(),
        concurrency: new ConcurrencyLimiter(),
        cache: new ResultCache(),
        asyncQueries: new AsyncQueries(Date.now),
        overrides: new OverrideFlags(),
        baseUrl: () => url,
    }
    const ingestion = new Ingestion(services)
    const log = new RequestLog()
    const faults = new FaultSwitches()
    const admin = createAdmin(services, ingestion, log, faults)
    try {
        const server = await listenOnLoopback(
            (request, response) => serve({services, ingestion, admin, log, faults}, request, response),
            options.port,
        )
        url = server.url
        const close = async (): Promise<void> => {
            await server.close()
            await ingestion.close()
            file.flush()
            await clickhouse.close()
        }
        return {url, admin, close}
    } catch (error) {
        await clickhouse.close()
        throw error
    }
}
