import {type AppHost, appHost} from "./app-host"
import {valueOf} from "./crm"
import {WAKE} from "./project"
import type {StoryWorld} from "./story-world"
import type {Sent, Wire} from "./wire"

/** What the track record says in the micro story, which is too young for more. */
export const TOO_YOUNG = /accounts like this cannot be judged yet/

/** Whether a request asks a backtest's counts, synchronously or not. */
export const judges = ({body}: Pick<Sent, "body">): boolean => body.includes('"is_signal"')

/** Whether it makes a deal. */
export const makesDeal = ({url, method, body}: Sent): boolean =>
    method === "POST" && url.endsWith("/v2/objects/deals/records") && body !== ""

/** A host that has done the first day of a world: nothing failed, nothing is left to do. */
export async function firstDay(world: StoryWorld, wire: Wire): Promise<AppHost> {
    const host = appHost({config: world.form, clock: {now: WAKE}, wire})
    await host.day()
    expect([host.errors, host.jobs]).toEqual([[], []])
    return host
}

/** Track records of the deals that Beton made, as the CRM shows them. */
export async function trackRecords({crm}: StoryWorld): Promise<unknown[]> {
    const made = (await crm.deals()).filter((deal) => typeof valueOf(deal, "beton_key") === "string")
    expect(made.length).toBeGreaterThan(0)
    return made.map((deal) => valueOf(deal, "pql_track_record"))
}
