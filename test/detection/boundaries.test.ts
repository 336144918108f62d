import type {SignalId} from "@beton/shared/signals/index"

import type {RawEvent} from "../oracle"
import {before, event, groupSet, series, T} from "../oracle/micro-case"
import {asAccount, compare, insertEvents} from "./micro"
import {createDetectionProject, DAY_MS, type DetectionProject, settingsOf} from "./support"

const NOW = T.getTime()
const MICRO = 0.000001
const view = (timestamp: string, session?: string, person = "p1") =>
    event("$pageview", timestamp, {
        person,
        properties: {
            $current_url: "https://x.test/pricing",
            ...(session === undefined ? {} : {$session_id: session}),
        },
    })
const step = (timestamp: string) => event("checkout_started", timestamp)
const ticket = (id: string, timestamp: string) =>
    event("support_ticket_created", timestamp, {properties: {conversation_id: id}})
const limit = (timestamp: string, set: Record<string, unknown>) => groupSet(timestamp, set)
const trial = (seconds: number) => groupSet(before(9), {trial_ends_at: NOW / 1000 + seconds})
const grown = (timestamp: string) => [
    ...series(19, before(3)),
    event("used", timestamp),
    ...series(5, before(10)),
    event("used", before(20)),
]
const team = (timestamp: string) => [
    event("used", before(60)),
    event("used", before(1), {person: "n1"}),
    event("used", timestamp, {person: "n2"}),
]

/** Signal, account key that tells the case, events, and whether it is active at T. */
const CASES: [SignalId, string, RawEvent[], boolean][] = [
    ["billing_intent", "exactly at T", [step(before(0))], false],
    ["billing_intent", "one microsecond before T", [step(before(0, -MICRO))], true],
    ["billing_intent", "one microsecond after T", [step(before(0, MICRO))], false],
    ["billing_intent", "exactly at T-7d", [step(before(7))], true],
    ["billing_intent", "one microsecond before T-7d", [step(before(7, -MICRO))], false],
    ["billing_intent", "one microsecond after T-7d", [step(before(7, MICRO))], true],
    ["support_engagement", "third at T", ["a", "b"].map((id) => ticket(id, before(2))).concat(ticket("c", before(0))), false],
    ["support_engagement", "third before T", ["a", "b"].map((id) => ticket(id, before(2))).concat(ticket("c", before(0, -MICRO))), true],
    ["support_engagement", "third at T-7d", ["a", "b"].map((id) => ticket(id, before(2))).concat(ticket("c", before(7))), true],
    ["support_engagement", "third before T-7d", ["a", "b"].map((id) => ticket(id, before(2))).concat(ticket("c", before(7, -MICRO))), false],
    ["pricing_intent", "two sessions a minute apart", [view(before(2), "s1"), view(before(2, 60), "s2")], true],
    ["pricing_intent", "one session a day long", [view(before(3), "s1"), view(before(2), "s1")], false],
    ["pricing_intent", "no session, 30 minutes apart", [view(before(2)), view(before(2, 1800))], false],
    ["pricing_intent", "no session, 30 minutes and a second apart", [view(before(2)), view(before(2, 1801))], true],
    ["pricing_intent", "no session, a chain of short gaps", [0, 1700, 3400, 5100].map((s) => view(before(2, s))), false],
    ["pricing_intent", "no session, two people at once", [view(before(2), undefined, "p1"), view(before(2), undefined, "p2")], true],
    ["pricing_intent", "second session at T", [view(before(2), "s1"), view(before(0), "s2")], false],
    ["usage_spike", "twentieth just before T", grown(before(0, -MICRO)), true],
    ["usage_spike", "twentieth at T", grown(before(0)), false],
    ["usage_spike", "twentieth at T-7d", grown(before(7)), true],
    ["usage_spike", "twentieth just before T-7d", grown(before(7, -MICRO)), false],
    ["team_growth", "second at T-7d", team(before(7)), true],
    ["team_growth", "second just before T-7d", team(before(7, -MICRO)), false],
    ["team_growth", "second at T", team(before(0)), false],
    ["team_growth", "known 180 days ago", [...team(before(1)), event("used", before(180), {person: "n2"})], false],
    ["team_growth", "known just before 180 days ago", [...team(before(1)), event("used", before(180, -MICRO), {person: "n2"})], true],
    ["feature_adoption", "27 days old", [event("used", before(28)), ...["a", "b", "c"].map((name) => event(name, before(1)))], false],
    ["feature_adoption", "older than 28 days", [event("used", before(28, -MICRO)), ...["a", "b", "c"].map((name) => event(name, before(1)))], true],
    ["limit_approaching", "exactly 80 percent", [limit(before(9), {usage: 80, usage_limit: 100})], false],
    ["limit_approaching", "over 80 percent", [limit(before(9), {usage: 80.01, usage_limit: 100})], true],
    ["limit_approaching", "set just before T", [limit(before(9), {usage_limit: 100}), limit(before(0, -MICRO), {usage: 90})], true],
    ["limit_approaching", "set at T", [limit(before(9), {usage_limit: 100}), limit(before(0), {usage: 90})], false],
    ["limit_approaching", "a later identify lacks the keys", [limit(before(9), {usage: 90, usage_limit: 100}), limit(before(1), {name: "Acme"})], true],
    ["limit_approaching", "usage and limit from two identifies", [limit(before(9), {usage_limit: 100}), limit(before(5), {usage: 95}), limit(before(1), {plan: "pro"})], true],
    ["limit_approaching", "a later identify sets usage to null", [limit(before(9), {usage: 90, usage_limit: 100}), limit(before(1), {usage: null})], false],
    ["limit_approaching", "a later identify empties the limit", [limit(before(9), {usage: 90, usage_limit: 100}), limit(before(1), {usage_limit: ""})], false],
    ["limit_approaching", "usage that is not a finite number", [limit(before(9), {usage: "inf", usage_limit: 100})], false],
    ["trial_expiring", `a key with "quotes", a \\ and\na line break`, [event("used", before(1)), trial(3600)], true],
    ["trial_expiring", "ends at T", [event("used", before(1)), trial(0)], false],
    ["trial_expiring", "ends a second after T", [event("used", before(1)), trial(1)], true],
    ["trial_expiring", "ends a second before T+7d", [event("used", before(1)), trial(7 * 86_400 - 1)], true],
    ["trial_expiring", "ends at T+7d", [event("used", before(1)), trial(7 * 86_400)], false],
    ["trial_expiring", "used at T-7d", [event("used", before(7)), trial(3600)], true],
    ["trial_expiring", "used just before T-7d", [event("used", before(7, -MICRO)), trial(3600)], false],
    // In New York, where the project lies, it is still 02:00: read as local time this would end after T.
    ["trial_expiring", "ended in UTC, text without a zone", [event("used", before(1)), groupSet(before(9), {trial_ends_at: "2026-06-15 05:30:00"})], false],
    ["trial_expiring", "ends as a date", [event("used", before(1)), groupSet(before(9), {trial_ends_at: "2026-06-16"})], true],
    ["trial_expiring", "cleared when it was bought", [event("used", before(1)), trial(3600), groupSet(before(1), {trial_ends_at: null})], false],
] // prettier-ignore

let project: DetectionProject
const all = CASES.flatMap(([signal, name, events]) => asAccount(`${signal}: ${name}`, events))

beforeAll(async () => {
    project = await createDetectionProject({project: {timezone: "America/New_York"}})
    await insertEvents(project, all)
})

test.each([...new Set(CASES.map(([signal]) => signal))])("%s at its boundaries", async (signal) => {
    const own = CASES.filter(([id]) => id === signal)
    const events = own.flatMap(([id, name, list]) => asAccount(`${id}: ${name}`, list))
    const rows = await project.detect(signal, {instants: [NOW]})
    const found = new Set(rows.map((row) => row.account))
    expect(
        own.map(([id, name]) => `${name}: ${found.has(`${id}: ${name}`) ? "active" : "not active"}`),
    ).toEqual(own.map(([, name, , active]) => `${name}: ${active ? "active" : "not active"}`))
    // The cases of the other signals may be active too: the oracle knows.
    const {found: both, expected} = await compare(project, signal, all, {
        instants: [NOW],
        settings: settingsOf(signal),
    })
    expect(both).toEqual(expected)
    expect(events.length).toBeGreaterThan(0)
})

it("an event that arrives with a timestamp in the future counts from then on", async () => {
    const future = await createDetectionProject({project: {now: T.toISOString()}})
    const at = (ms: number) => new Date(NOW + ms).toISOString()
    const send = (timestamp: string) => ({
        event: "checkout_started",
        distinct_id: "u1",
        timestamp,
        properties: {$groups: {company: "acme"}},
    })
    const reply = await future.capture("/batch/", {api_key: future.apiToken, batch: [send(at(3_600_000))]})
    expect(reply.status).toBe(200)
    const active = async (ms: number) =>
        (await future.detect("billing_intent", {instants: [NOW + ms]})).length
    expect(await active(0)).toBe(0)
    expect(await active(DAY_MS)).toBe(1)
    expect(await active(7 * DAY_MS)).toBe(1)
    expect(await active(8 * DAY_MS)).toBe(0)
})

it("a person's account is looked for 180 days back, by one instant as by many", async () => {
    const people = await createDetectionProject()
    const old = event("used", before(185))
    const views = ["s1", "s2"].map((session) => ({...view(before(4, 60), session), properties: {$current_url: "https://x.test/pricing", $session_id: session}})) // prettier-ignore
    await insertEvents(people, asAccount("acme", [old, ...views]))
    const [late, early] = [NOW, NOW - 3 * DAY_MS]
    expect(await people.detect("pricing_intent", {instants: [late]})).toEqual([])
    expect(await people.detect("pricing_intent", {instants: [early]})).toEqual([])
    expect(await people.detect("pricing_intent", {instants: [early, late]})).toEqual([])
    // A scan that begins ten days earlier does see the old event.
    expect(await people.detect("pricing_intent", {instants: [NOW - 10 * DAY_MS, early, late]})).toEqual([])
})
