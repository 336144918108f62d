import {createHash} from "node:crypto"

import {accountRows, storyAccounts} from "./generate"
import {DAY_MS, SIZES, STORY_NOW_MS} from "./parameters"
import {generateAll} from "./testing"

const full = generateAll()
const events = full.flatMap(({rows}) => rows.events)

function digest(seed: number): string {
    const hash = createHash("sha256")
    for (const {rows} of generateAll({size: "micro", seed})) hash.update(JSON.stringify(rows))
    return hash.digest("hex")
}

test("the same seed gives the same bytes and another seed other ones", () => {
    expect(digest(7)).toBe(digest(7))
    expect(digest(8)).not.toBe(digest(7))
})

test("an account's rows do not depend on which other accounts were rendered", () => {
    const accounts = storyAccounts()
    const last = accounts[accounts.length - 1]
    if (!last) throw new Error("no accounts")
    expect(accountRows(last)).toEqual(full[full.length - 1]?.rows)
})

test("every event lies inside the history, before now, and off whole seconds", () => {
    const start = STORY_NOW_MS - SIZES.full.days * DAY_MS
    const wrong = events.filter(
        ({timestamp, arrivedAt}) =>
            timestamp < start ||
            timestamp >= STORY_NOW_MS ||
            arrivedAt < timestamp ||
            arrivedAt >= STORY_NOW_MS ||
            timestamp % 1000 === 0,
    )
    expect(wrong).toEqual([])
    expect(Math.min(...full.map(({rows}) => rows.events[0]?.timestamp ?? Infinity))).toBeLessThan(
        start + DAY_MS,
    )
})

test("event ids are unique version 7 UUIDs", () => {
    expect(new Set(events.map(({uuid}) => uuid)).size).toBe(events.length)
    expect(
        events.filter(
            ({uuid}) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid),
        ),
    ).toEqual([])
})

test("the story has the agreed size", () => {
    expect(full).toHaveLength(360)
    expect(events.length).toBeGreaterThan(200_000)
    expect(events.length).toBeLessThan(400_000)
    const names = new Set(
        events.map(({event}) => event).filter((name) => !/^\$|^stripe|^intercom|^subscription/.test(name)),
    )
    expect(names.size).toBeGreaterThanOrEqual(12)
})

test("identified events carry the e-mail of their person, anonymous ones nothing", () => {
    const wrong = full.flatMap(({rows}) => {
        const people = new Map(
            rows.persons.map((person) => [person.id, {...person, json: JSON.stringify(person.properties)}]),
        )
        return rows.events.filter((event) => {
            if (event.personMode === "propertyless")
                return event.personProperties !== "{}" || event.properties.$groups !== undefined
            const person = people.get(event.personId)
            return !person || event.personProperties !== person.json || event.timestamp < person.identifiedAt
        })
    })
    expect(wrong).toEqual([])
})

test("some anonymous pricing views were merged into persons, of whom the recent ones need an override", () => {
    const anonymous = events.filter(
        (event) => event.personMode === "propertyless" && event.properties.$pathname === "/pricing",
    )
    expect(anonymous.length).toBeGreaterThan(50)
    const persons = full.flatMap(({rows}) => rows.persons)
    const owner = new Map(persons.flatMap((person) => person.distinctIds.map((id) => [id, person] as const)))
    const other = anonymous.filter((event) => owner.get(event.distinctId)?.id !== event.personId)
    expect(other.length).toBeGreaterThan(0)
    for (const event of other) expect(owner.get(event.distinctId)?.overriddenIds).toContain(event.distinctId)
})

test("no group update carries every key, and use of the plan has a history", () => {
    const updates = events.filter(({event}) => event === "$groupidentify")
    expect(updates.every(({properties}) => Object.keys(properties.$group_set as object).length < 10)).toBe(
        true,
    )
    expect(
        updates.every(
            ({properties}) =>
                properties.$group_type === "company" && typeof properties.$group_key === "string",
        ),
    ).toBe(true)
    const withUse = updates.filter(({properties}) => "api_calls_used" in (properties.$group_set as object))
    expect(withUse.length / full.length).toBeGreaterThan(10)
    expect(
        withUse.filter(({properties}) => !("api_calls_limit" in (properties.$group_set as object))).length,
    ).toBeGreaterThan(1000)
})
