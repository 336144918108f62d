import {spawnSync} from "node:child_process"
import {existsSync, readFileSync} from "node:fs"
import path from "node:path"

import {FIELD_KEYS} from "@beton/posthog-app/config/fields"
import {variableOf} from "@beton/posthog-app/runner/config"
import {keyPairOf, verify} from "@beton/shared/events/signing"

import {ROOT} from "../../scripts/build/build-plugin"
import {AS_OF, DAY_MS, KEYS, WAKE} from "../app/support/project"
import {capturedEvents, openWire} from "../app/support/wire"
import {buildForTests, type Built, temporaryFolder} from "./support/built"
import {start, virtualClock} from "./support/in-process"
import {BUYERS, type RunnerWorld, runnerWorld, TALKER} from "./support/world"

jest.setTimeout(60_000)

const page = readFileSync(path.join(ROOT, "docs/RUNNER.md"), "utf8")
let built: Built
beforeAll(async () => {
    built = await buildForTests()
})

describe("a new signing key", () => {
    const fresh = keyPairOf(Uint8Array.from({length: 32}, (_, i) => 200 - i))
    let world: RunnerWorld
    beforeEach(async () => {
        world = await runnerWorld()
        const first = await start(built, {
            form: world.form,
            state: temporaryFolder("old-key"),
            clock: virtualClock(),
        })
        expect(first.run?.accountsEmitted).toBe(BUYERS.length + 1)
        await world.project.admin.updateProject(world.project.id, {
            now: new Date(Date.parse(AS_OF) + DAY_MS).toISOString(),
        })
    })

    /** The next day with the new key, on a new disk: what fires is known from PostHog alone. */
    const nextDay = async (formerKeys: readonly string[]) => {
        const settings = {
            ...(JSON.parse(String(world.form.settings)) as object),
            former_public_keys: formerKeys,
        }
        const form = {...world.form, signing_key: fresh.privateKey, settings: JSON.stringify(settings)}
        const wire = openWire()
        const {code, run} = await start(built, {
            form,
            state: temporaryFolder("new-key"),
            clock: virtualClock(WAKE + DAY_MS),
            fetch: wire.nativeFetch,
        })
        expect(code).toBe(0)
        const events = capturedEvents(wire.sent)
        for (const {event, properties} of events)
            expect(
                verify(properties, {
                    publicKeys: [fresh.publicKey],
                    project: String(world.project.id),
                    kind: event,
                }).ok,
            ).toBe(true)
        const fired = events.filter(({event}) => event === "beton_signal_fired")
        return {fired: fired.map(({properties}) => properties.$group_0).sort(), distrusted: run?.distrusted}
    }

    it("with the old public key among the former ones nothing fires again within its cooldown", async () => {
        expect(await nextDay([KEYS.publicKey])).toEqual({fired: [], distrusted: {}})
    })

    it("without it what the old key signed is not believed, counted, and fires again", async () => {
        expect(await nextDay([])).toEqual({
            fired: [...BUYERS, TALKER].sort(),
            distrusted: {foreign_writer: BUYERS.length + 1},
        })
    })

    it("the page's line tells the public key of a private key", () => {
        const [, script] = /^BETON_SIGNING_KEY=… node -p '(.*)'$/m.exec(page) ?? []
        const {stdout, stderr} = spawnSync(process.execPath, ["-p", script ?? ""], {
            env: {BETON_SIGNING_KEY: KEYS.privateKey},
            encoding: "utf8",
        })
        expect([stdout.trim(), stderr]).toEqual([KEYS.publicKey, ""])
    })
})

describe("docs/RUNNER.md", () => {
    it("names options and variables that there are", () => {
        const {stdout: help} = spawnSync(process.execPath, [built.runnerCjs, "--help"], {encoding: "utf8"})
        const options = new Set(page.match(/--(?!rm|build|detach|help)[a-z][a-z-]+/g))
        expect([...options].filter((option) => !help.includes(option))).toEqual([])
        expect(options.size).toBeGreaterThanOrEqual(8)
        for (const [option] of help.matchAll(/--[a-z][a-z-]+/g)) expect(page).toContain(option)
        const known = [...FIELD_KEYS.map(variableOf), "BETON_CONFIG", "BETON_STATE_DIR"]
        const named = [...new Set(page.match(/BETON_[A-Z_]+[A-Z]/g))]
        expect(named.filter((name) => !known.includes(name))).toEqual([])
    })

    it("links to files that there are", () => {
        const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) =>
            (target ?? "").replace(/#.*$/, ""),
        )
        expect(links.length).toBeGreaterThan(2)
        expect(links.filter((target) => !existsSync(path.join(ROOT, "docs", target)))).toEqual([])
    })
})
