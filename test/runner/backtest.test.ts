import {
    asksBacktest,
    asksLater,
    backtestForm,
    backtestProject,
    sentBacktests,
} from "../app/support/backtest-world"
import {onlyRun, type TestProject} from "../app/support/project"
import {openWire} from "../app/support/wire"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"

jest.setTimeout(90_000)

const RUNNING = JSON.stringify({query_status: {id: "q", complete: false, error: false, results: null}})
let built: Built
let project: TestProject
beforeAll(async () => {
    built = await buildForTests()
    project = await backtestProject()
})

it("a backtest that takes longer than a start may is no failure, and the next start goes on with it", async () => {
    const wire = openWire()
    wire.before = async (sent) => {
        if (asksBacktest(sent))
            return asksLater(sent) ? {status: 202, text: RUNNING} : {status: 504, text: "{}"}
        return sent.method === "GET" && sent.url.endsWith("/query/q/")
            ? {status: 202, text: RUNNING}
            : undefined
    }
    const asked = {form: backtestForm(project), state: temporaryFolder("backtest"), clock: virtualClock()}
    const first = await start(built, {...asked, fetch: wire.nativeFetch, maxMinutes: 3})
    expect(first).toMatchObject({
        code: 0,
        outcome: "done",
        message: "The backtest is not finished; the next start goes on from here.",
        run: {phase: "backtest"},
    })
    expect((await onlyRun(project)).partial).toBe(false)
    expect(sentBacktests(wire.sent, project)).toEqual([])

    wire.before = async (sent) =>
        sent.method === "GET" && sent.url.endsWith("/query/q/")
            ? {
                  status: 404,
                  text: JSON.stringify({type: "invalid_request", code: "not_found", detail: "Gone."}),
              }
            : undefined
    const second = await start(built, {...asked, fetch: wire.nativeFetch, maxMinutes: 30})
    expect(second).toMatchObject({code: 0, outcome: "done", run: {phase: "done"}})
    expect(second.messages.join("\n")).toMatch(/Backtest of "won" done: \d queries\./)
    expect(sentBacktests(wire.sent, project)).toHaveLength(1)
    // The run itself was not made again.
    await onlyRun(project)
})
