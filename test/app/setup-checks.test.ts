import {createHash} from "node:crypto"

import {appHost} from "./support/app-host"
import {openCrm} from "./support/crm"
import {leaksIn, publicTexts} from "./support/leaks"
import {DAY_MS, formFor, KEYS, testProject, WAKE} from "./support/project"
import {checkoutAccounts} from "./support/tiny-data"
import {openWire} from "./support/wire"

jest.setTimeout(60_000)

const hash = (text: string) => createHash("sha256").update(text).digest("hex")

async function bench(form: Record<string, unknown> = {}, scopes?: string[]) {
    const project = scopes === undefined ? await testProject() : await testProject({}, scopes)
    const crm = await openCrm()
    await checkoutAccounts(project, ["acme", "beta"])
    const wire = openWire()
    const clock = {now: WAKE}
    const config = formFor(project, {attio_token: crm.token, ...form}, {attio_url: crm.url})
    const host = appHost({config, clock, wire})
    return {project, crm, wire, clock, host, config}
}

describe("set-up in the plugin", () => {
    it("runs the connect check, writes a line for each, and changes nothing anywhere", async () => {
        const {host, project, crm, wire} = await bench()
        await host.setup()
        expect(host.errors).toEqual([])
        const texts = host.logs.map(({text}) => text)
        expect(texts.at(-1)).toBe("Connect check done: nothing to fix.")
        expect(texts.filter((text) => text.startsWith("Check ")).length).toBeGreaterThan(20)
        expect(texts.some((text) => /^Check .*: ok\. /.test(text))).toBe(true)
        const requests = await project.admin.requests({projectId: project.id})
        expect(requests.filter(({kind, events}) => kind === "write" && (events ?? 0) > 0)).toEqual([])
        expect(await crm.writes()).toBe(0)
        const leaks = leaksIn(
            await publicTexts({
                storages: [host.storage],
                logs: host.logs,
                errors: host.errors,
                sent: wire.sent,
            }),
            {key: project.key, signing: KEYS.privateKey, token: crm.token},
        )
        expect(leaks).toEqual([])
        expect(hash(JSON.stringify(await host.storage.get("checked")))).not.toContain(project.key)
    })

    it("asks again only when the settings changed, or after a week", async () => {
        const {host, wire, clock, config} = await bench()
        await host.setup()
        const asked = wire.sent.length
        expect(asked).toBeGreaterThan(10)
        await host.setup()
        expect(wire.sent).toHaveLength(asked)
        clock.now += 7 * DAY_MS
        await host.setup()
        expect(wire.sent.length).toBeGreaterThan(asked)
        const changed = appHost({config: {...config, threshold: "70"}, clock, wire, storage: host.storage})
        const before = wire.sent.length
        await changed.setup()
        expect(wire.sent.length).toBeGreaterThan(before)
    })

    it("says how to fix what is wrong, and still lets the plugin start", async () => {
        const {host} = await bench({}, ["query:read", "project:read"])
        await host.setup()
        expect(host.errors).toEqual([])
        const toFix = host.logs.filter(({level}) => level === "warn").map(({text}) => text)
        expect(toFix.join("\n")).toMatch(/group:read/)
        expect(toFix.at(-1)).toMatch(/^Connect check done: \d+ to fix, see the lines above\.$/)
    })

    it("refuses wrong settings before it asks anything", async () => {
        const {host, wire} = await bench({threshold: "many"})
        await host.setup()
        expect(host.errors.map(({message}) => message)).toEqual([
            'Routing threshold must be a whole number from 0 to 100; it is "many".',
        ])
        expect(wire.sent).toEqual([])
    })
})
