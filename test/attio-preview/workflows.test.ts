import {type FixturePreview, startFixture} from "./support"

let f: FixturePreview

beforeEach(async () => {
    f = await startFixture()
}, 120_000)
afterEach(() => f.close())

const post = (url: string, body: unknown) =>
    fetch(url, {method: "POST", body: JSON.stringify(body), headers: {"content-type": "application/json"}})

describe("a trigger", () => {
    test("is switched on, starts runs for what fits, and is silent after it was switched off", async () => {
        const {workflows, state} = f.preview.app
        const activation = await workflows.activate("signal-fired", {minimum: 50})
        expect(activation.state).toBe("active")
        const url = activation.metadata.triggerCallbackUrl ?? ""
        expect((await post(url, {score: 82})).status).toBe(200)
        expect((await post(url, {score: 10})).status).toBe(200)
        expect(workflows.runs).toEqual([
            expect.objectContaining({
                blockId: "signal-fired",
                state: "outcome",
                outcome: {id: "fired", data: {score: 82}},
            }),
        ])
        expect(state.webhooks.list()).toHaveLength(1)
        expect((await workflows.deactivate(activation.id)).state).toBe("inactive")
        expect(state.webhooks.list()).toEqual([])
        expect((await post(url, {score: 90})).status).toBe(404)
        expect(workflows.runs).toHaveLength(1)
    })

    test("gets what a webhook of the app passes on", async () => {
        const {workflows, state} = f.preview.app
        await workflows.activate("signal-fired", {})
        const [hook] = state.webhooks.list()
        const answer = await post(hook?.url ?? "", {score: 77})
        expect([answer.status, await answer.text()]).toEqual([200, "ok"])
        expect(workflows.runs[0]?.outcome).toEqual({id: "fired", data: {score: 77}})
    })

    test("stays off when its handler fails, and cannot be switched off then", async () => {
        const {workflows} = f.preview.app
        const activation = await workflows.activate("signal-fired", {minimum: 200})
        expect(activation).toMatchObject({state: "failed", message: "No score is above 100."})
        await expect(workflows.deactivate(activation.id)).rejects.toThrow("This trigger is not active.")
    })

    test.each([
        [{minimum: "50"}, "The input minimum must be a number."],
        [{kind: "none"}, "The input kind must be one of any, spike."],
        [{other: 1}, "The block has no input other."],
    ])("refuses the configuration %j", async (config, message) => {
        await expect(f.preview.app.workflows.activate("signal-fired", config)).rejects.toThrow(message)
    })
})

describe("a step", () => {
    const run = (config: Record<string, unknown>, again?: string) =>
        f.preview.app.workflows.execute("score-company", config, again)

    test("ends with an outcome, without one, or with an error", async () => {
        expect(await run({domain: "acme.com"})).toMatchObject({
            ...{state: "outcome", outcome: {id: "scored", data: {score: 82, domain: "acme.com"}}},
        })
        expect((await run({domain: "a", mode: "exit"})).state).toBe("exit")
        expect(await run({domain: "a", mode: "error"})).toMatchObject({
            state: "error",
            message: "No such company.",
        })
    })

    test("that deferred is finished by a callback; others are left alone", async () => {
        const {id, metadata} = await run({domain: "acme.com", mode: "defer"})
        const url = metadata.finishCallbackUrl ?? ""
        await post(url, {other: true})
        expect(f.preview.app.workflows.runs[0]?.state).toBe("deferred")
        await post(url, {score: 5})
        expect(f.preview.app.workflows.runs[0]).toMatchObject({
            ...{id, state: "outcome", outcome: {id: "scored", data: {score: 5, domain: "acme.com"}}},
        })
        expect((await post(url, {score: 6})).status).toBe(404)
    })

    test("keeps its execution id when it is tried again", async () => {
        const first = await run({domain: "a", mode: "error"})
        const second = await run({domain: "a"}, first.id)
        expect(second.metadata.uniqueExecutionId).toBe(first.metadata.uniqueExecutionId)
        expect(f.preview.app.workflows.runs).toHaveLength(1)
    })

    test("needs its inputs", async () => {
        await expect(run({})).rejects.toThrow("The input domain is missing.")
    })
})

test("an address that no handler has answers nothing", async () => {
    expect((await post(`${f.preview.url}/hooks/none`, {})).status).toBe(404)
})
