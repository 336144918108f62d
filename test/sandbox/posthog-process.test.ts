import {execFileSync, spawn} from "node:child_process"
import {existsSync, mkdtempSync, rmSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"

import {type PostHogStandIn, startPostHog} from "../../scripts/sandbox/posthog/index"
import {createFixture} from "./posthog-fixture"

const UUID = "4ceef6c6-38cc-5a7a-a733-5b121d249a27"
const root = path.resolve(__dirname, "../..")
let directory: string
const running: PostHogStandIn[] = []

async function start(dataDir?: string): Promise<PostHogStandIn> {
    const standIn = await startPostHog(dataDir === undefined ? {} : {dataDir})
    running.push(standIn)
    return standIn
}
beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), "beton-test-"))
})
afterAll(async () => {
    await Promise.all(running.map((standIn) => standIn.close()))
    rmSync(directory, {recursive: true, force: true})
})

/** Ids of the ClickHouse processes on a directory. */
function processes(dataDir: string): string[] {
    const lines = execFileSync("ps", ["-eo", "pid=,args="]).toString().split("\n")
    return lines.filter((line) => line.includes("clickhouse-process") && line.includes(dataDir))
}

test("duplicates are visible until they are merged; another day or event is no duplicate", async () => {
    const standIn = await start()
    const project = await createFixture({}, ["*"], standIn.url)
    const same = {event: "a", distinct_id: "u", uuid: UUID, timestamp: "2026-10-02T06:00:00Z"}
    const others = [
        {...same, event: "b"},
        {...same, distinct_id: "v"},
        {...same, timestamp: "2026-10-03T06:00:00Z"},
    ]
    const send = (batch: unknown[]) => project.capture("/batch/", {api_key: project.apiToken, batch})
    await send([same, ...others])
    await send([same])
    await send([{...same, timestamp: "2026-10-02T09:00:00Z"}, same])
    const neighbour = await createFixture({}, ["*"], standIn.url)
    await neighbour.capture("/batch/", {api_key: neighbour.apiToken, batch: [same]})
    await neighbour.capture("/batch/", {api_key: neighbour.apiToken, batch: [same]})
    const counts = (of = project) => of.rows("SELECT count(), count(DISTINCT uuid) FROM events LIMIT 1")
    expect(await counts()).toEqual([[7, 1]])
    await project.admin.mergeDuplicates(project.id)
    expect(await counts()).toEqual([[4, 1]])
    expect(await counts(neighbour)).toEqual([[2, 1]])
    await send([same])
    expect(await counts()).toEqual([[5, 1]])
})

test("a data directory can be opened again: projects, keys, definitions, events", async () => {
    const first = await start(directory)
    const project = await createFixture(
        {name: "Kept", groupTypes: [{group_type: "company"}]},
        ["query:read"],
        first.url,
    )
    await project.capture("/e/", {
        api_key: project.apiToken,
        event: "kept",
        distinct_id: "u",
        properties: {n: 5},
    })
    await first.close()
    expect(processes(directory)).toEqual([])
    const second = await start(directory)
    await expect(startPostHog({dataDir: directory})).rejects.toThrow(
        /Another sandbox is using this data directory\./,
    )
    const body = {query: {kind: "HogQLQuery", query: "SELECT event, properties.n + 1 FROM events LIMIT 5"}}
    const answer = await fetch(`${second.url}/api/projects/${project.id}/query/`, {
        method: "POST",
        headers: {authorization: `Bearer ${project.key}`},
        body: JSON.stringify(body),
    })
    expect(((await answer.json()) as {results: unknown}).results).toEqual([["kept", 6]])
    // The person is found again, too.
    await fetch(`${second.url}/e/`, {
        method: "POST",
        body: JSON.stringify({api_key: project.apiToken, event: "again", distinct_id: "u"}),
    })
    expect(await second.admin.sql("SELECT uniqExact(person_id) AS n FROM events")).toEqual([{n: 1}])
    await second.close()
})

test("queries run at the same time, and a long one does not hold up a short one", async () => {
    const [standIn] = running as [PostHogStandIn]
    const slow = "SELECT sum(cityHash64(number, number + 1, toString(number))) AS n FROM numbers(30000000)"
    const order: string[] = []
    await standIn.admin.sql("SELECT 1")
    await Promise.all([
        standIn.admin.sql(slow).then(() => order.push("slow")),
        standIn.admin.sql(slow).then(() => order.push("slow")),
        new Promise((resolve) => setTimeout(resolve, 50))
            .then(() => standIn.admin.sql("SELECT 2"))
            .then(() => order.push("short")),
    ])
    expect(order).toEqual(["short", "slow", "slow"])
})

test("the ClickHouse process ends with a parent that is killed", async () => {
    const own = path.join(directory, "killed")
    const script = `import("${path.join(root, "scripts/sandbox/posthog/index.ts")}")
        .then(({startPostHog}) => startPostHog({dataDir: ${JSON.stringify(own)}}))
        .then(({admin}) => { void admin.sql("SELECT count() FROM numbers(1000000000000)"); console.log("ready") })`
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
    })
    await new Promise((resolve) => parent.stdout.once("data", resolve))
    expect(processes(own)).toHaveLength(1)
    expect(existsSync(path.join(own, "clickhouse"))).toBe(true)
    parent.kill("SIGKILL")
    for (let tries = 0; tries < 100 && processes(own).length > 0; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(processes(own)).toEqual([])
})
