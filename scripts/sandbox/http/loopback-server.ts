import {createServer, type IncomingMessage, type ServerResponse} from "node:http"
import type {AddressInfo} from "node:net"

/** A listening server. `close` ends open connections as well. */
export interface LoopbackServer {
    url: string
    close(): Promise<void>
}

/** Handles one request; a rejection is answered with a bare 500. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

/**
 * Listens on 127.0.0.1 only. Requests whose Host header is not a loopback name are refused, so that a web page
 * cannot reach the server through a rebound DNS name.
 */
export async function listenOnLoopback(handler: RequestHandler, port = 0): Promise<LoopbackServer> {
    const server = createServer((request, response) => {
        if (!LOCAL_HOST.test(request.headers.host ?? "")) {
            response.writeHead(421).end()
            return
        }
        handler(request, response).catch(() => {
            if (!response.headersSent) response.writeHead(500)
            response.end()
        })
    })
    server.keepAliveTimeout = 600_000
    await new Promise<void>((resolve, reject) => {
        server.once("error", reject)
        server.listen(port, "127.0.0.1", resolve)
    })
    const {port: actual} = server.address() as AddressInfo
    return {
        url: `http://127.0.0.1:${actual}`,
        close: () =>
            new Promise((resolve) => {
                server.close(() => resolve())
                server.closeAllConnections()
            }),
    }
}
