import {readFileSync, writeFileSync} from "node:fs"
import path from "node:path"

import {VERDICTS} from "@beton/shared/backtest/result"

import {examples} from "../support/explain/examples"
import {SIGNAL_EXAMPLES} from "../support/explain/signal-examples"

const FILE = path.resolve(__dirname, "../golden/explanations.json")

/** Changed on purpose with `UPDATE_GOLDEN=1 npx jest …`; then read every line of the difference aloud. */
describe("sentences of the golden file", () => {
    it("are what the examples say", () => {
        const told = examples()
        if (process.env.UPDATE_GOLDEN === "1") writeFileSync(FILE, `${JSON.stringify(told, null, 4)}\n`)
        expect(told).toEqual(JSON.parse(readFileSync(FILE, "utf8")))
    })

    it("cover every verdict with at least 40 different sentences", () => {
        const verdicts = new Set(Object.values(SIGNAL_EXAMPLES).map(({verdict}) => verdict))
        expect([...verdicts].sort()).toEqual([...VERDICTS].sort())
        expect(new Set(Object.values(examples()).flat()).size).toBeGreaterThan(40)
    })
})
