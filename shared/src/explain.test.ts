import fc from "fast-check"

import {byWeight, whyNow} from "./explain"

const signal = (type: string, base: number) => ({type, base, title: type, sentence: `${type}.`})

describe("whyNow", () => {
    it.each([
        [[], ""],
        [[signal("a", 10)], "a."],
        [[signal("a", 10), signal("b", 30)], "b. a."],
        [[signal("b", 30), signal("a", 30)], "a. b."],
        [[signal("a", 1), signal("b", 2), signal("c", 3)], "c. b. a."],
        [[signal("a", 1), signal("b", 2), signal("c", 3), signal("d", 4)], "d. c. b. And 1 more signal."],
        [
            [signal("a", 1), signal("b", 2), signal("c", 3), signal("d", 4), signal("e", 5)],
            "e. d. c. And 2 more signals.",
        ],
    ])("case %#", (signals, text) => expect(whyNow(signals)).toBe(text))

    it("does not depend on the order it is given", () => {
        const pool = [signal("a", 5), signal("b", 5), signal("c", 9), signal("d", 1), signal("e", 9)]
        fc.assert(
            fc.property(fc.shuffledSubarray(pool, {minLength: 5}), (shuffled) => {
                expect(whyNow(shuffled)).toBe("c. e. a. And 2 more signals.")
                expect(byWeight(shuffled).map(({type}) => type)).toEqual(["c", "e", "a", "b", "d"])
            }),
            {seed: 6},
        )
    })

    it("leaves its input alone", () => {
        const input = [signal("a", 1), signal("b", 2)]
        byWeight(input)
        expect(input.map(({type}) => type)).toEqual(["a", "b"])
    })
})
