import path from "node:path"

import ts from "typescript"

import {ClientDouble} from "./doubles/client"
import {NoConnection, ServerDouble} from "./doubles/server"
import {draw, findAll, innerText, tagged} from "./doubles/tagged"
import {ROOT} from "./support/bundles"
import {deprecatedNames} from "./support/guards"
import {NOW} from "./support/world"

/** Values that a module of the SDK exports and that are neither experimental nor deprecated. */
function stableExports(module: "client" | "server"): string[] {
    const file = path.join(ROOT, `node_modules/attio/dist/types/${module}/index.d.ts`)
    const program = ts.createProgram([file], {moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext, noEmit: true, types: []}) // prettier-ignore
    const checker = program.getTypeChecker()
    const source = program.getSourceFile(file)
    const symbol = source === undefined ? undefined : checker.getSymbolAtLocation(source)
    if (symbol === undefined) throw new Error(`${file} exports nothing.`)
    return checker.getExportsOfModule(symbol).flatMap((one) => {
        const real = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
        // Nodes of schemas are declared as classes and only ever used as types.
        const isValue = (real.flags & ts.SymbolFlags.Value) !== 0 && !/Node$/.test(one.name)
        const isOld = real.getJsDocTags(checker).some(({name}) => name === "deprecated")
        return isValue && !isOld && !/^experimental/i.test(one.name) ? [one.name] : []
    })
}

describe("the doubles know everything that is stable in the SDK", () => {
    it("client", () => {
        const sdk = new ClientDouble().sdk()
        const names = stableExports("client")
        expect(names.length).toBeGreaterThan(20)
        expect(names.filter((name) => !deprecatedNames().has(name) && !(name in sdk))).toEqual([])
        expect(() => (sdk as Record<string, unknown>).Experimental_Chart).toThrow(
            "no stable Experimental_Chart",
        )
    })

    it("server", () => {
        const names = stableExports("server")
        expect(names).toContain("kv")
        expect(names.filter((name) => !deprecatedNames().has(name) && !(name in new ServerDouble(() => NOW).sdk()))).toEqual([]) // prettier-ignore
    })
})

describe("drawing", () => {
    it("refuses HTML", async () => {
        await expect(draw({type: "div", props: {}})).rejects.toThrow("<div> is no component of the SDK.")
    })

    it("keeps what components were given and what is inside", async () => {
        const drawn = await draw({
            type: tagged("Section"),
            props: {title: "A", children: ["x ", 1, null, false]},
        })
        expect(drawn).toEqual([{name: "Section", props: {title: "A"}, children: ["x ", "1"]}])
        expect([findAll(drawn, "Section").length, innerText(drawn)]).toEqual([1, "x 1"])
    })
})

describe("the store", () => {
    it("forgets when the time is up, and keeps copies", async () => {
        let now = NOW
        const {kv} = new ServerDouble(() => now).sdk()
        const value = {a: [1]}
        await kv.set("k", value, {ttlInSeconds: 60})
        value.a.push(2)
        expect(await kv.get("k")).toEqual({value: {a: [1]}})
        expect(await kv.mget(["k", "other"])).toEqual({k: {value: {a: [1]}}, other: null})
        now += 60_000
        expect(await kv.get("k")).toBeNull()
    })

    it("a connection that is not there is the host's error", () => {
        const server = new ServerDouble(() => NOW)
        server.connection = null
        expect(() => server.sdk().getWorkspaceConnection()).toThrow(NoConnection)
    })
})
