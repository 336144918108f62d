import {base64urlnopad} from "@scure/base"

/** UTF-8 bytes of a text. Written out because the plugin host has no TextEncoder (HOST.md §2.1). */
export function utf8Bytes(text: string): Uint8Array {
    const escaped = encodeURIComponent(text)
    const bytes: number[] = []
    for (let i = 0; i < escaped.length; i++) {
        if (escaped[i] === "%") {
            bytes.push(parseInt(escaped.slice(i + 1, i + 3), 16))
            i += 2
        } else {
            bytes.push(escaped.charCodeAt(i))
        }
    }
    return Uint8Array.from(bytes)
}

/**
 * Text of UTF-8 bytes.
 *
 * @throws URIError when the bytes are not UTF-8.
 */
export function utf8Text(bytes: Uint8Array): string {
    let escaped = ""
    for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, "0")}`
    return decodeURIComponent(escaped)
}

/** Bytes as base64url without padding. */
export const toBase64Url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes)

/**
 * Bytes of base64url without padding.
 *
 * @throws Error when the text is not base64url.
 */
export const fromBase64Url = (text: string): Uint8Array => base64urlnopad.decode(text)
