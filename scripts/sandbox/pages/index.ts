import type {IncomingMessage, ServerResponse} from "node:http"

import {listenOnLoopback} from "../http/loopback-server"
import {listDashboards, readDashboard} from "./boards"
import {type PageAssets, pageAssets} from "./bundle"
import {PageError, type PostHogAccess, PostHogApi} from "./posthog-api"
import type {ChosenRange, Computed} from "./shapes"
import {Tiles} from "./tiles"

const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dashboards · Beton sandbox</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css"></head>
<body><main><p>Loading…</p></main><script type="module" src="/assets/page.js"></script></body></html>
`

/** The pages, served on loopback. */
export interface Pages {
    readonly url: string
    close(): Promise<void>
}

interface Served {
    readonly api: PostHogApi
    readonly tiles: Tiles
    readonly assets: PageAssets
}

/** Serves the dashboards of a project as PostHog would show them. The key never reaches the browser. */
export async function startPages(access: PostHogAccess, port = 0): Promise<Pages> {
    const api = new PostHogApi(access)
    const served = {api, tiles: new Tiles(api), assets: await pageAssets()}
    const {url, close} = await listenOnLoopback(
        (request, response) =>
            answer(served, request, response).catch((error: unknown) =>
                json(response, error instanceof PageError && error.gone ? 404 : 502, {
                    message: sentence(error),
                }),
            ),
        port,
    )
    return {url: `${url}/dashboards`, close}
}

/** What people are told; the inside of a programming error is not for them. */
function sentence(error: unknown): string {
    if (error instanceof PageError) return error.message
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return "The sandbox could not answer. The reason is in the terminal of the demo."
}

async function answer(
    {api, tiles, assets}: Served,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost")
    // A page of another site may not read what the key can read.
    const site = request.headers["sec-fetch-site"]
    const isOwn = site === undefined || site === "same-origin" || site === "none"
    if (url.pathname.startsWith("/api/") && !isOwn)
        return json(response, 403, {message: "Only the sandbox's own pages may ask."})
    if (request.method !== "GET") return json(response, 405, {message: "These pages are for reading only."})
    const dashboard = /^\/api\/dashboards\/(\d+)$/.exec(url.pathname)?.[1]
    const tile = /^\/api\/tiles\/(\d+)$/.exec(url.pathname)?.[1]
    if (url.pathname === "/api/dashboards")
        return json(response, 200, {dashboards: await listDashboards(api)})
    if (dashboard !== undefined) return json(response, 200, await readDashboard(api, Number(dashboard)))
    if (tile !== undefined)
        return json(response, 200, await tileAnswer(tiles, Number(tile), url.searchParams))
    if (url.pathname === "/assets/page.js") return send(response, 200, "text/javascript", assets.script)
    if (url.pathname === "/assets/page.css") return send(response, 200, "text/css", assets.style)
    if (/^\/(dashboards(\/\d+)?)?$/.test(url.pathname)) return send(response, 200, "text/html", HTML)
    json(response, 404, {message: "Not here. The dashboards are at /dashboards."})
}

/** A tile that cannot be computed is an answer too: the others go on. */
async function tileAnswer(tiles: Tiles, insight: number, query: URLSearchParams): Promise<Computed> {
    const from = query.get("date_from")
    const range: ChosenRange | null = from === null ? null : {date_from: from, date_to: query.get("date_to")}
    try {
        return await tiles.tile(insight, Number(query.get("dashboard")), range)
    } catch (error) {
        return {ok: false, message: sentence(error)}
    }
}

function json(response: ServerResponse, status: number, value: object): void {
    send(response, status, "application/json", JSON.stringify(value))
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
    response
        .writeHead(status, {
            "content-type": `${type}; charset=utf-8`,
            "content-security-policy": POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        })
        .end(body)
}
