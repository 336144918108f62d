import type {IncomingMessage, ServerResponse} from "node:http"

import {readBody} from "../../http/body"
import {API_ROUTES} from "./api"
import type {AppHost} from "./app-host"
import {CONNECTION_ERRORS} from "./connections"
import {answerOutside} from "./outside"
import type {PreviewPage} from "./page"

const MAX_BODY = 5_000_000

/**
 * `'self'` everywhere: the page loads nothing from outside and no other page may frame it. Iframes of the app are
 * documents of their own with a stricter policy (IFRAME_POLICY).
 */
const PAGE_POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
/** No network, no storage, no cookies: an iframe of the app talks to its parent only. */
const IFRAME_POLICY =
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"

const HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}

/** Answers one request of the browser, or of a program that calls a webhook. */
export async function answer(
    o: {app: AppHost; page: PreviewPage; origin: string},
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const {app, page, origin} = o
    const url = new URL(request.url ?? "/", origin)
    if (/^\/(hooks|callbacks|finish)\//.test(url.pathname))
        return answerOutside(app, origin, url, request, response)
    if (!isSameOrigin(request, origin))
        return send(response, 403, {message: "Only the preview's own pages may ask."})
    if (url.pathname.startsWith("/api/")) return answerApi(o, url, request, response)
    if (request.method !== "GET") return send(response, 405, {message: "Only GET."})
    const iframe = /^\/iframes\/([\w-]+)$/.exec(url.pathname)
    if (iframe !== null) {
        const html = page.iframe(iframe[1] ?? "")
        return html === null
            ? send(response, 404, {message: "This iframe is closed."})
            : write(response, "text/html", html, {"content-security-policy": IFRAME_POLICY})
    }
    if (url.pathname === "/assets/page.js") return write(response, "text/javascript", page.script)
    if (url.pathname === "/assets/page.css") return write(response, "text/css", page.style)
    if (url.pathname === "/assets/app.js") return write(response, "text/javascript", page.appModule(app))
    if (url.pathname.startsWith("/assets/")) return send(response, 404, {message: "Not here."})
    return write(response, "text/html", page.html, {"content-security-policy": PAGE_POLICY})
}

async function answerApi(
    {app, page}: {app: AppHost; page: PreviewPage},
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    // Another site's form cannot send this content type without asking first.
    if (request.method === "POST" && request.headers["content-type"] !== "application/json")
        return send(response, 415, {message: "Send JSON."})
    try {
        const raw = (await readBody(request, MAX_BODY)).toString()
        const body = (raw === "" ? {} : JSON.parse(raw)) as Record<string, unknown>
        if (url.pathname === "/api/iframes" && request.method === "POST")
            return send(response, 200, {url: page.addIframe(String(body.html), body.initialData)})
        for (const route of API_ROUTES) {
            const match = route.method === request.method ? route.pattern.exec(url.pathname) : null
            if (match === null) continue
            const result = await route.handle(app, match.slice(1), body, url.searchParams)
            return send(response, 200, result ?? null)
        }
        return send(response, 404, {message: "Not here."})
    } catch (error) {
        const failure = error as Error & {code?: unknown; connectionKey?: unknown}
        if (failure.name === "HostRefusal") app.problem(failure.message)
        return send(response, 422, {
            name: failure.name === "HostRefusal" ? "HostRefusal" : "Error",
            message: failure.message,
            ...(CONNECTION_ERRORS.includes(String(failure.code))
                ? {code: failure.code, connectionKey: failure.connectionKey}
                : {}),
        })
    }
}

/** Navigations and the page's own calls pass; what another site starts does not. */
function isSameOrigin(request: IncomingMessage, origin: string): boolean {
    const from = request.headers.origin
    if (from !== undefined && from !== sameHost(request, origin)) return false
    const site = request.headers["sec-fetch-site"]
    if (site === undefined || site === "same-origin" || site === "none") return true
    // A link on the demo's result page opens the preview.
    return (
        request.headers["sec-fetch-mode"] === "navigate" && request.headers["sec-fetch-dest"] === "document"
    )
}

/** The origin by the name that the browser used: localhost and 127.0.0.1 are both this server. */
function sameHost(request: IncomingMessage, origin: string): string {
    return `${new URL(origin).protocol}//${request.headers.host ?? ""}`
}

export function send(response: ServerResponse, status: number, body: unknown): void {
    response.writeHead(status, {...HEADERS, "content-type": "application/json; charset=utf-8"})
    response.end(JSON.stringify(body))
}

function write(
    response: ServerResponse,
    type: string,
    text: string,
    headers: Record<string, string> = {},
): void {
    response.writeHead(200, {...HEADERS, "content-type": `${type}; charset=utf-8`, ...headers}).end(text)
}
