import {pluginNetwork} from "./network"

const settled = async (work: Promise<unknown>): Promise<string> =>
    Promise.race([
        work.then(
            () => "answered",
            (error: unknown) => (error as Error).name,
        ),
        new Promise<string>((resolve) => setTimeout(() => resolve("nothing"), 60)),
    ])
/** A server that answers when told, and takes an abort as the platform's fetch does. */
const server = (answer: Promise<Response>): typeof fetch =>
    ((_url: string, {signal}: RequestInit) =>
        Promise.race([
            answer,
            new Promise((_resolve, reject) =>
                signal?.addEventListener("abort", () => reject(signal.reason as Error)),
            ),
        ])) as typeof fetch
const never = new Promise<Response>(() => undefined)

it("passes the request on and hands status, headers and text back", async () => {
    const seen: unknown[] = []
    const {fetch: send} = pluginNetwork(new AbortController().signal, (async (url, request) => {
        seen.push([url, request?.method, request?.redirect, "timeout" in (request ?? {})])
        return new Response("hello", {status: 201, headers: {"retry-after": "3"}})
    }) as typeof fetch)
    const answer = await send("https://x.example/", {method: "POST", redirect: "manual", timeout: 5_000})
    expect([answer.status, answer.headers.get("retry-after"), await answer.text()]).toEqual([
        201,
        "3",
        "hello",
    ])
    expect(seen).toEqual([["https://x.example/", "POST", "manual", false]])
})

it("fails after the plugin's time limit, and when the network does", async () => {
    const {fetch: slow} = pluginNetwork(new AbortController().signal, server(never))
    expect(await settled(slow("https://x.example/", {timeout: 10}))).toBe("TimeoutError")
    const broken = server(Promise.reject(new TypeError("fetch failed")))
    const {fetch: cut} = pluginNetwork(new AbortController().signal, broken)
    expect(await settled(cut("https://x.example/"))).toBe("TypeError")
})

it("after the cut nobody gets an answer, neither who waits nor who comes later", async () => {
    const cut = new AbortController()
    const network = pluginNetwork(cut.signal, server(never))
    const waiting = network.fetch("https://x.example/")
    expect(await settled(network.silenced)).toBe("nothing")
    cut.abort()
    expect(await settled(waiting)).toBe("nothing")
    expect(await settled(network.silenced)).toBe("answered")
    expect(await settled(pluginNetwork(cut.signal, server(never)).fetch("https://x.example/"))).toBe(
        "nothing",
    )
})

it("the cut also holds for a body that is still coming", async () => {
    const cut = new AbortController()
    const body = new ReadableStream({start: (stream) => cut.signal.addEventListener("abort", () => stream.error(new Error("gone")))}) // prettier-ignore
    const network = pluginNetwork(cut.signal, (async () => new Response(body)) as typeof fetch)
    const text = (await network.fetch("https://x.example/")).text()
    cut.abort()
    expect(await settled(text)).toBe("nothing")
    expect(await settled(network.silenced)).toBe("answered")
})
