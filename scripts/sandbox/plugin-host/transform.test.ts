import {evaluate, hostFor} from "./test-plugin"

const loads = async (source: string) => {
    const host = hostFor(source)
    await host.setup()
    return host
}

describe("imports (HOST.md 2.2)", () => {
    test.each([
        [
            `import {createHash} from "crypto"`,
            `createHash("md5").update("").digest("hex").slice(0, 4)`,
            "d41d",
        ],
        [`import crypto from "crypto"`, `typeof crypto.randomUUID()`, "string"],
        [`import * as url from "url"`, `new url.URLSearchParams("a=1").get("a")`, "1"],
        [`const {URLSearchParams: P} = require('url')`, `new P("a=2").get("a")`, "2"],
        [`import fetch2 from "node-fetch"`, `fetch2 === fetch`, true],
        [`import {RetryError as R} from "@posthog/plugin-scaffold"`, `new R("x").name`, "RetryError"],
        [`import "crypto"`, `1`, 1],
    ])("%s", async (line, expression, expected) => {
        const host = await loads(`${line}\nexport function processEvent() { return {value: ${expression}} }`)
        expect(await host.runMethod("processEvent", {})).toEqual({value: expected})
    })

    test.each([
        [`import {kea} from "kea"`, "kea"],
        [`const fs = require("fs")`, "fs"],
        [`const c = require("node:crypto")`, "node:crypto"],
        [`export {x} from "lodash"`, "lodash"],
        [`export * from "lodash"`, "lodash"],
        [`function never() { return require("pg") }`, "pg"],
    ])("%s fails at load", async (source, name) => {
        const host = hostFor(source)
        const message = `Cannot import '${name}'! This package is not provided by PostHog in plugins.`
        await expect(host.setup()).rejects.toThrow(message)
        expect(host.errors).toMatchObject([{task: "load"}])
        expect(host.disabled).toBe(true)
    })

    test("a require that is not a literal is a ReferenceError when it runs", async () => {
        await expect(evaluate(`require("cry" + "pto")`)).rejects.toThrow("require is not defined")
    })
})

describe("exports", () => {
    const scheduled = async (source: string) => (await loads(source)).scheduled()

    test.each([
        ["exports", `exports.runEveryDay = () => 1`],
        ["module.exports", `module.exports = {runEveryDay: () => 1}`],
        ["export function", `export async function runEveryDay() {}`],
        ["export const", `export const runEveryDay = () => 1`],
        ["export list", `const a = () => 1; export {a as runEveryDay}`],
        ["export default object", `export default {runEveryDay() {}}`],
        [
            "getters, as bundlers write them",
            `Object.defineProperty(exports, "runEveryDay", {enumerable: true, get: () => () => 1})`,
        ],
        ["global function, if nothing is exported", `async function runEveryDay() {}`],
    ])("%s", async (_name, source) => expect(await scheduled(source)).toEqual(["runEveryDay"]))

    test("global functions do not count once anything is exported", async () => {
        expect(await scheduled(`function runEveryDay() {}; exports.other = 1`)).toEqual([])
    })

    test("exports come before module.exports", async () => {
        const host = await loads(
            `module.exports = {processEvent: () => "b"}; exports.processEvent = () => "a"`,
        )
        expect(await host.runMethod("processEvent", {})).toBe("a")
    })

    test("an exported binding is live", async () => {
        const host = await loads(
            `export let processEvent = () => 1; export function onEvent() { processEvent = () => 2 }`,
        )
        await host.runMethod("onEvent", {})
        expect(await host.runMethod("processEvent", {})).toBe(2)
    })

    test("top-level this is undefined, and the file is sloppy in spite of its directive", async () => {
        const host = await loads(`"use strict"; const self = this; leaked = 1
            exports.processEvent = () => [typeof self, leaked, (function () { return this === globalThis })()]`)
        expect(await host.runMethod("processEvent", {})).toEqual(["undefined", 1, true])
    })
})

describe("old parser (HOST.md 2.3)", () => {
    test.each([
        ["private field", `class A { #x = 1 }`],
        ["private method", `class A { #m() {} }`],
        ["private static", `class A { static #x = 1 }`],
        ["#x in o", `class A { static has(o) { return #x in o } #x }`],
        ["static block", `class A { static { 1 } }`],
        ["top-level await", `await 1`],
    ])("%s is a SyntaxError at load", async (_name, source) => {
        const host = hostFor(source)
        await expect(host.setup()).rejects.toMatchObject({name: "SyntaxError"})
        expect(host.disabled).toBe(true)
    })

    test.each([`class A { x = 1; static y = 2 }`, `const a = {}; a.b ??= a?.c ?? 1_000n`])(
        "%s loads",
        (source) => loads(source),
    )
})

describe("double evaluation of awaited expressions (1.10.5)", () => {
    test.each([
        [`await (await once()).json()`, 2],
        [`await (true ? once() : once())`, 2],
        [`await obj.p`, 2],
        [`const a = () => (n++, {b: async () => 1}); await a().b()`, 2],
        [`await once()`, 1],
        [`await new C()`, 1],
        [`const p = once(); await p`, 1],
        [`const r = await once(); await r.json()`, 1],
        [`await once().then((r) => r.json())`, 2],
    ])("%s", async (body, expected) => {
        const host = await loads(`exports.processEvent = async () => {
            let n = 0
            const once = async () => (n++, {json: async () => 1})
            const obj = {get p() { n++; return Promise.resolve() }}
            const C = class { constructor() { n++ } }
            ${body}
            return n
        }`)
        expect(await host.runMethod("processEvent", {})).toBe(expected)
    })

    test("a chained fetch sends the request twice", async () => {
        const urls: string[] = []
        const fake = (async (url: string) => (urls.push(url), Response.json({}))) as unknown as typeof fetch
        await evaluate(`await (await fetch("http://127.0.0.1/chained")).json()`, {fetch: fake})
        const split = `(async () => { const r = await fetch("http://127.0.0.1/split"); return r.json() })`
        await evaluate(`await ${split}()`, {fetch: fake})
        expect(urls.map((url) => url.split("/").pop())).toEqual(["chained", "chained", "split"])
    })

    test("every x.then is a function, also where x has none", async () => {
        expect(await evaluate(`typeof ({}).then`)).toBe("function")
    })
})
