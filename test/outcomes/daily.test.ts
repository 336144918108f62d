import {appHost} from "../app/support/app-host"
import {WAKE} from "../app/support/project"
import {insertEvents} from "../app/support/tiny-data"
import {openWire} from "../app/support/wire"
import {dealsIn, type SentDeal} from "./support/bench"
import {type SmallWorld, smallWorld} from "./support/small-world"

jest.setTimeout(60_000)

let world: SmallWorld
beforeEach(async () => {
    world = await smallWorld({backtest: {enabled: false}})
    await insertEvents(world.project, [
        {event: "checkout_started", account: "acme"},
        {event: "checkout_started", account: "beta", person: "q"},
    ])
})

const hostOf = (settings: object = {}, now = WAKE) => {
    const wire = openWire()
    const host = appHost({config: world.form(settings), clock: {now}, wire})
    const sent = (): SentDeal[] => wire.sent.flatMap((one) => dealsIn(one, world.project))
    return {wire, host, sent}
}

it("follows the day's run, in units that wait for nothing but the limit", async () => {
    const {host, sent} = hostOf()
    await host.day()
    expect(host.errors).toEqual([])
    expect(sent()).toHaveLength(6)
    const texts = host.logs.map(({text}) => text)
    expect(texts.at(-1)).toBe(
        "Outcomes: 3 deals read, 3 new or changed, 6 events sent, 1 of no known account.",
    )
    expect(texts.filter((text) => /^Run of .* done/.test(text))).toHaveLength(1)
    const kept = ((await host.storage.entries?.()) ?? [])
        .map(([key]) => key)
        .filter((key) => key.startsWith("outcomes:"))
    expect(kept).toEqual([])
})

it("does not follow where outcomes are off", async () => {
    const {host, sent} = hostOf({outcomes: {from: "off"}})
    await host.day()
    expect(sent()).toEqual([])
    expect(host.logs.at(-1)?.text).toMatch(/^Run of .* done/)
})

it("fails without touching the run: a line in the log, and the day is done", async () => {
    await world.crm.admin.setDealsEnabled(world.crm.workspaceId, false)
    const {host, sent} = hostOf()
    await host.day()
    expect([host.errors, sent()]).toEqual([[], []])
    expect(host.logs.at(-1)).toEqual({
        level: "warn",
        text: "Outcomes of deals were not read: The deals object is switched off in Attio. A workspace admin can switch it on under Settings, Objects, Deals. The run is not affected; the next day's run tries again.",
    })
    expect(((await host.storage.get("run")) as {phase: string}).phase).toBe("done")
})

it("waits when Attio asks to, and then goes on where it was", async () => {
    const {host, sent, wire} = hostOf()
    let refused = 0
    wire.before = async ({url}) => {
        if (!url.includes("/attributes/stage/values") || refused++ > 0) return undefined
        return {
            status: 429,
            text: JSON.stringify({
                status_code: 429,
                type: "rate_limit_error",
                code: "rate_limit_exceeded",
                message: "",
            }),
            headers: {
                "retry-after": new Date(WAKE + 7_000).toUTCString(),
                date: new Date(WAKE).toUTCString(),
            },
        }
    }
    await host.day()
    expect(host.errors).toEqual([])
    expect(sent()).toHaveLength(6)
    expect(
        host.logs.some(({text}) => text.startsWith("outcomes: ") && text.includes("Trying again in")),
    ).toBe(true)
})
