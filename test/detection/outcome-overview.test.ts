import {outcomeOverview} from "@beton/shared/queries/backtest/outcome-overview"

import type {RawEvent} from "../oracle"
import {insertEvents, uuidOf} from "./micro"
import {COMPANIES, createDetectionProject, DAY_MS, type DetectionProject} from "./support"

const FROM = "2026-06-01T00:00:00.000Z"
const TO = "2026-10-01T00:00:00.000Z"

let project: DetectionProject
let serial = 0

/** `day` counts from the start of the range. */
function event(
    name: string,
    account: string,
    day: number,
    properties: Record<string, unknown> = {},
): RawEvent {
    serial += 1
    return {
        uuid: uuidOf(`overview ${serial}`),
        event: name,
        distinct_id: `d ${account}`,
        person_id: `p ${account}`,
        timestamp: new Date(Date.parse(FROM) + day * DAY_MS).toISOString(),
        properties: {...properties, ...(account === "" ? {} : {$group_0: account})},
        person_properties: {},
    }
}

const overview = async (outcomes: readonly object[], account: object = COMPANIES) => {
    const rows = await project.client.query(outcomeOverview, {
        ...{from: FROM, to: TO},
        account: account as never,
        outcomes: outcomes as never,
    })
    if (!rows.ok) throw new Error(rows.failure.message)
    return rows.value
}

beforeAll(async () => {
    project = await createDetectionProject()
    // Ten accounts that need 1, 2, … 10 days from their first activity, on day 20, to the conversion; half of them twice.
    const cycles = Array.from({length: 10}, (_, i) => [
        event("opened", `a${i}`, 20),
        event("opened", `a${i}`, 21),
        event("won", `a${i}`, 21 + i, {plan: i < 4 ? "team" : "business"}),
        ...(i % 2 === 0 ? [event("won", `a${i}`, 60, {plan: "team"})] : []),
    ]).flat()
    await insertEvents(project, [
        ...cycles,
        // No account; an account without activity before; bookkeeping is no activity; and outside the range on both sides.
        event("won", "", 30),
        event("beton_signal_fired", "b", 5),
        event("$groupidentify", "b", 6),
        event("won", "b", 40),
        event("won", "c", -1),
        event("opened", "d", 10),
        event("won", "d", 122),
        event("never_asked", "e", 10),
    ])
})

it("counts events, accounts and their cycles; the conversion itself may be the first activity", async () => {
    const at = (day: number): number => (Date.parse(FROM) + day * DAY_MS) / 1000
    expect(await overview([{event: "won"}])).toEqual([
        {
            outcome: 1,
            events: 17,
            events_with_account: 16,
            accounts: 11,
            first_at: at(21),
            last_at: at(60),
            cycles: 11,
            // 0 days of b, then 1 to 10.
            cycle_median_days: 5,
            cycle_p90_days: 9,
        },
    ])
})

it("tells outcomes of one event apart by a property, in the order asked, and leaves out what never occurs", async () => {
    const rows = await overview([
        {event: "nothing"},
        {event: "won", where: {property: "plan", values: ["team"]}},
        {event: "won", where: {property: "plan", values: ["team", "business"]}},
        {event: "opened"},
    ])
    expect(rows.map(({outcome, events, accounts}) => [outcome, events, accounts])).toEqual([
        // Four at first, and five of ten again on day 60, of which two are new.
        [2, 9, 7],
        [3, 15, 10],
        [4, 21, 11],
    ])
})

it("says nothing of cycles where no account is known", async () => {
    const [row] = await overview([{event: "won"}], {type: "person_property", property: "company"})
    expect(row).toMatchObject({
        events: 17,
        events_with_account: 0,
        accounts: 0,
        cycles: 0,
        cycle_median_days: null,
        cycle_p90_days: null,
    })
})
