import type {IncomingMessage, ServerResponse} from "node:http"

import {readBody} from "../../http/body"
import type {AppHost} from "./app-host"

const MAX_BODY = 1_000_000

/** Requests from outside: webhooks, trigger callbacks and finish callbacks. Attio checks no caller; the app must. */
export async function answerOutside(
    app: AppHost,
    origin: string,
    url: URL,
    incoming: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const request = await requestOf(incoming, `${origin}${url.pathname}${url.search}`)
    const [, kind, id] = url.pathname.split("/")
    try {
        if (kind === "hooks") {
            const answer = await app.webhook(`${origin}${url.pathname}`, request)
            if (answer === null) return void response.writeHead(404).end()
            const type = answer.headers.get("content-type")
            response.writeHead(answer.status, type === null ? {} : {"content-type": type})
            return void response.end(Buffer.from(await answer.arrayBuffer()))
        }
        if (kind === "callbacks") await app.workflows.trigger(id ?? "", request)
        else await app.workflows.finish(id ?? "", request)
        response.writeHead(200).end()
    } catch (error) {
        const {name, message} = error as Error
        app.logs.push({level: "error", text: `${url.pathname.split("/")[1]}: ${message}`})
        response.writeHead(name === "HostRefusal" ? 404 : 500).end()
    }
}

async function requestOf(incoming: IncomingMessage, url: string): Promise<Request> {
    const method = incoming.method ?? "GET"
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers))
        if (value !== undefined && name !== "host" && name !== "connection" && name !== "content-length")
            headers.set(name, Array.isArray(value) ? value.join(", ") : value)
    const body = await readBody(incoming, MAX_BODY)
    return new Request(url, {
        method,
        headers,
        ...(["GET", "HEAD"].includes(method) ? {} : {body: new Uint8Array(body)}),
    })
}
