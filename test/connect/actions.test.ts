import {execFileSync} from "node:child_process"
import {mkdtempSync, rmSync, writeFileSync} from "node:fs"
import {tmpdir} from "node:os"
import path from "node:path"
import {fileURLToPath} from "node:url"

import type {BuiltPlugin} from "../../scripts/build/build-plugin"
import type {Progress} from "../../scripts/cli/progress"
import {runnerActions} from "../../scripts/connect/actions"
import {leaksIn} from "../app/support/leaks"
import {KEYS, onlySignals, verifiedFirings, WAKE} from "../app/support/project"
import {storySettings, storyWorld} from "../app/support/story-world"
import {writesOf} from "./support"

jest.setTimeout(120_000)

const BUILD = fileURLToPath(new URL("../app/support/build-bundle.ts", import.meta.url))

let dir: string
beforeAll(() => {
    dir = mkdtempSync(path.join(tmpdir(), "beton-actions-"))
})
afterAll(() => rmSync(dir, {recursive: true, force: true}))

it("count, fill in and try out with the packed app; only the backfill writes", async () => {
    const world = await storyWorld("micro")
    const since = await world.crm.mark()
    const file = path.join(dir, "beton.config.json")
    // Two signals over a few weeks: what each run costs is not the point here.
    const settings = {
        ...storySettings(world.crm),
        backfill: {days: 21},
        signals: onlySignals({billing_intent: {}, pricing_intent: {}}),
    }
    const form = {...world.form, settings, routing_confirmed: "off"}
    writeFileSync(file, JSON.stringify(form))
    const shown: string[] = []
    const progress = (label: string): Progress => ({
        update: (_fraction, detail) => shown.push(detail),
        done: (detail) => shown.push(`${label}: ${detail}`),
    })
    const bundle = async (): Promise<string> => {
        const built = execFileSync(process.execPath, ["--import", "tsx", BUILD, dir], {encoding: "utf8"})
        return (JSON.parse(built) as BuiltPlugin).indexJs
    }
    const actions = runnerActions(bundle, {
        env: {},
        stateDir: path.join(dir, "state"),
        maxMinutes: 5,
        lockExpirySeconds: 60,
        stop: new AbortController().signal,
        clock: {now: () => WAKE, sleep: async () => undefined},
        progress,
    })
    const preview = await actions.previewBackfill(file)
    expect([preview.kind, preview.dry, preview.events > 0]).toEqual(["backfill", true, true])
    const dry = await actions.dryRun(file)
    expect([dry.kind, dry.dry, dry.accounts_active > 0]).toEqual(["now", true, true])
    expect(await writesOf(world.project, world.crm, since)).toBe(0)

    const written = await actions.backfill(file)
    expect([written.kind, written.dry, written.events]).toEqual(["backfill", false, preview.events])
    const replayed = (await verifiedFirings(world.project)).filter(({content}) => content.replayed)
    expect(replayed).toHaveLength(preview.events)
    expect(await world.crm.writes(since)).toBe(0)
    const secrets = {key: world.project.key, token: world.crm.token, "signing key": KEYS.privateKey}
    expect(leaksIn({shown: shown.join("\n")}, secrets)).toEqual([])
    expect(shown).toContain("  Working: done")

    writeFileSync(file, JSON.stringify({...form, account: "group:team"}))
    await expect(actions.dryRun(file)).rejects.toThrow('no group type "team"')
})
