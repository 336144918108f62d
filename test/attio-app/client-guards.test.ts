import path from "node:path"

import {ROOT} from "./support/bundles"
import {clientProblems, clientSources, followed} from "./support/client-guards"
import type {Source} from "./support/source-tree"

const planted = (code: string, file = "x.tsx"): Source => ({
    file: path.join(ROOT, "attio-app/src", file),
    code,
})
const inShort = ({file}: Source) => path.relative(ROOT, file)

describe("client files", () => {
    it("are found through imports, up to server functions", () => {
        const files = clientSources().map(inShort)
        expect(files).toEqual(
            expect.arrayContaining(["attio-app/src/beton/card/card-of.ts", "shared/src/pairing.ts"]),
        )
        expect(files.filter((file) => /\.server\.ts$|src\/(attio|posthog|http)\//.test(file))).toEqual([])
    })

    it("use nothing that Attio's client runtime lacks", () => {
        const found = clientSources().map((source) => [inShort(source), clientProblems(source)] as const)
        expect(found.length).toBeGreaterThan(25)
        expect(found.filter(([, problems]) => problems.length > 0)).toEqual([])
    })

    it.each([
        ["export const X = () => <div>hi</div>", "<div>"],
        ["export const X = () => <br />", "<br>"],
        ['export const x = () => fetch("https://x")', "fetch"],
        ['export const x = () => globalThis.fetch("https://x")', "globalThis"],
        ['import {createElement} from "react"\nexport const x = createElement("div")', "createElement"],
        ['import {createElement as h} from "react"\nexport const x = h("div")', "createElement"],
        ['import * as React from "react"\nexport const x = React.createElement("div", {})', "createElement"],
        ['import * as React from "react"\nexport const x = React["createElement"](`div`)', "createElement"],
        ['import {jsx} from "react/jsx-runtime"\nexport const x = jsx("div", {})', "jsx"],
        ['const Tag = "div"\nexport const X = () => <Tag />', "<div>"],
        ['const Tag = "div" as const\nexport const X = () => <Tag>x</Tag>', "<div>"],
        ['const Tag: string = true ? "p" : "div"\nexport const X = () => <Tag />', "<p>"],
        ['export const x = () => import("../attio/attio")', "import()"],
        ["export const x = window.location.href", "window"],
        ["export const x = document.title", "document"],
        ["const {document: page} = window\nexport const x = page", "window"],
        ["const {fetch} = globalThis\nexport const x = fetch", "globalThis"],
        ["export const x = ({ask = fetch}) => ask", "fetch"],
        ["export const x = (ask = fetch) => ask", "fetch"],
        ["export const x = {fetch}", "fetch"],
        ["const {[location.href]: y} = {}\nexport const x = y", "location"],
        ['export const x = new WebSocket("wss://x")', "WebSocket"],
        ['export const x = new Function("return 1")', "Function"],
        ['export const x = eval("1")', "eval"],
        ['export const x = require("zod")', "require"],
        ['import z = require("zod")\nexport const x = z', "import ="],
        ["declare const URL: new (url: string) => object\nexport const x = new URL('https://x')", "URL"],
        ["export const x = crypto.subtle", "crypto"],
        ["export const x = typeof AbortController", "AbortController"],
        ['export {z} from "zod"', "zod"],
        ['export * from "zod/mini"', "zod/mini"],
        ["export const x = process.env.KEY", "process"],
        ['import * as z from "zod"\nexport const x = z', "zod"],
        ['import {kv} from "attio/server"\nexport const x = kv', "attio/server"],
    ])("%s is found", (code, problem) => expect(clientProblems(planted(code))).toEqual([problem]))

    it("a type, a property or a key of such a name is none", () => {
        const code =
            'import type {z} from "zod"\nexport const x = (a: {fetch: z; url: URL}) => [a.fetch, {process: 1}]'
        expect(clientProblems(planted(code))).toEqual([])
    })

    it.each(["@beton/shared/signals", "./evidence", "../evidence/view.js", "@beton/shared/nothing"])("what is imported from %s is not lost sight of", (name) => {
        const file = path.join(ROOT, "attio-app/src/beton/x.tsx")
        expect(() => followed(name, file)).toThrow(`${name}: not found`)
    }) // prettier-ignore

    it("what stands between the client and zod is followed", () => {
        const file = path.join(ROOT, "attio-app/src/app/extensions/x/extension.tsx")
        const code = 'export {runCompletedEvent as x} from "@beton/shared/events/run-completed"'
        const found = clientSources([{file, code}]).filter((one) => clientProblems(one).length > 0)
        expect(found.map(inShort)).toContain("shared/src/events/run-completed.ts")
    })
})
