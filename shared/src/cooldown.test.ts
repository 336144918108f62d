import * as fc from "fast-check"

import {type CooldownPolicy, decide, isoWeek, keepWithCooldown} from "./cooldown"

const DAY = 86_400_000
const at = (iso: string): number => Date.parse(iso)
const daily: CooldownPolicy = {cadence: "daily", cooldownDays: 7}
const weekly: CooldownPolicy = {cadence: "weekly", cooldownDays: 7}

describe("decide", () => {
    const monday = at("2026-10-05T06:00:00Z")
    test.each<[string, number[], CooldownPolicy, number, string]>([
        ["no history", [], daily, monday, "fire"],
        ["one millisecond short of the cooldown", [monday - 7 * DAY + 1], daily, monday, "cooldown"],
        ["exactly the cooldown", [monday - 7 * DAY], daily, monday, "fire"],
        ["the same instant again", [monday], daily, monday, "already_fired"],
        ["the same instant, cooldown off", [monday], {cadence: "daily", cooldownDays: 0}, monday, "already_fired"],
        ["a firing after this instant is not history", [monday + DAY], daily, monday, "fire"],
        ["only the last firing counts", [monday - 30 * DAY, monday - 2 * DAY], daily, monday, "cooldown"],
        ["history in any order", [monday - 2 * DAY, monday - 30 * DAY], daily, monday, "cooldown"],
        ["weekly, no cooldown, Sunday after Monday", [monday], {cadence: "weekly", cooldownDays: 0}, monday + 6 * DAY, "same_iso_week"],
        ["weekly, no cooldown, next Monday", [monday], {cadence: "weekly", cooldownDays: 0}, monday + 7 * DAY, "fire"],
        ["weekly, no cooldown, Monday after Sunday", [monday - DAY], {cadence: "weekly", cooldownDays: 0}, monday, "fire"],
        ["weekly with its cooldown, a week later", [monday - 7 * DAY], weekly, monday, "fire"],
        ["daily signals ignore the week", [monday], {cadence: "daily", cooldownDays: 2}, monday + 2 * DAY, "fire"],
    ])("%s", (_name, history, policy, asOf, expected) => {
        const decision = decide(history, policy, asOf)
        expect(decision.fire ? "fire" : decision.reason).toBe(expected)
    }) // prettier-ignore

    it("never lets two firings come closer than the cooldown", () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({min: 0, max: 400})),
                fc.integer({min: 0, max: 30}),
                fc.constantFrom<"daily" | "weekly">("daily", "weekly"),
                (blocks, cooldownDays, cadence) => {
                    const kept = keepWithCooldown(blocks.map((b) => b * DAY), {cadence, cooldownDays})
                    return kept.every((instant, i) => {
                        const before = kept[i - 1]
                        if (before === undefined) return true
                        const weekOk = cadence === "daily" || isoWeek(before) !== isoWeek(instant)
                        return instant > before && instant - before >= cooldownDays * DAY && weekOk
                    })
                },
            ),
        )
    }) // prettier-ignore

    it("silences nobody for ever: a steadily active account fires every cooldown", () => {
        const days = Array.from({length: 30}, (_, i) => at("2026-10-05T06:00:00Z") + i * DAY)
        expect(keepWithCooldown(days, daily).length).toBe(5)
        expect(keepWithCooldown(days, weekly).length).toBe(5)
    })
})

describe("keepWithCooldown", () => {
    test.each<[number[], number, number[]]>([
        [[1, 2, 3, 10], 7, [1, 10]],
        [[], 7, []],
        [[0, 7, 14], 7, [0, 7, 14]],
        [[0, 6, 12, 18], 7, [0, 12]],
        [[3, 1, 2], 2, [1, 3]],
        [[1, 1, 1], 1, [1]],
    ])("%j with %i days", (days, cooldownDays, expected) => {
        const kept = keepWithCooldown(
            days.map((d) => d * DAY),
            {cadence: "daily", cooldownDays},
        )
        expect(kept.map((instant) => instant / DAY)).toEqual(expected)
    })
})

describe("isoWeek", () => {
    test.each([
        ["2026-01-01T00:00:00Z", "2025-12-29T00:00:00Z", true],
        ["2026-10-04T23:59:59Z", "2026-10-05T00:00:00Z", false],
        ["2026-10-05T00:00:00Z", "2026-10-11T23:59:59Z", true],
    ])("%s and %s in one week: %p", (a, b, same) => {
        expect(isoWeek(at(a)) === isoWeek(at(b))).toBe(same)
    })
})
