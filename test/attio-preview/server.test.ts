import {request} from "node:http"

import {type FixturePreview, startFixture} from "./support"

let f: FixturePreview

beforeAll(async () => {
    f = await startFixture()
    await f.preview.app.connect("posthog", "phx_topsecret")
}, 120_000)
afterAll(() => f.close())

const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${f.preview.url}${path}`, {headers})

test("the page loads nothing from outside and may not be framed", async () => {
    const policy = (await get("/")).headers.get("content-security-policy") ?? ""
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain("unsafe")
})

test.each([
    "/",
    "/assets/page.js",
    "/assets/app.js",
    "/api/app",
    "/api/settings",
    "/api/logs",
    "/api/workflows",
])("%s carries no secret", async (path) => {
    const text = await (await get(path)).text()
    expect(text).not.toContain("phx_topsecret")
    expect(text).not.toContain(f.bench.token)
})

test("other sites are refused", async () => {
    expect((await get("/api/app", {origin: "https://evil.example"})).status).toBe(403)
    expect((await get("/api/app", {"sec-fetch-site": "cross-site"})).status).toBe(403)
    expect((await get("/api/app", {origin: f.preview.url})).status).toBe(200)
})

test("a form of another site cannot send: only JSON is taken", async () => {
    const answer = await fetch(`${f.preview.url}/api/settings`, {
        ...{method: "POST", body: '{"key":"host","value":"x"}', headers: {"content-type": "text/plain"}},
    })
    expect(answer.status).toBe(415)
    expect(f.preview.app.state.settings.get("host")).toBeNull()
})

test("a rebound name is refused", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
        const call = request(`${f.preview.url}/api/app`, {headers: {host: "evil.example"}}, (answer) => {
            answer.resume()
            resolve(answer.statusCode)
        })
        call.on("error", reject)
        call.end()
    })
    expect(status).toBe(421)
})

test("an iframe's document has no network and keeps its data in a script", async () => {
    const posted = await fetch(`${f.preview.url}/api/iframes`, {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({html: "<!doctype html><p>x</p>", initialData: {a: "</script>"}}),
    })
    const {url} = (await posted.json()) as {url: string}
    const answer = await get(url)
    expect(answer.headers.get("content-security-policy")).toMatch(/sandbox allow-scripts; default-src 'none'/)
    const html = await answer.text()
    expect(html.startsWith("<!doctype html><script>window.ATTIO_INITIAL_DATA = ")).toBe(true)
    expect(html).toContain(String.raw`{"a":"\u003c/script>"}`)
})

test("a refusal is answered as one and kept among the problems", async () => {
    const answer = await fetch(`${f.preview.url}/api/settings`, {
        method: "POST",
        headers: {"content-type": "application/json"},
        body: JSON.stringify({key: "none", value: 1}),
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toEqual({name: "HostRefusal", message: 'The app has no setting "none".'})
    expect(f.preview.app.problems).toContain('The app has no setting "none".')
})
