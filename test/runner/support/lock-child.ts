// A process of its own that holds locks or writes. Lines on stdin: a JSON request; on stdout: one JSON answer each, and
// a line when a lock was lost.
import {writeSync} from "node:fs"
import {createInterface} from "node:readline"

import {type HeldLock, openStorage, type StorageLocation} from "@beton/posthog-app/runner/storage/storage"

/** What the process is asked for. */
export interface Request {
    readonly id: number
    readonly do: "acquire" | "release" | "write"
    readonly project: string
}

const {location, lockExpiryMs} = JSON.parse(process.argv[2] ?? "") as {
    location: StorageLocation
    lockExpiryMs: number
}
const opened = new Map<string, ReturnType<typeof openStorage>>()
const held = new Map<string, HeldLock>()
// Not process.stdout: what was said must be out when a kill comes.
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

function open(project: string) {
    const already = opened.get(project)
    if (already) return already
    const opening = openStorage({location, project, lockExpiryMs})
    opened.set(project, opening)
    return opening
}

async function acquire(project: string): Promise<object> {
    const got = await (await open(project)).lock.acquire()
    if (!got.ok) return got
    held.set(project, got.held)
    got.held.lost.addEventListener("abort", () => say({lost: project}))
    return {ok: true}
}

/** Writes one value after the other and says each that is safe, until the process is killed. */
async function write(project: string): Promise<never> {
    const {storage} = await open(project)
    for (let n = Number(((await storage.get("big")) as {n: number} | null)?.n ?? 0) + 1; ; n++) {
        await storage.set("big", {n, text: String(n % 10).repeat(300_000)})
        say({written: n})
    }
}

async function answer({id, project, ...request}: Request): Promise<void> {
    if (request.do === "acquire") say({id, ...(await acquire(project))})
    else if (request.do === "write") await write(project)
    else {
        await held.get(project)?.release()
        say({id, released: true})
    }
}

say({pid: process.pid})
createInterface({input: process.stdin})
    .on("line", (line) => void answer(JSON.parse(line) as Request))
    .on("close", () => process.exit())
