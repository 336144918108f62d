import * as fc from "fast-check"

import {stageTimeline, type StageValue} from "./stage-timeline"

const MAPPING = {kinds: {q: "qualified", w: "won", w2: "won", l: "lost"}, guessed: []} as const
const at = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString()
/** Stages from the given days on; the last one is current. */
const history = (...stages: [string, number][]): StageValue[] =>
    stages.map(([statusId, day], i) => {
        const until = stages[i + 1]?.[1]
        return {
            statusId,
            title: "",
            from: at(day),
            until: until === undefined ? null : at(until),
            byMember: true,
        }
    })
const outcomes = (values: StageValue[], created = 1): string[] =>
    stageTimeline(values, MAPPING, at(created)).entries.map(({outcome}) => outcome)

it("won and lost are times of the current stage", () => {
    expect(stageTimeline(history(["a", 1], ["q", 3], ["w", 9]), MAPPING, at(1))).toMatchObject({
        qualifiedAt: at(3),
        wonAt: at(9),
        lostAt: null,
        reopened: 0,
        isReliable: true,
    })
    expect(outcomes(history(["a", 1], ["q", 3], ["w", 9]))).toEqual(["", "qualified", "won"])
    expect(outcomes(history(["a", 1], ["l", 9]))).toEqual(["", "lost"])
})

it("a deal that went straight to won was qualified then", () => {
    const timeline = stageTimeline(history(["a", 1], ["w", 9]), MAPPING, at(1))
    expect([timeline.qualifiedAt, timeline.entries.map(({outcome}) => outcome)]).toEqual([at(9), ["", "won"]])
})

it("an outcome that was taken back counts as none, but it was qualified", () => {
    const timeline = stageTimeline(history(["a", 1], ["w", 9], ["a", 12]), MAPPING, at(1))
    expect(timeline).toMatchObject({qualifiedAt: at(9), wonAt: null, reopened: 1})
    expect(timeline.entries.map(({outcome}) => outcome)).toEqual(["", "qualified", ""])
    expect(
        stageTimeline(history(["a", 1], ["l", 3], ["a", 5], ["l", 7], ["w", 9]), MAPPING, at(1)),
    ).toMatchObject({reopened: 2, wonAt: at(9)})
    expect(stageTimeline(history(["a", 1], ["w", 3], ["w2", 5]), MAPPING, at(1))).toMatchObject({
        reopened: 0,
        wonAt: at(5),
    })
})

it("imports are recognised: an outcome as old as the record, or several stages of one instant", () => {
    expect(stageTimeline(history(["w", 1]), MAPPING, at(1)).isReliable).toBe(false)
    expect(stageTimeline(history(["a", 1]), MAPPING, at(1)).isReliable).toBe(true)
    expect(stageTimeline(history(["a", 1], ["q", 1], ["w", 9]), MAPPING, at(1)).isReliable).toBe(false)
    // Stages from before the record was made, and an outcome that an import set a little later.
    expect(stageTimeline(history(["a", 1], ["w", 9]), MAPPING, at(20)).isReliable).toBe(false)
    const soon = new Date(Date.parse(at(9)) - 10_000).toISOString()
    expect(stageTimeline(history(["w", 9]), MAPPING, soon).isReliable).toBe(false)
})

it("nothing at all is a deal without a stage", () => {
    expect(stageTimeline([], MAPPING, at(1))).toEqual({
        entries: [],
        current: null,
        qualifiedAt: null,
        wonAt: null,
        lostAt: null,
        reopened: 0,
        isReliable: true,
    })
})

it("the order in which values are read does not matter, and twice is once", () => {
    const stage = fc.constantFrom("a", "q", "w", "l")
    fc.assert(
        fc.property(fc.array(stage, {minLength: 1, maxLength: 6}), fc.nat(), (ids, seed) => {
            const values = history(...ids.map((id, i): [string, number] => [id, i + 1]))
            const place = seed % values.length
            const shuffled = [...values.slice(place), ...values].reverse()
            expect(stageTimeline(shuffled, MAPPING, at(1))).toEqual(stageTimeline(values, MAPPING, at(1)))
        }),
    )
})
