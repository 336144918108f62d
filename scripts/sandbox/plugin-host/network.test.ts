import {createServer} from "node:http"
import type {AddressInfo} from "node:net"

import {evaluate, hostFor, virtualClock} from "./test-plugin"

let base = ""
const seen: {method: string; url: string; type: string; auth: string; agent: string; body: string}[] = []
const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
        const {headers} = request
        seen.push({
            method: String(request.method),
            url: String(request.url),
            type: headers["content-type"] ?? "none",
            auth: headers.authorization ?? "none",
            agent: headers["user-agent"] ?? "none",
            body: Buffer.concat(chunks).toString(),
        })
        if (request.url === "/silent") return
        if (request.url === "/html") return response.end("<html>")
        response.writeHead(request.url === "/404" ? 404 : 200, {
            "content-type": "application/json",
            "x-a": "1",
        })
        response.end('{"list": [{"n": 1}], "text": "é"}')
    })
})
beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
    server.closeAllConnections()
    server.close()
})
beforeEach(() => void seen.splice(0))
const run = (body: string) => evaluate(`await (async () => { const base = "${base}"; ${body} })()`)

describe("fetch", () => {
    test("gives ok, status, headers, json and text; JSON is made of the plugin's own classes", async () => {
        const body = `const r = await fetch(base + "/a"); const j = await r.json()
            return [r.ok, r.status, r.headers.get("X-A"), r.headers.has("nope"), r.headers.get("nope"), r.url === base + "/a",
                j, Array.isArray(j.list), j.list instanceof Array, j.constructor === Object, [...r.headers].length > 1]`
        const json = {list: [{n: 1}], text: "é"}
        expect(await run(body)).toEqual([true, 200, "1", false, null, true, json, true, true, true, true])
        expect(
            await run(
                `const r = await fetch(base + "/404"); const t = await r.text(); return [r.ok, r.status, t.length > 5]`,
            ),
        ) //
            .toEqual([false, 404, true])
        expect(
            await run(
                `const r = await fetch(base + "/a"); const b = await r.buffer(); return [Buffer.isBuffer(b), b.length]`,
            ),
        ) //
            .toEqual([true, 34])
    })

    test("sends method, headers and body; text without a content type goes as text/plain", async () => {
        await run(`const a = fetch(base + "/a", {method: "post", body: JSON.stringify({a: 1}), headers: {Authorization: "Bearer k"}}); await a
            const b = fetch(base + "/b", {method: "PATCH", body: Buffer.from("hey"), headers: {"Content-Type": "x/y"}}); await b
            const {URLSearchParams} = require("url"); const form = new URLSearchParams({q: "a b"})
            const c = fetch(base + "/c", {method: "PUT", body: form}); await c
            const d = fetch(new URL("/d?x=1", base), {method: "POST", body: {a: 1}}); await d`)
        expect(seen.map(({method, url, type, body}) => [method, url, type, body])).toEqual([
            ["POST", "/a", "text/plain;charset=UTF-8", '{"a":1}'],
            ["PATCH", "/b", "x/y", "hey"],
            ["PUT", "/c", "application/x-www-form-urlencoded;charset=UTF-8", "q=a+b"],
            ["POST", "/d?x=1", "text/plain;charset=UTF-8", "[object Object]"],
        ])
        expect(seen[0]).toMatchObject({auth: "Bearer k", agent: expect.stringContaining("node-fetch")})
    })

    test.each([
        [`await fetch("/relative")`, "TypeError", "Only absolute URLs are supported"],
        [
            `await fetch("http://127.0.0.1:1/")`,
            "FetchError",
            "request to http://127.0.0.1:1/ failed, reason:",
        ],
        [
            `const r = await fetch(base + "/html"); await r.json()`,
            "FetchError",
            "invalid json response body at",
        ],
        [
            `const r = await fetch(base + "/a"); await r.text(); await r.text()`,
            "TypeError",
            "body used already for",
        ],
        [`await fetch(base + "/silent", {timeout: 50})`, "FetchError", "network timeout at"],
    ])("%s", async (body, name, message) => {
        const outcome = run(`try { ${body} } catch (e) { return [e.name, e.message, e instanceof Error] }`)
        expect(await outcome).toEqual([name, expect.stringContaining(message), true])
    })

    test("has no time limit of its own: only the guard of the awaited promise ends the wait", async () => {
        const host = hostFor(`exports.runEveryDay = async () => { await fetch("${base}/silent") }`, {
            taskTimeoutSeconds: 0.1,
        })
        await host.setup()
        await host.runSchedule("runEveryDay")
        expect(host.errors[0]?.error.name).toBe("TimeoutError")
    })
})

describe("posthog.capture (HOST.md 2.8)", () => {
    test("takes distinct_id and timestamp out of the properties and adds its own", async () => {
        const {now} = virtualClock()
        const host = hostFor(
            `exports.setupPlugin = async () => {
                await posthog.capture("plain")
                await posthog.capture("full", {distinct_id: "d", timestamp: "2026-01-02T03:04:05Z", a: 1, $groups: {company: "x"}}) }`,
            {now, teamId: 7, uuid: () => "id"},
        )
        await host.setup()
        const lib = {$lib: "posthog-plugin-server", $lib_version: "1.10.5"}
        const common = {uuid: "id", team_id: 7}
        expect(host.captured).toEqual([
            {
                ...common,
                event: "plain",
                distinct_id: "plugin",
                timestamp: "2026-10-05T06:00:00.000Z",
                properties: {...lib, distinct_id: "plugin"},
            },
            {
                ...common,
                event: "full",
                distinct_id: "d",
                timestamp: "2026-01-02T03:04:05Z",
                properties: {...lib, distinct_id: "d", a: 1, $groups: {company: "x"}},
            },
        ])
    })
})

describe("posthog.api (HOST.md 2.8)", () => {
    const api = (call: string, options = {}) =>
        evaluate(
            `await (async () => { const keys = {host: "${base}/", projectApiKey: "phc_a", personalApiKey: "phx_b"}
            const r = await posthog.api.${call}; return r.status })()`,
            options,
        )

    test("GET puts data into the query, DELETE drops it, POST and PUT send JSON as text/plain", async () => {
        await api(`get("/api/projects/@current/x/", {...keys, data: {limit: 5}})`)
        await api(`delete("api/y", {...keys, data: {a: 1}})`)
        await api(`post("/api/z", {...keys, data: {a: 1}})`)
        await api(`put("/api/z", keys)`)
        expect(seen.map(({method, url, type, body}) => [method, url, type, body])).toEqual([
            ["GET", "/api/projects/@current/x/?limit=5&token=phc_a", "none", ""],
            ["DELETE", "/api/y?token=phc_a", "none", ""],
            ["POST", "/api/z?token=phc_a", "text/plain;charset=UTF-8", '{"a":1}'],
            ["PUT", "/api/z?token=phc_a", "text/plain;charset=UTF-8", "{}"],
        ])
        expect(new Set(seen.map(({auth}) => auth))).toEqual(new Set(["Bearer phx_b"]))
    })

    test("there is no patch", () => expect(api(`patch("/x", keys)`)).rejects.toThrow("not a function"))

    test("both keys or neither; neither uses the project's token and the server's own key", async () => {
        const message = "You must specify a personalApiKey if you specify a projectApiKey and vice-versa!"
        await expect(api(`get("/x", {host: keys.host, projectApiKey: "a"})`)).rejects.toThrow(message)
        await expect(api(`get("/x", {host: keys.host, personalApiKey: "a"})`)).rejects.toThrow(message)
        await expect(api(`get("/x", {host: keys.host})`)).rejects.toThrow("Unable to determine project")
        await api(`get("/x", {host: keys.host})`, {projectToken: "phc_own", botKey: "phx_bot"})
        expect(seen[0]).toMatchObject({url: "/x?token=phc_own", auth: "Bearer phx_bot"})
    })

    test("the default host is PostHog's cloud, and the sandbox refuses to leave the machine", async () => {
        await expect(api(`get("/x")`)).rejects.toThrow(
            "would send this request to https://app.posthog.com, outside of this machine",
        )
        await expect(api(`get("/x", {host: "http://127.0.0.1.evil.example"})`)).rejects.toThrow(
            "outside of this machine",
        )
        const options = {posthogHost: base, projectToken: "phc_own", botKey: "phx_bot"}
        expect(await api(`get("/x")`, options)).toBe(200)
        expect(seen).toHaveLength(1)
    })
})
