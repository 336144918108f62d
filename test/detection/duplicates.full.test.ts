import {before, event, groupSet, series, T} from "../oracle/micro-case"
import {asAccount, insertEvents} from "./micro"
import {createDetectionProject, type DetectionProject, settingsOf, SIGNAL_IDS} from "./support"

/*
 * An event that PostHog's ingestion stored twice (same uuid, timestamp and distinct_id) is merged some time later; until
 * then queries see both rows. Signals that count distinct things do not notice. Two count rows and do: `usage_spike`
 * (activity) and `billing_intent` (steps), as do the figures beside the predicate (views, messages, events of a trial).
 * Counting distinct uuids instead would cost a set of all event ids per account and day.
 */
const T_MS = T.getTime()
let project: DetectionProject

const ACTIVE = [
    ...series(10, before(10), "used"),
    ...series(40, before(3), "used"),
    ...series(3, before(40), "used"),
    ...["a", "b", "c"].map((name) => event(name, before(2), {person: `new ${name}`})),
    ...["s1", "s2"].map((session) =>
        event("$pageview", before(2), {
            properties: {$current_url: "https://x.test/pricing", $session_id: session},
        }),
    ),
    ...["1", "2", "3"].map((id) =>
        event("support_ticket_created", before(2), {properties: {conversation_id: id}}),
    ),
    event("checkout_started", before(1)),
    groupSet(before(9), {usage: 90, usage_limit: 100, trial_ends_at: T_MS / 1000 + 3600}),
]

const detectAll = async () => {
    const rows: Record<string, unknown> = {}
    for (const signal of SIGNAL_IDS) rows[signal] = (await project.detect(signal, {instants: [T_MS]}))[0]
    return rows as Record<string, Record<string, number>>
}

beforeAll(async () => {
    project = await createDetectionProject()
    await insertEvents(project, asAccount("acme", ACTIVE))
})

it("events stored twice count twice until they are merged, but only where rows are counted", async () => {
    const once = await detectAll()
    expect(Object.values(once).filter((row) => row !== undefined)).toHaveLength(8)
    await insertEvents(project, asAccount("acme", ACTIVE))
    const copies = await project.rows("SELECT count() - uniqExact(uuid) FROM events LIMIT 1")
    expect(copies[0]?.[0]).toBeGreaterThan(0)
    const twice = await detectAll()

    const same = ["feature_adoption", "limit_approaching", "team_growth"]
    for (const signal of same) expect(twice[signal]).toEqual(once[signal])
    expect(twice.pricing_intent).toEqual({...once.pricing_intent, views: 4})
    expect(twice.support_engagement).toEqual({...once.support_engagement, messages: 6})
    expect(twice.billing_intent).toEqual({...once.billing_intent, events: 2})
    expect(twice.trial_expiring).toEqual({
        ...once.trial_expiring,
        events: 2 * (once.trial_expiring?.events ?? 0),
    })
    const spike = once.usage_spike as Record<string, number>
    expect(twice.usage_spike).toMatchObject({
        events: 2 * (spike.events as number),
        events_before: 2 * (spike.events_before as number),
        events_28d_before: 2 * (spike.events_28d_before as number),
    })
    // Growth is a ratio, so it stays; but the test of chance sees twice the evidence.
    expect(twice.usage_spike?.z).toBeCloseTo((spike.z as number) * Math.SQRT2, 10)

    await project.admin.mergeDuplicates(project.id)
    expect(await detectAll()).toEqual(once)
})

it("a step sent twice can reach a threshold of two steps until it is merged", async () => {
    const other = await createDetectionProject()
    const settings = settingsOf("billing_intent", {min_events: 2})
    const step = asAccount("beta", [event("checkout_started", before(1))])
    await insertEvents(other, step)
    const active = async () => (await other.detect("billing_intent", {instants: [T_MS], settings})).length
    expect(await active()).toBe(0)
    await insertEvents(other, step)
    expect(await active()).toBe(1)
    await other.admin.mergeDuplicates(other.id)
    expect(await active()).toBe(0)
})
