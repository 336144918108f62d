import {gunzipSync} from "node:zlib"

import {CaptureError} from "./errors"
import {isObject} from "./values"

/** A decoded capture body, before its events are checked. */
export interface CaptureBody {
    token: string
    events: Record<string, unknown>[]
    sentAt: string | null
}

/** Largest decoded body: single-event routes and /batch/ (CONTRACT §11). */
export const SINGLE_LIMIT = 2 * 1024 * 1024
export const BATCH_LIMIT = 20 * 1024 * 1024

function decompress(bytes: Buffer, limit: number): Buffer {
    try {
        return gunzipSync(bytes, {maxOutputLength: limit})
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit)
        throw new CaptureError(400, "failed to decode request: invalid GZIP data")
    }
}

export function tooLarge(limit: number): CaptureError {
    return new CaptureError(413, `event is too big: the request is larger than ${limit} bytes`)
}

/** Unpacks gzip (announced by header or query, or known by its first bytes) and parses the JSON. */
export function decodeJson(
    bytes: Buffer,
    encoding: string | undefined,
    compression: string | null,
    limit: number,
): unknown {
    const announced = encoding === "gzip" || compression === "gzip" || compression === "gzip-js"
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    const plain = announced || zipped ? decompress(bytes, limit) : bytes
    if (plain.length > limit) throw tooLarge(limit)
    if (plain.length === 0) throw new CaptureError(400, "failed to parse request: empty payload")
    try {
        return JSON.parse(plain.toString("utf8"))
    } catch {
        throw new CaptureError(400, "failed to parse request: the body is not JSON")
    }
}

/** The tokens that a part of the body names. */
function tokensOf(part: Record<string, unknown>): unknown[] {
    const properties = isObject(part.properties) ? part.properties : {}
    return [part.token, part.$token, part.api_key, properties.token].filter(
        (token) => token !== undefined && token !== null,
    )
}

function checkToken(token: unknown): string {
    if (typeof token !== "string" || token === "")
        throw new CaptureError(401, "event submitted without an api_key")
    const reason = token.startsWith("phx_")
        ? "personal API key"
        : token.length > 64
          ? "too long"
          : !/^[\x21-\x7e]+$/.test(token)
            ? "not a project token"
            : null
    if (reason) throw new CaptureError(401, `API key is not valid: ${reason}`)
    return token
}

/**
 * Reads the three accepted shapes: `{api_key, batch: [...]}`, a list of events, one event. Raises 400 for another
 * shape, 401 without exactly one well-formed token.
 */
export function readShape(body: unknown): CaptureBody {
    const top = isObject(body) ? body : null
    const list: unknown = Array.isArray(body) ? body : top && "batch" in top ? top.batch : [body]
    if (!Array.isArray(list) || !list.every(isObject)) {
        throw new CaptureError(
            400,
            "failed to parse request: expected an event, a list of events or a batch of events",
        )
    }
    const tokens = new Set([...(top ? tokensOf(top) : []), ...list.flatMap(tokensOf)])
    if (tokens.size > 1) throw new CaptureError(401, "request contained events for several API keys")
    const token = checkToken([...tokens][0])
    if (list.length === 0) throw new CaptureError(400, "request contained an empty batch")
    return {token, events: list, sentAt: typeof top?.sent_at === "string" ? top.sent_at : null}
}
