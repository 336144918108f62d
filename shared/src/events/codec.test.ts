import fc from "fast-check"

import {fromBase64Url, toBase64Url, utf8Bytes, utf8Text} from "./codec"

const hex = (bytes: Uint8Array): string =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")

describe("utf8", () => {
    it.each([
        ["", ""],
        ["A", "41"],
        ["é", "c3a9"],
        ["€", "e282ac"],
        ["😀", "f09f9880"],
        ["%41", "253431"],
        ["a b+c", "6120622b63"],
    ])("%j is %s", (text, bytes) => {
        expect(hex(utf8Bytes(text))).toBe(bytes)
        expect(utf8Text(utf8Bytes(text))).toBe(text)
    })

    it("agrees with the platform's own encoder for any text", () => {
        const encoder = new (
            globalThis as unknown as {TextEncoder: new () => {encode(text: string): Uint8Array}}
        ).TextEncoder()
        fc.assert(
            fc.property(fc.string({unit: "binary"}), (text) => {
                expect(hex(utf8Bytes(text))).toBe(hex(encoder.encode(text)))
                expect(utf8Text(utf8Bytes(text))).toBe(text)
            }),
            {seed: 1, numRuns: 200},
        )
    })

    it("refuses bytes that are not UTF-8", () => {
        expect(() => utf8Text(Uint8Array.from([0xff, 0xfe]))).toThrow(URIError)
    })
})

describe("base64url", () => {
    it.each([
        ["", ""],
        ["f", "Zg"],
        ["fo", "Zm8"],
        ["foobar", "Zm9vYmFy"],
        ["\u{3ff}>?", "z78-Pw"],
    ])("%j is %s (RFC 4648 without padding)", (text, encoded) => {
        expect(toBase64Url(utf8Bytes(text))).toBe(encoded)
        expect(utf8Text(fromBase64Url(encoded))).toBe(text)
    })

    it.each(["Zg==", "Zg=", "Z", "a+b/", "a b", "Zh"])("refuses %j", (text) => {
        expect(() => fromBase64Url(text)).toThrow()
    })
})
