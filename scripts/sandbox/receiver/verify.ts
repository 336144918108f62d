import {createPublicKey, verify} from "node:crypto"
import type {IncomingHttpHeaders} from "node:http"

/** Age, in either direction, up to which a request counts as fresh, seconds (Standard Webhooks, "Verifying webhook authenticity"). */
const TOLERANCE_S = 300

/** Why a request is not believed; null when it is. */
export type Distrust = "missing headers" | "bad timestamp" | "too old or from the future" | "bad signature"

/**
 * Checks a request by the Standard Webhooks specification (github.com/standard-webhooks/standard-webhooks), asymmetric
 * form: `webhook-signature` is a list, separated by blanks, of `v1a,<base64>` items, one of which must be the Ed25519
 * signature of `<webhook-id>.<webhook-timestamp>.<body>`. Written against the specification with Node's own crypto; it
 * shares no code with what signs.
 *
 * @param body the bytes as they came: parsing and writing JSON again would change them
 * @param publicKey base64url of the 32 bytes of an Ed25519 key
 * @param nowMs unix ms
 */
export function distrustOf(
    headers: IncomingHttpHeaders,
    body: Buffer,
    publicKey: string,
    nowMs: number,
): Distrust | null {
    const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => headers[name])
    if (typeof id !== "string" || typeof timestamp !== "string" || typeof signatures !== "string")
        return "missing headers"
    if (!/^\d+$/.test(timestamp)) return "bad timestamp"
    if (Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_S) return "too old or from the future"
    const key = createPublicKey({key: {kty: "OKP", crv: "Ed25519", x: publicKey}, format: "jwk"})
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
    const isOurs = signatures.split(" ").some((item) => {
        const [version, encoded] = item.split(",")
        if (version !== "v1a" || encoded === undefined) return false
        const signature = Buffer.from(encoded, "base64")
        return signature.length === 64 && verify(null, signed, key, signature)
    })
    return isOurs ? null : "bad signature"
} // prettier-ignore
