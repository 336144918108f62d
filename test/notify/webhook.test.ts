import {createPublicKey, verify as verifyWithNode} from "node:crypto"

import {keyPairOf} from "@beton/shared/events/signing"
import {signedWebhook, verifyWebhook} from "@beton/shared/notify/webhook"

const KEYS = keyPairOf(Uint8Array.from({length: 32}, (_, i) => i))
const NOW = Date.parse("2026-10-05T06:01:00.000Z")
const MESSAGE = {
    type: "account.routed",
    id: "5f2c1f0e-7d0b-5a62-9a53-0d8f3c6f1b7a",
    timestamp: "2026-10-05T06:00:00.000Z",
    data: {account: "acme", company: "Müller & Söhne"},
} as const

it("is signed as Standard Webhooks say, and another implementation believes it", () => {
    const {body, headers} = signedWebhook(MESSAGE, KEYS, NOW)
    expect(headers["webhook-id"]).toBe(MESSAGE.id)
    expect(headers["webhook-timestamp"]).toBe("1791180060")
    const [version, signature = ""] = (headers["webhook-signature"] ?? "").split(",")
    expect(version).toBe("v1a")
    const key = createPublicKey({key: {kty: "OKP", crv: "Ed25519", x: KEYS.publicKey}, format: "jwk"})
    const signed = Buffer.from(`${MESSAGE.id}.1791180060.${body}`)
    expect(verifyWithNode(null, signed, key, Buffer.from(signature, "base64"))).toBe(true)
    expect(JSON.parse(body)).toEqual({
        type: "account.routed",
        timestamp: MESSAGE.timestamp,
        schema_version: 1,
        data: MESSAGE.data,
    })
})

it("a receiver believes the request as it is, and nothing else", () => {
    const request = signedWebhook(MESSAGE, KEYS, NOW)
    expect(verifyWebhook(request, KEYS.publicKey, NOW)).toBe(true)
    const other = keyPairOf(new Uint8Array(32).fill(7)).publicKey
    expect(verifyWebhook(request, other, NOW)).toBe(false)
    expect(verifyWebhook({...request, body: `${request.body} `}, KEYS.publicKey, NOW)).toBe(false)
    const withHeader = (name: string, value: string) => ({
        ...request,
        headers: {...request.headers, [name]: value},
    })
    expect(verifyWebhook(withHeader("webhook-id", "another"), KEYS.publicKey, NOW)).toBe(false)
    expect(verifyWebhook(withHeader("webhook-timestamp", "1791180061"), KEYS.publicKey, NOW)).toBe(false)
    expect(verifyWebhook(withHeader("webhook-signature", "v1a,????"), KEYS.publicKey, NOW)).toBe(false)
    expect(verifyWebhook(withHeader("webhook-signature", ""), KEYS.publicKey, NOW)).toBe(false)
    // Somebody's former key, then the present one.
    const both = `v1a,AAAA ${request.headers["webhook-signature"] ?? ""}`
    expect(verifyWebhook(withHeader("webhook-signature", both), KEYS.publicKey, NOW)).toBe(true)
})

it("an old request is refused", () => {
    const request = signedWebhook(MESSAGE, KEYS, NOW)
    expect(verifyWebhook(request, KEYS.publicKey, NOW + 299_000)).toBe(true)
    expect(verifyWebhook(request, KEYS.publicKey, NOW + 301_000)).toBe(false)
    expect(verifyWebhook(request, KEYS.publicKey, NOW - 301_000)).toBe(false)
})
