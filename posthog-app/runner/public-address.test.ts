import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http"
import type {AddressInfo} from "node:net"

import {isNotPublic} from "../src/notify/not-public"
import {type Lookup, sendPinned, withPublicOnly} from "./public-address"

const HOOK = "https://hooks.example.com/beton"
const answers =
    (...addresses: string[]): Lookup =>
    async () =>
        addresses.map((address) => ({address, family: address.includes(":") ? 6 : 4}))
const platform = (async (url) => new Response(`platform ${String(url)}`)) as typeof fetch

describe("a name is looked at before anything is sent", () => {
    it.each([
        ["127.0.0.1"],
        ["10.0.0.7"],
        ["192.168.1.1"],
        ["169.254.169.254"],
        ["::1"],
        ["fd00::1"],
        ["fe80::1"],
        ["::ffff:10.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
    ])("%s: refused", async (...addresses) => {
        const pinned = jest.fn()
        const send = withPublicOnly(HOOK, platform, {lookup: answers(...addresses), pinned})
        const error: unknown = await send(HOOK).catch((reason: unknown) => reason)
        expect(isNotPublic(error)).toBe(true)
        expect(pinned).not.toHaveBeenCalled()
    })

    it("a public one is sent to at the address that was looked at", async () => {
        const pinned = jest.fn(async () => new Response("ok"))
        const send = withPublicOnly(HOOK, platform, {lookup: answers("93.184.216.34", "2606:2800:220:1::1"), pinned})
        const init = {method: "POST", body: "{}"}
        expect(await (await send(HOOK, init)).text()).toBe("ok")
        expect(pinned).toHaveBeenCalledWith(new URL(HOOK), init, {address: "93.184.216.34", family: 4})
    }) // prettier-ignore

    it("everything else goes its usual way: PostHog may well stand in the own network", async () => {
        const lookup = jest.fn()
        const send = withPublicOnly(HOOK, platform, {lookup})
        expect(await (await send("https://posthog.internal/api")).text()).toContain("platform")
        expect(await (await withPublicOnly(null, platform, {lookup})(HOOK)).text()).toContain("platform")
        expect(lookup).not.toHaveBeenCalled()
    })

    it("a name without an address, or that cannot be looked up, is a fault of the network", async () => {
        for (const lookup of [answers(), () => Promise.reject(new Error("ENOTFOUND"))]) {
            const error: unknown = await withPublicOnly(HOOK, platform, {lookup})(HOOK).catch((e: unknown) => e)
            expect([error instanceof Error, isNotPublic(error)]).toEqual([true, false])
        }
    }) // prettier-ignore
})

describe("the request itself", () => {
    let server: Server
    let handle: (request: IncomingMessage, response: ServerResponse) => void
    let port: number
    beforeAll(async () => {
        server = createServer((request, response) => handle(request, response))
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
        ;({port} = server.address() as AddressInfo)
    })
    afterAll(async () => {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
    })
    /** To the server, under a name that resolves to nothing. */
    const send = (init: RequestInit = {}) =>
        sendPinned(new URL(`http://hooks.invalid:${port}/x?y=1`), init, {address: "127.0.0.1", family: 4})

    it("goes to the address, under the name; status, headers and text come back", async () => {
        handle = (request, response) => {
            const chunks: Buffer[] = []
            request.on("data", (chunk: Buffer) => chunks.push(chunk))
            request.on("end", () => {
                const {method, url, headers} = request
                const seen = [
                    method,
                    url,
                    headers.host,
                    headers["webhook-id"],
                    Buffer.concat(chunks).toString(),
                ]
                response.writeHead(202, {"retry-after": "7"}).end(JSON.stringify(seen))
            })
        }
        const answer = await send({method: "POST", headers: {"webhook-id": "i"}, body: "ü"})
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([202, "7"])
        expect(await answer.json()).toEqual(["POST", "/x?y=1", `hooks.invalid:${port}`, "i", "ü"])
    })

    it("a redirect is not followed, and an empty answer is one", async () => {
        handle = (_request, response) =>
            void response.writeHead(302, {location: "http://127.0.0.1/inside"}).end()
        expect((await send()).status).toBe(302)
        handle = (_request, response) => void response.writeHead(204).end()
        expect([(await send()).status, await (await send()).text()]).toEqual([204, ""])
    })

    it("an endless answer is read to a limit, an aborted request ends, a cut one fails", async () => {
        handle = (_request, response) => {
            const more = (): void => void (response.write("x".repeat(16_384), () => setImmediate(more)) || 0)
            response.writeHead(200)
            more()
        }
        expect((await (await send()).text()).length).toBeLessThanOrEqual(65_536)
        handle = () => undefined
        await expect(send({signal: AbortSignal.timeout(50)})).rejects.toThrow()
        handle = (request) => void request.socket.destroy()
        await expect(send()).rejects.toThrow()
    })
})
