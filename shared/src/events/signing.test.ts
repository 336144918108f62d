import * as ed from "@noble/ed25519"
import fc from "fast-check"

import {fromBase64Url, toBase64Url, utf8Bytes} from "./codec"
import {keyPairOf, readPrivateKey, sign, verify} from "./signing"

const bytes = (hex: string): Uint8Array =>
    Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
const hex = (value: Uint8Array): string =>
    [...value].map((byte) => byte.toString(16).padStart(2, "0")).join("")

/** RFC 8032 §7.1, tests 1, 2, 3 and SHA(abc): secret key, public key, message, signature. */
const RFC_8032 = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
    [
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ],
] as const

const KEYS = keyPairOf(bytes(RFC_8032[0][0]))
const OTHER = keyPairOf(bytes(RFC_8032[1][0]))
const STATEMENT = {
    kind: "k",
    project: "7",
    account: "acme",
    as_of: "2026-10-05T06:00:00.000Z",
    content: {a: 1},
}
const EXPECTED = {publicKeys: [KEYS.publicKey], project: "7", kind: "k"}
const SIGNED = sign(STATEMENT, KEYS)

const replaceAt = (text: string, at: number): string =>
    `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`
const reasonOf = (
    signed: Parameters<typeof verify>[0],
    expected: Parameters<typeof verify>[1] = EXPECTED,
): string => {
    const result = verify(signed, expected)
    return result.ok ? "ok" : result.reason
}

describe("Ed25519 as this module sets it up", () => {
    it.each(RFC_8032)("RFC 8032: %s", (secret, publicKey, message, signature) => {
        const keys = keyPairOf(bytes(secret))
        expect(hex(fromBase64Url(keys.publicKey))).toBe(publicKey)
        expect(hex(ed.sign(bytes(message), bytes(secret)))).toBe(signature)
        expect(ed.verify(bytes(signature), bytes(message), bytes(publicKey))).toBe(true)
    })
})

describe("keys", () => {
    it("are read back from settings", () => {
        expect(readPrivateKey(` ${KEYS.privateKey}\n`)).toEqual(KEYS)
        expect(KEYS.kid).toBe(KEYS.publicKey.slice(0, 12))
    })

    it.each([
        ["not base64!", "The signing key is not valid base64url. Paste the key as it was shown at set-up."],
        ["c2hvcnQ", "The signing key must have 32 bytes. Paste the key as it was shown at set-up."],
        [
            `${KEYS.privateKey}A`,
            "The signing key must have 32 bytes. Paste the key as it was shown at set-up.",
        ],
    ])("a bad one is refused without being repeated", (text, message) => {
        expect(() => readPrivateKey(text)).toThrow(message)
    })

    it("a seed of another length is refused", () => {
        expect(() => keyPairOf(new Uint8Array(31))).toThrow("A signing key has 32 bytes.")
    })
})

describe("sign and verify", () => {
    it("give the same bytes for the same statement, and the statement back", () => {
        expect(sign(STATEMENT, KEYS)).toEqual(SIGNED)
        const result = verify(SIGNED, EXPECTED)
        expect(result).toEqual({ok: true, envelope: {v: 1, kid: KEYS.kid, ...STATEMENT}})
    })

    it("sign the base64url text itself, so that no re-serialisation can break it", () => {
        const signature = fromBase64Url(SIGNED.beton_sig)
        expect(ed.verify(signature, utf8Bytes(SIGNED.beton_payload), fromBase64Url(KEYS.publicKey))).toBe(
            true,
        )
    })

    it.each([
        ["nothing", {}],
        ["no signature", {beton_payload: SIGNED.beton_payload}],
        ["no payload", {beton_sig: SIGNED.beton_sig}],
        ["empty texts", {beton_payload: "", beton_sig: ""}],
        ["other types", {beton_payload: 1, beton_sig: ["x"]}],
    ])("%s is unsigned", (_name, signed) => expect(reasonOf(signed)).toBe("unsigned"))

    it("another key, project or kind is told apart", () => {
        expect(reasonOf(sign(STATEMENT, OTHER))).toBe("unknown_key")
        expect(reasonOf(sign({...STATEMENT, project: "8"}, KEYS))).toBe("foreign_project")
        expect(reasonOf(sign({...STATEMENT, kind: "x"}, KEYS))).toBe("other_kind")
        expect(
            reasonOf(sign(STATEMENT, OTHER), {...EXPECTED, publicKeys: [OTHER.publicKey, KEYS.publicKey]}),
        ).toBe("ok")
        expect(reasonOf(SIGNED, {...EXPECTED, publicKeys: []})).toBe("unknown_key")
        expect(reasonOf(SIGNED, {...EXPECTED, publicKeys: ["not a key"]})).toBe("unknown_key")
    })

    it("a signed text that is no envelope is malformed", () => {
        for (const text of ["no json", "[]", '{"v":2}', "null"]) {
            const payload = toBase64Url(utf8Bytes(text))
            const beton_sig = toBase64Url(ed.sign(utf8Bytes(payload), fromBase64Url(KEYS.privateKey)))
            expect([text, reasonOf({beton_payload: payload, beton_sig})]).toEqual([text, "malformed"])
        }
    })

    it("one changed character anywhere in payload or signature is noticed", () => {
        const {beton_payload: payload, beton_sig: signature} = SIGNED
        for (const at of [...signature].keys())
            expect([at, reasonOf({beton_payload: payload, beton_sig: replaceAt(signature, at)})]).toEqual([
                at,
                "altered",
            ])
        for (let at = 0; at < payload.length; at += 5)
            expect(reasonOf({beton_payload: replaceAt(payload, at), beton_sig: signature})).toMatch(
                /altered|unknown_key/,
            )
    })

    it("the signature of another statement does not fit", () => {
        const other = sign({...STATEMENT, account: "beta"}, KEYS)
        expect(reasonOf({beton_payload: SIGNED.beton_payload, beton_sig: other.beton_sig})).toBe("altered")
    })

    it("never throws and never believes, whatever comes", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.jsonValue(), (beton_payload, beton_sig) => {
                expect(verify({beton_payload, beton_sig}, EXPECTED).ok).toBe(false)
            }),
            {seed: 2, numRuns: 100},
        )
    })

    it("survives any content that JSON can hold", () => {
        fc.assert(
            fc.property(fc.jsonValue(), fc.string({unit: "binary"}), (content, account) => {
                const result = verify(sign({...STATEMENT, account, content}, KEYS), EXPECTED)
                if (!result.ok) throw new Error(result.reason)
                expect(result.envelope.account).toBe(account)
                expect(JSON.stringify(result.envelope.content)).toBe(JSON.stringify(content))
            }),
            {seed: 3, numRuns: 30},
        )
    })
})
