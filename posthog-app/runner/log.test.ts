import * as fc from "fast-check"

import {createLog, redact} from "./log"

describe("redact", () => {
    it("hides secrets, also where they became part of an address, the longest first", () => {
        const secrets = ["phx_1", "phx_12", "p@ss word"]
        expect(redact("phx_12 and phx_1", secrets)).toBe("[hidden] and [hidden]")
        expect(redact("postgres://x:p%40ss%20word@db", secrets)).toBe("postgres://x:[hidden]@db")
    })

    it("leaves nothing of any secret in any text", () => {
        const secret = fc.string({minLength: 8, maxLength: 40}).filter((text) => !"[hidden]".includes(text))
        fc.assert(
            fc.property(secret, fc.string(), fc.string(), (hidden, before, after) => {
                expect(redact(`${before}${hidden}${after}`, [hidden])).not.toContain(hidden)
            }),
        )
    })
})

describe("createLog", () => {
    const lines = (format: "text" | "json") => {
        const written: string[] = []
        const log = createLog({
            format,
            write: (line) => written.push(line),
            secrets: ["s3cret"],
            now: () => 0,
        })
        log.write({level: "info", message: 'It said "s3cret".\nTwice.'})
        log.write({level: "warn", message: "Careful."})
        return written
    }

    it("text is for people", () => {
        expect(lines("text")).toEqual([
            '1970-01-01T00:00:00.000Z It said "[hidden]".\nTwice.',
            "1970-01-01T00:00:00.000Z warn: Careful.",
        ])
    })

    it("json is one object a line, whatever the message holds", () => {
        expect(lines("json").map((line) => JSON.parse(line) as unknown)).toEqual([
            {time: "1970-01-01T00:00:00.000Z", level: "info", message: 'It said "[hidden]".\nTwice.'},
            {time: "1970-01-01T00:00:00.000Z", level: "warn", message: "Careful."},
        ])
        expect(lines("json").every((line) => !line.includes("\n"))).toBe(true)
    })
})
