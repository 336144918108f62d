import * as fc from "fast-check"

import {type HostStorage, memoryStorage} from "../../scripts/sandbox/plugin-host/storage"
import {openCase} from "./support/case"
import {complaints, expectClean} from "./support/checks"
import {fuzz} from "./support/fuzz"
import {type Change, change, withChange} from "./support/json-change"
import {pathsOf} from "./support/json-paths"
import {lasting, type Outcome, outcomeOf, untilDone} from "./support/outcome"
import {type BaseWorld, WORLDS} from "./support/worlds"

/** What somebody, or something, made of a stored row. */
type Garbage =
    | {readonly kind: "lost"}
    | {readonly kind: "anything"; readonly value: fc.JsonValue}
    | {readonly kind: "version"; readonly version: fc.JsonValue}
    | {readonly kind: "cut-off"; readonly permille: number}
    | {readonly kind: "changed"; readonly where: number; readonly change: Change}
    | {readonly kind: "another-row"; readonly which: number}

const garbage: fc.Arbitrary<Garbage> = fc.oneof(
    fc.constant({kind: "lost" as const}),
    fc.record({
        kind: fc.constant("anything" as const),
        value: fc.oneof(
            fc.constantFrom<fc.JsonValue>(
                "",
                "1",
                "2026",
                "now",
                0,
                -1,
                1e308,
                [],
                [[]],
                {},
                {version: 3},
                {version: 3, phase: "emit"},
                [null],
                true,
            ),
            fc.jsonValue({maxDepth: 3}),
        ),
    }),
    fc.record({
        kind: fc.constant("version" as const),
        version: fc.constantFrom<fc.JsonValue>(1, 3, "2", null, [2]),
    }),
    fc.record({kind: fc.constant("cut-off" as const), permille: fc.nat({max: 999})}),
    fc.record({kind: fc.constant("changed" as const), where: fc.nat({max: 100_000}), change}),
    fc.record({kind: fc.constant("another-row" as const), which: fc.nat({max: 100})}),
)

/** Storage of a host that dies once it has saved its run so many times. */
function mortalStorage(inner: HostStorage, saves: number): HostStorage {
    let left = saves
    const alive = (): void => {
        if (left <= 0) throw new Error("The host is dead.")
    }
    return {
        get: async (key) => {
            alive()
            return inner.get(key)
        },
        set: async (key, value) => {
            alive()
            await inner.set(key, value)
            if (key === "run") left -= 1
        },
        del: async (key) => {
            alive()
            await inner.del(key)
        },
    }
}

async function spoil(storage: HostStorage, key: string, what: Garbage): Promise<void> {
    const value = await storage.get(key)
    switch (what.kind) {
        case "lost":
            return storage.del(key)
        case "anything":
            return storage.set(key, what.value)
        case "version":
            return storage.set(key, {...Object(value), version: what.version})
        case "cut-off": {
            const text = JSON.stringify(value)
            return storage.set(key, text.slice(0, Math.floor((text.length * what.permille) / 1000)))
        }
        case "changed": {
            const paths = pathsOf(value)
            const path = paths[what.where % Math.max(1, paths.length)] ?? []
            const text = withChange(value, path, what.change)
            // What storage holds is JSON: a text that is not any more comes back as a text.
            return storage.set(key, parsed(text))
        }
        case "another-row": {
            const rows = (await storage.entries?.()) ?? []
            return storage.set(key, rows[what.which % rows.length]?.[1])
        }
    }
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text)
    } catch {
        return text
    }
}

const references = new Map<BaseWorld, Promise<{outcome: Outcome; saves: number}>>()

async function undisturbed(world: BaseWorld): Promise<{outcome: Outcome; saves: number}> {
    let saves = 0
    const storage = memoryStorage()
    const counting: HostStorage = {
        ...storage,
        set: async (key, value) => {
            if (key === "run") saves += 1
            await storage.set(key, value)
        },
    }
    const self = openCase(world, {storage: counting})
    await untilDone(self)
    return {outcome: outcomeOf(world, self), saves}
}

async function lived(
    world: BaseWorld,
    o: {
        readonly died: number
        readonly spoilt: readonly (readonly [number, Garbage])[]
        readonly alone: boolean
        readonly jobSurvives: boolean
    },
): Promise<void> {
    const reference = references.get(world) ?? undisturbed(world)
    references.set(world, reference)
    const {outcome, saves} = await reference
    const storage = memoryStorage()
    const self = openCase(world, {storage: mortalStorage(storage, 1 + (o.died % saves))})
    await self.host.heartbeat()
    await self.host.drain()
    const run = (await storage.get("run")) as {run_id: string; seq: number}

    self.restart(storage)
    const touched: string[] = []
    for (const [which, what] of o.spoilt) {
        const keys = ((await storage.entries?.()) ?? [])
            .map(([key]) => key)
            .filter((key) => !key.startsWith("claim:"))
        const key = keys[which % keys.length]
        if (key === undefined) continue
        touched.push(key)
        await spoil(storage, key, what)
    }
    if (o.jobSurvives) {
        self.host.jobs.push({payload: {run_id: run.run_id, seq: run.seq}, at: self.clock.now})
        await self.host.drain()
    }
    await untilDone(self, {alone: o.alone})
    await expectClean(self)
    const found = outcomeOf(world, self)
    expect(lasting(found)).toEqual(lasting(outcome))
    expect([...new Set(self.firings)].filter((text) => !outcome.firings.includes(text))).toEqual([])
    expect(found.crmWrites.filter((text) => !outcome.crmWrites.includes(text))).toEqual([])
    const startedAnew = self.host.logs.some(({text}) => /^Run of .* starts\.$/.test(text))
    const lost = o.spoilt.some(([, what]) => isLoss(what))
    if (startedAnew && !lost && touched.includes("run"))
        expect(complaints(self).join("\n")).toMatch(/[Ss]torage/)
}

/** Nothing left to complain of: to a host, null is a row that is not there. */
function isLoss(what: Garbage): boolean {
    return (
        what.kind === "lost" ||
        what.kind === "another-row" ||
        (what.kind === "anything" && what.value === null)
    )
}

/** Storage: whatever a row of it turns into while a run is under way. */
export function storageContent(cases: number): void {
    const {holds} = fuzz("storage content")
    holds(
        "rows are replaced by garbage while nobody runs, and the day ends as it would have",
        cases,
        fc.record({
            world: fc.constantFrom(...WORLDS.map(({name}) => name)),
            died: fc.nat({max: 9999}),
            spoilt: fc.array(fc.tuple(fc.nat({max: 999}), garbage), {minLength: 1, maxLength: 3}),
            alone: fc.boolean(),
            jobSurvives: fc.boolean(),
        }),
        async ({world, ...o}) => {
            const base = WORLDS.find(({name}) => name === world)
            if (base === undefined) throw new Error("No such world.")
            await lived(base, o)
        },
    )
}
