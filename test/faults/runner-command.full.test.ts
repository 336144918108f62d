import {runCommand} from "@beton/posthog-app/runner/run-command"

import {leaksIn, publicTexts} from "../app/support/leaks"
import {KEYS, WAKE} from "../app/support/project"
import {buildForTests} from "../runner/support/built"
import {startEmbeddedPostgres} from "../runner/support/embedded-postgres"
import {variables} from "../runner/support/in-process"
import {administer} from "../runner/support/postgres-behaviour"
import {PASSWORD, type PostgresServer} from "../runner/support/postgres-server"
import {type Bench, inMode, openBench} from "./support/bench"
import {differences, readEndState} from "./support/end-state"
import {runnerMode} from "./support/hosts"
import {Life} from "./support/life"
import {openLine} from "./support/line"
import {runMatrix} from "./support/matrix"
import {API_FAULTS, type ApiFault} from "./support/troubles"
import {randomBelow} from "./support/turns"

jest.setTimeout(300_000)

const HOUR_MS = 3_600_000
const STARTS = 4

let bench: Bench
let bundle = ""
let server: PostgresServer
beforeAll(async () => {
    const [plugin, built, postgres] = await Promise.all([
        openBench(),
        buildForTests(),
        startEmbeddedPostgres(),
    ])
    bundle = built.indexJs
    server = postgres
    bench = await inMode(plugin, runnerMode(bundle))
})
afterAll(() => server.stop())

/** Starts the command hourly until the day is done; gives what is wrong with what it left and said. */
async function runUnder(fault: ApiFault, at: number): Promise<string[]> {
    const {world, book, undisturbed} = bench
    const {project} = world
    const copy = await world.copy()
    const clock = {now: WAKE}
    const line = openLine({
        copy,
        posthogUrl: project.url,
        originalId: project.id,
        admin: project.admin as never,
        clock,
        troubles: [{at, trouble: {kind: "fault", fault}}],
        book,
        mustKeepQuiet: false,
    })
    await administer(server, "DROP TABLE IF EXISTS beton_storage, beton_lock")
    const lines: string[] = []
    let phase: string | undefined
    for (let starts = 0; starts < STARTS && phase !== "done"; starts++) {
        const result = await runCommand({
            bundle,
            env: {...variables(copy.form), DATABASE_URL: server.url()},
            mode: "due",
            dryRun: false,
            format: "json",
            maxMinutes: 120,
            lockExpirySeconds: 120,
            write: (text) => lines.push(text),
            stop: new AbortController().signal,
            clock: {now: () => clock.now, sleep: async (ms) => void (clock.now += ms)},
            fetch: line.connect(new Life()).nativeFetch,
        })
        phase = result.run?.phase
        lines.push(result.message)
        await line.mend()
        clock.now += HOUR_MS
    }
    const {state, texts} = await readEndState(copy, project, line.calls)
    const rows = await administer(server, "SELECT * FROM beton_storage")
    const seen = await publicTexts({
        storages: [],
        logs: lines.map((text) => ({text})),
        errors: [],
        sent: line.sent,
    })
    const secrets = {
        "personal key": project.key,
        "Attio token": copy.crm.token,
        "signing key": KEYS.privateKey,
        "database password": PASSWORD,
        // Nothing had to be taken out of a line: nobody tried to write a secret.
        "a redacted secret": "[hidden]",
    }
    return [
        ...(phase === "done" ? [] : [`unfinished: ${String(phase)}`]),
        ...line.unmet().map(() => "the fault never happened"),
        ...(rows.length > 0 ? [] : ["nothing was stored"]),
        ...differences(state, undisturbed.state),
        ...leaksIn({...seen, ...texts, "rows in PostgreSQL": JSON.stringify(rows)}, secrets),
    ]
}

it("beton run with PostgreSQL: every fault once, at a random call; nothing is lost, no secret is told", async () => {
    const below = randomBelow(3)
    const cases = API_FAULTS.map((fault) => {
        const at = below(bench.kinds.length)
        return {
            rows: [fault.name],
            column: bench.kinds[at] ?? "",
            label: `${fault.name} at call ${at}`,
            run: () => runUnder(fault, at),
        }
    })
    // One after the other: they share a database.
    const {failures} = await runMatrix("API faults, beton run on PostgreSQL", cases, 1)
    expect(failures).toEqual([])
})
