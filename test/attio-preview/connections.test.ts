import {type FixturePreview, startFixture} from "./support"

let f: FixturePreview

beforeAll(async () => {
    f = await startFixture()
}, 120_000)
afterAll(() => f.close())

const call = (hash: string, args: unknown[] = []) =>
    f.preview.app.callFunction({origin: "app", hash, args, view: "v"})

describe("connections", () => {
    test("a missing one ends the function with the special error and names the connection", async () => {
        await expect(call("inside/check-connection.server")).rejects.toMatchObject({
            ...{code: "no-workspace-connection", connectionKey: "posthog"},
        })
    })

    test("an app that catches the special error is found out", async () => {
        expect(await f.probe("hide")).toBe("hidden")
        expect(f.preview.app.problems).toContainEqual(
            expect.stringMatching(/caught the error of a missing connection/),
        )
    })

    test("the connection-added event can refuse; then nothing is stored", async () => {
        await expect(f.preview.app.connect("posthog", "bad")).rejects.toThrow(
            "PostHog does not know this key.",
        )
        expect(f.preview.app.state.connections.list()[0]?.state).toBe("none")
    })

    test("a stored one is read by server code, counted by view, and never listed with its secret", async () => {
        await f.preview.app.connect("posthog", "phx_secret")
        expect(await f.probe("kv.get", "connected")).toEqual({value: "posthog"})
        await call("inside/load-evidence.server", ["acme.com"])
        expect(f.asked.at(-1)?.authorization).toBe("Bearer phx_secret")
        expect(f.preview.app.views.list()).toContainEqual(
            expect.objectContaining({id: "v", posthog: 1, attio: 0}),
        )
        expect(JSON.stringify(f.preview.app.state.connections.list())).not.toContain("phx_secret")
    })

    test("an expired one is told apart", async () => {
        f.preview.app.state.connections.expire("posthog")
        await expect(call("inside/check-connection.server")).rejects.toMatchObject({
            code: "connection-expired",
        })
    })

    test("removing one tells the app first", async () => {
        await f.preview.app.disconnect("posthog")
        expect(await f.probe("kv.get", "removed")).toEqual({value: "posthog"})
        await expect(call("inside/check-connection.server")).rejects.toMatchObject({
            code: "no-workspace-connection",
        })
    })
})

test("outcome values are read from texts", async () => {
    expect(await f.probe("email", "Ada@Mail.Acme.co.uk")).toMatchObject({
        ...{normalized: "ada@mail.acme.co.uk", root_domain: "acme.co.uk", local_specifier: "Ada"},
    })
    expect(await f.probe("email", "no address")).toBeNull()
})

describe("settings", () => {
    test("are known from the bundle, null until set, and checked by kind", () => {
        const {settings} = f.preview.app.state
        expect(settings.all()).toEqual({host: null, threshold: null, notes: null})
        settings.set("threshold", 70)
        expect(settings.get("threshold")).toBe(70)
        expect(() => settings.set("threshold", "70")).toThrow("The setting threshold takes a number.")
        expect(() => settings.set("none", 1)).toThrow('The app has no setting "none".')
        settings.set("threshold", null)
        expect(settings.get("threshold")).toBeNull()
    })

    test("refuse other kinds than string, number and boolean", () => {
        expect(() => f.preview.app.state.settings.register({workspace: {list: {type: "array"}}})).toThrow(
            "The setting list is none of string, number, boolean.",
        )
    })
})
