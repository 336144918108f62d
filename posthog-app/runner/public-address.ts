import {lookup as systemLookup} from "node:dns/promises"
import {request as httpRequest} from "node:http"
import {request as httpsRequest} from "node:https"

import {isPrivateIp} from "@beton/shared/notify/address"

import {NotPublicError} from "../src/notify/not-public"

/** Addresses of a host name, as a resolver gives them. */
export type Lookup = (
    hostname: string,
) => Promise<readonly {readonly address: string; readonly family: number}[]>

/** Sends to the given IP address, whatever the name resolves to by then. */
export type PinnedSend = (
    url: URL,
    init: RequestInit,
    to: {readonly address: string; readonly family: number},
) => Promise<Response>

/** Longest answer of a receiver that is read, bytes: nothing but its status counts. */
const MAX_ANSWER = 64 * 1024

/**
 * The platform's `fetch` for everything but one address: before anything is sent there, its name is looked up, and a
 * name that leads into a private, loopback or link-local network is refused. The connection goes to the very IP address
 * that was looked at, so that a name server cannot give another answer a moment later.
 *
 * @param guarded address that whoever can change settings may have chosen; null guards nothing
 */
export function withPublicOnly(
    guarded: string | null,
    send: typeof fetch,
    o: {readonly lookup?: Lookup; readonly pinned?: PinnedSend} = {},
): typeof fetch {
    const lookup: Lookup = o.lookup ?? ((hostname) => systemLookup(hostname, {all: true, verbatim: true}))
    const pinned = o.pinned ?? sendPinned
    return async (input, init = {}) => {
        if (guarded === null || String(input) !== guarded) return send(input, init)
        const url = new URL(guarded)
        const found = await lookup(url.hostname.replace(/^\[|\]$/g, ""))
        // One address inside is enough: which of them is used is not ours to say.
        if (found.some(({address}) => isPrivateIp(address))) throw new NotPublicError()
        const [to] = found
        if (to === undefined) throw new Error("The name has no address.")
        return pinned(url, init, to)
    }
}

/** One request to an IP address under the name of its URL, which certificate and Host header are checked by. */
export const sendPinned: PinnedSend = (url, {method, headers, body, signal}, {address, family}) =>
    new Promise((resolve, reject) => {
        const sent: Record<string, string> = {}
        new Headers(headers).forEach((value, name) => (sent[name] = value))
        const begin = url.protocol === "http:" ? httpRequest : httpsRequest
        const request = begin(
            url,
            {
                method: method ?? "GET",
                headers: sent,
                // A connection of its own: one that is kept might belong to another address.
                agent: false,
                ...(signal ? {signal} : {}),
                lookup: (_hostname, options, answer) =>
                    options.all === true ? answer(null, [{address, family}]) : answer(null, address, family),
            },
            (response) => {
                const chunks: Buffer[] = []
                let size = 0
                const finish = (): void => {
                    const status = response.statusCode ?? 500
                    const isBare = status === 204 || status === 205 || status === 304
                    const kept = Object.entries(response.headers).flatMap(([name, value]) =>
                        typeof value === "string" ? [[name, value] as [string, string]] : [],
                    )
                    resolve(new Response(isBare ? null : Buffer.concat(chunks), {status, headers: kept}))
                }
                response.on("data", (chunk: Buffer) => {
                    size += chunk.length
                    if (size <= MAX_ANSWER) chunks.push(chunk)
                    else {
                        finish()
                        request.destroy()
                    }
                })
                response.on("end", finish)
                response.on("error", reject)
            },
        )
        request.on("error", reject)
        request.end(typeof body === "string" ? body : undefined)
    })
