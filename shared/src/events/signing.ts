import * as ed from "@noble/ed25519"
import {sha512} from "@noble/hashes/sha2.js"
import * as z from "zod/mini"

import {fromBase64Url, toBase64Url, utf8Bytes, utf8Text} from "./codec"

ed.hashes.sha512 = sha512

const filled = z.string().check(z.minLength(1))

/** What Beton signs: one opaque string, so that no re-serialisation on the way can change it (CONTRACT §11). */
export const envelopeSchema = z.object({
    v: z.literal(1),
    kid: filled,
    kind: filled,
    /** PostHog project the event was written for: a copy in another project does not verify there. */
    project: filled,
    account: z.string(),
    /** ISO instant. */
    as_of: filled,
    content: z.unknown(),
})

/** The signed statement inside `beton_payload`. */
export type Envelope = z.infer<typeof envelopeSchema>

/** The two properties that carry a signed statement. */
export interface SignedPayload {
    readonly beton_payload: string
    readonly beton_sig: string
}

/** An Ed25519 key pair as text: base64url of 32 bytes each. `kid` names the public key. */
export interface KeyPair {
    readonly privateKey: string
    readonly publicKey: string
    readonly kid: string
}

/** Why a signed payload is not believed. */
export type Distrust = "unsigned" | "unknown_key" | "altered" | "malformed" | "foreign_project" | "other_kind"

/**
 * The key pair of a 32-byte seed (the private key itself).
 *
 * @throws Error when the seed is not 32 bytes.
 */
export function keyPairOf(seed: Uint8Array): KeyPair {
    if (seed.length !== 32) throw new Error("A signing key has 32 bytes.")
    const publicKey = toBase64Url(ed.getPublicKey(seed))
    return {privateKey: toBase64Url(seed), publicKey, kid: kidOf(publicKey)}
}

/**
 * Reads a private key from settings.
 *
 * @throws Error that names the fix when it is not base64url of 32 bytes; never contains the key.
 */
export function readPrivateKey(text: string): KeyPair {
    let seed: Uint8Array
    try {
        seed = fromBase64Url(text.trim())
    } catch {
        throw new Error("The signing key is not valid base64url. Paste the key as it was shown at set-up.")
    }
    if (seed.length !== 32)
        throw new Error("The signing key must have 32 bytes. Paste the key as it was shown at set-up.")
    return keyPairOf(seed)
}

/** Short name of a public key. */
export function kidOf(publicKey: string): string {
    return publicKey.slice(0, 12)
}

/** Signs a statement with Ed25519 (RFC 8032) over the UTF-8 bytes of the base64url text. */
export function sign(statement: Omit<Envelope, "v" | "kid">, keys: KeyPair): SignedPayload {
    const envelope: Envelope = {v: 1, kid: keys.kid, ...statement}
    const payload = toBase64Url(utf8Bytes(JSON.stringify(envelope)))
    return {
        beton_payload: payload,
        beton_sig: toBase64Url(ed.sign(utf8Bytes(payload), fromBase64Url(keys.privateKey))),
    }
}

/**
 * Verifies the string first and parses it only then (DESIGN §3 Trust).
 *
 * @param expected project and kind the reader is prepared to believe; public keys by `kid`-independent list
 */
export function verify(
    signed: {readonly beton_payload?: unknown; readonly beton_sig?: unknown},
    expected: {readonly publicKeys: readonly string[]; readonly project: string; readonly kind: string},
): {readonly ok: true; readonly envelope: Envelope} | {readonly ok: false; readonly reason: Distrust} {
    const {beton_payload: payload, beton_sig: signature} = signed
    if (typeof payload !== "string" || typeof signature !== "string" || payload === "" || signature === "") {
        return {ok: false, reason: "unsigned"}
    }
    if (!expected.publicKeys.some((key) => validSignature(payload, signature, key))) {
        return {ok: false, reason: claimsKnownKey(payload, expected.publicKeys) ? "altered" : "unknown_key"}
    }
    const envelope = parseEnvelope(payload)
    if (envelope === null) return {ok: false, reason: "malformed"}
    if (envelope.project !== expected.project) return {ok: false, reason: "foreign_project"}
    if (envelope.kind !== expected.kind) return {ok: false, reason: "other_kind"}
    return {ok: true, envelope}
}

function validSignature(payload: string, signature: string, publicKey: string): boolean {
    try {
        return ed.verify(fromBase64Url(signature), utf8Bytes(payload), fromBase64Url(publicKey))
    } catch {
        // Wrong length or alphabet: not a signature of this key.
        return false
    }
}

function parseEnvelope(payload: string): Envelope | null {
    try {
        const parsed = envelopeSchema.safeParse(JSON.parse(utf8Text(fromBase64Url(payload))))
        return parsed.success ? parsed.data : null
    } catch {
        return null
    }
}

function claimsKnownKey(payload: string, publicKeys: readonly string[]): boolean {
    const envelope = parseEnvelope(payload)
    return envelope === null || publicKeys.some((key) => kidOf(key) === envelope.kid)
}
