import {createServer, type IncomingMessage, type ServerResponse} from "node:http"
import type {AddressInfo} from "node:net"

import {PageBoards, type PostHogAccess} from "./boards"
import {type PageAssets, pageAssets} from "./bundle"

const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dashboards · Beton sandbox</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/page.css"></head>
<body><main aria-live="off"><p>Loading…</p></main><script type="module" src="/assets/page.js"></script></body></html>
`

/** The pages, served on loopback. */
export interface Pages {
    readonly url: string
    close(): Promise<void>
}

/** Serves the dashboards of a project as PostHog would show them. The key never reaches the browser. */
export async function startPages(access: PostHogAccess, port = 0): Promise<Pages> {
    const assets = await pageAssets()
    const boards = new PageBoards(access)
    let origin = ""
    const server = createServer((request, response) => {
        answer({boards, assets, origin}, request, response).catch((error: unknown) => {
            const message = error instanceof Error ? error.message : "The sandbox could not answer."
            send(response, 502, "application/json", JSON.stringify({message}))
        })
    })
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject)
        server.listen(port, "127.0.0.1", resolve)
    })
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    return {
        url: `${origin}/dashboards`,
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections()
                server.close(() => resolve())
            }),
    }
}

async function answer(
    o: {boards: PageBoards; assets: PageAssets; origin: string},
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const {boards, assets, origin} = o
    const url = new URL(request.url ?? "/", origin)
    // Another name for this address, or a page of another site, may not read what the key can read.
    const site = request.headers["sec-fetch-site"]
    const isOwn = request.headers.host === new URL(origin).host && (site === undefined || site === "same-origin" || site === "none")
    const isApi = url.pathname.startsWith("/api/")
    if (request.headers.host !== new URL(origin).host || (isApi && !isOwn))
        return send(response, 403, "application/json", '{"message":"Only the sandbox\'s own pages may ask."}')
    if (request.method !== "GET") return send(response, 405, "application/json", '{"message":"Only GET."}')
    const json = (value: object): void => send(response, 200, "application/json", JSON.stringify(value))
    const dashboard = /^\/api\/dashboards\/(\d+)$/.exec(url.pathname)?.[1]
    const tile = /^\/api\/tiles\/(\d+)$/.exec(url.pathname)?.[1]
    if (url.pathname === "/api/dashboards") return json(await boards.list())
    if (dashboard !== undefined) return json(await boards.dashboard(Number(dashboard)))
    if (tile !== undefined) return json(await tileAnswer(boards, Number(tile), url.searchParams))
    if (url.pathname === "/assets/page.js") return send(response, 200, "text/javascript", assets.script)
    if (url.pathname === "/assets/page.css") return send(response, 200, "text/css", assets.style)
    if (/^\/(dashboards(\/\d+)?)?$/.test(url.pathname)) return send(response, 200, "text/html", HTML)
    send(response, 404, "application/json", '{"message":"Not here. The dashboards are at /dashboards."}')
} // prettier-ignore

/** A tile that cannot be computed is an answer too: the others go on. */
async function tileAnswer(boards: PageBoards, insight: number, query: URLSearchParams): Promise<object> {
    const from = query.get("date_from")
    const to = query.get("date_to")
    const range = from === null ? null : {date_from: from, ...(to === null ? {} : {date_to: to})}
    try {
        return await boards.tile(insight, Number(query.get("dashboard")), range)
    } catch (error) {
        return {ok: false, message: error instanceof Error ? error.message : "It could not be computed."}
    }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
    response
        .writeHead(status, {
            "content-type": `${type}; charset=utf-8`,
            "content-security-policy": POLICY,
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        })
        .end(body)
}
