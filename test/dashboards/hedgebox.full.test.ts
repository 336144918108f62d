import {existsSync, mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"

import {DASHBOARD_SCOPES, POSTHOG_SCOPES} from "@beton/posthog-app/config/scopes"
import {DASHBOARDS} from "@beton/posthog-app/dashboards/registry"
import {keyPairOf} from "@beton/shared/events/signing"

import {readConfigFile} from "../../scripts/cli/config-file"
import {runCli} from "../../scripts/cli/run"
import {loadExport} from "../../scripts/import/load-export"
import {connectPostHog} from "../../scripts/sandbox/posthog/admin-client"
import type {Boards} from "../../scripts/sandbox/posthog/dashboards/state"
import {sharedPostHog} from "../sandbox/posthog-fixture"

jest.setTimeout(300_000)

const DATA = fileURLToPath(new URL("../../../shared/data/hedgebox", import.meta.url))
const EXAMPLE = readConfigFile(fileURLToPath(new URL("../../docs/examples/hedgebox.json", import.meta.url)))

// Third-party data lie beside the repository on machines that have them; they are not part of it.
const present = existsSync(DATA)
if (!present) console.warn("Skipped: the hedgebox data set (../shared/data/hedgebox) is not on this machine.")

/** Tiles that have nothing to show on exported events: nothing of Beton's has been written there, and no trials or support events exist. */
const NEEDS_ONLY_USE = DASHBOARDS.flatMap(({id, tiles}) =>
    tiles
        .filter(({needs}) => needs.every((need) => need === "billing" || need === "limits"))
        .map((tile) => `${id}/${tile.id}`),
)
const OTHERS = DASHBOARDS.flatMap(({id, tiles}) =>
    tiles.filter((tile) => !NEEDS_ONLY_USE.includes(`${id}/${tile.id}`)).map((tile) => ({id, tile})),
)

;(present ? describe : describe.skip)("the dashboards on the hedgebox data set", () => {
    let boards: Boards
    let key = ""
    let project = 0
    let dir = ""
    let second = {dashboards: [] as {entries: {action: string}[]}[]}
    const provision = async (): Promise<string> => {
        const out: string[] = []
        const code = await runCli(["provision", "--config", path.join(dir, "beton.json"), "--json"], {
            stdout: {write: (text) => out.push(text)},
            stderr: {write: () => undefined},
            cwd: dir,
            debug: undefined,
            signal: new AbortController().signal,
            clock: () => 0,
        })
        expect(code).toBe(0)
        return out.join("")
    }

    beforeAll(async () => {
        const admin = connectPostHog(sharedPostHog())
        const loaded = await loadExport(admin, DATA)
        project = loaded.project_id
        key = await admin.createPersonalKey({
            scopes: [...POSTHOG_SCOPES, ...DASHBOARD_SCOPES].map(({scope}) => scope),
        })
        dir = mkdtempSync(path.join(tmpdir(), "beton-hedgebox-"))
        const form = {
            ...EXAMPLE,
            posthog_host: sharedPostHog(),
            posthog_key: key,
            posthog_project: String(project),
            signing_key: keyPairOf(new Uint8Array(32).fill(5)).privateKey,
        }
        writeFileSync(path.join(dir, "beton.json"), JSON.stringify(form))
        await provision()
        second = JSON.parse(await provision()) as typeof second
        boards = await admin.boards(project)
    })
    afterAll(() => dir !== "" && rmSync(dir, {recursive: true, force: true}))

    it("a second time there is nothing to do", () => {
        const actions = new Set(second.dashboards.flatMap(({entries}) => entries.map(({action}) => action)))
        expect([...actions].filter((action) => !["keep", "waiting"].includes(action))).toEqual([])
    })

    it("tiles about use are computed; each of them has rows, but for limits that nobody is near", async () => {
        const insights = boards.insights.filter(({deleted}) => !deleted)
        expect(insights).toHaveLength(NEEDS_ONLY_USE.length)
        for (const {id, name} of insights) {
            const answer = await fetch(
                `${sharedPostHog()}/api/projects/${project}/insights/${id}/?refresh=force_blocking`,
                {headers: {authorization: `Bearer ${key}`}},
            )
            const {result, query_status: status} = (await answer.json()) as {
                result: unknown[] | null
                query_status: {error_message?: string} | null
            }
            expect([name, status?.error_message ?? null]).toEqual([name, null])
            if (!name?.startsWith("Accounts above"))
                expect([name, (result ?? []).length > 0]).toEqual([name, true])
        }
    })

    it("every other tile says what it waits for", () => {
        const bodies = boards.texts.map(({body}) => body ?? "")
        for (const {id, tile} of OTHERS)
            expect(bodies.filter((body) => body.includes(`beton/${id}/${tile.id} `))).toHaveLength(1)
        const trials = bodies.find((body) => body.includes("beton/health/trials "))
        expect(trials).toContain("No account has reported when its trial ends (property trial_ends_at).")
    })
})
