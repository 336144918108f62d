import * as ed from "@noble/ed25519"
import {sha512} from "@noble/hashes/sha2.js"
import {base64} from "@scure/base"

import {fromBase64Url, utf8Bytes} from "../events/codec"

ed.hashes.sha512 = sha512

/** What a webhook tells. */
export interface WebhookMessage {
    readonly type: "account.routed" | "run.failed" | "test"
    /** The same on every repeat: receivers drop what they have seen. */
    readonly id: string
    /** ISO instant of the run. */
    readonly timestamp: string
    readonly data: Readonly<Record<string, unknown>>
}

/** A request's body and headers. */
export interface SignedWebhook {
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
}

/** How old, or how far ahead, a signed request may be, in seconds (Standard Webhooks). */
export const WEBHOOK_TOLERANCE_S = 300

/**
 * Signs a message by the Standard Webhooks specification, asymmetric form: `v1a,` and the Ed25519 signature of
 * `id.timestamp.body` in base64. The key is Beton's own, so receivers need its public key and no further secret.
 *
 * @param now unix ms of this try
 */
export function signedWebhook(
    {type, id, timestamp, data}: WebhookMessage,
    key: {readonly privateKey: string},
    now: number,
): SignedWebhook {
    const body = JSON.stringify({type, timestamp, schema_version: 1, data})
    const seconds = Math.floor(now / 1000)
    const signature = ed.sign(utf8Bytes(`${id}.${seconds}.${body}`), fromBase64Url(key.privateKey))
    return {
        body,
        headers: {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": String(seconds),
            "webhook-signature": `v1a,${base64.encode(signature)}`,
        },
    }
}

/**
 * Whether a received request is Beton's and fresh. For receivers, and for tests.
 *
 * @param publicKey base64url, as `beton keygen` prints it
 * @param now unix ms
 */
export function verifyWebhook(
    {body, headers}: {readonly body: string; readonly headers: Readonly<Record<string, string | undefined>>},
    publicKey: string,
    now: number,
): boolean {
    const id = headers["webhook-id"] ?? ""
    const seconds = Number(headers["webhook-timestamp"])
    if (id === "" || !Number.isInteger(seconds)) return false
    if (Math.abs(now / 1000 - seconds) > WEBHOOK_TOLERANCE_S) return false
    return (headers["webhook-signature"] ?? "").split(" ").some((one) => {
        const encoded = /^v1a,(.+)$/.exec(one)?.[1]
        if (encoded === undefined) return false
        try {
            const signed = utf8Bytes(`${id}.${seconds}.${body}`)
            return ed.verify(base64.decode(encoded), signed, fromBase64Url(publicKey))
        } catch {
            // Not base64, or not a signature: whoever sent it, it was not Beton.
            return false
        }
    })
}
