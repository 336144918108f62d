import * as fc from "fast-check"

import {type Arrived, openCase, type Request} from "./support/case"
import {complaints, expectClean, sentencesOf} from "./support/checks"
import {fuzz} from "./support/fuzz"
import {applies, mayRefuse, mutated, type Mutation, mutations} from "./support/mutations"
import {lasting, nextDay, type Outcome, outcomeOf, untilDone} from "./support/outcome"
import {type BaseWorld, SECRETS, WORLDS} from "./support/worlds"

/** How often the mutated answer comes: once, or to each try of the same question for some hours. */
type Period = "once" | "hours"
const HOURS_MS = 2 * 3_600_000

/** What a case is compared with. */
interface Reference {
    readonly day: Outcome
    /** After the next day's run. */
    readonly next: Outcome
    readonly calls: {readonly request: Request; readonly answer: Arrived}[]
}

/** A run in which nothing happens on the way, or one query is refused throughout. */
async function undisturbed(world: BaseWorld, refused?: string): Promise<Reference> {
    const self = openCase(world)
    const calls: Reference["calls"] = []
    self.onTheWay = (request, serve) => {
        const answer = serve()
        calls.push({request, answer})
        return request.name === refused
            ? {status: 400, text: JSON.stringify({code: "invalid_input", detail: "Not today."})}
            : answer
    }
    await untilDone(self)
    await expectClean(self)
    const day = outcomeOf(world, self)
    if (refused === undefined) expect(day.firings).toHaveLength(8)
    self.onTheWay = (_request, serve) => serve()
    await nextDay(self)
    return {day, next: outcomeOf(world, self), calls}
}

const references = new Map<string, ReturnType<typeof undisturbed>>()

function reference(world: BaseWorld, refused?: string): ReturnType<typeof undisturbed> {
    const key = `${world.name} ${refused ?? ""}`
    const found = references.get(key) ?? undisturbed(world, refused)
    references.set(key, found)
    return found
}

/** Whether an answer arrived that said nothing of itself. */
function unreadable(mutation: Mutation): boolean {
    const {kind} = mutation
    if (kind === "text") return mutation.status < 300
    return ["json", "columns", "rows", "records", "cut-off"].includes(kind)
}

/** A field in quotes, a query, an endpoint. */
const NAMED =
    /"[\w.$@…-]+"|[Qq]uery [a-z_]+|(description|list) of |\((project|list of group types|\/v2\/[\w/-]+)\)|its (stage|beton_key)|in a stage|ingestion/

/** Whoever complains of an answer says which one, or which field of it. */
function expectNamed(lines: readonly string[]): void {
    expect(lines.filter((line) => !NAMED.test(line))).toEqual([])
}

/** Queries without which a run goes on, saying so: their refusal is an answer. */
const dispensable = (name: string): boolean => name.startsWith("signal_") || name === "confirmed_accounts"

/** One of the calls of whose answer the mutation makes something else; each kind of call is as likely. */
function target(calls: Reference["calls"], n: number, mutation: Mutation): Request {
    const possible = calls.filter(({request, answer}) => applies(mutation, request, answer))
    const names = [...new Set(possible.map(({request}) => request.name))]
    const alike = possible.filter(({request}) => request.name === names[n % names.length])
    const chosen = alike[Math.floor(n / names.length) % alike.length]
    fc.pre(chosen !== undefined)
    return (chosen as Reference["calls"][number]).request
}

async function hit(
    world: BaseWorld,
    at: number,
    mutation: Mutation,
    o: {readonly period: Period; readonly reached: boolean},
): Promise<void> {
    const good = await reference(world)
    const {index, name} = target(good.calls, at, mutation)
    const self = openCase(world)
    const until = self.clock.now + HOURS_MS
    let question = ""
    self.onTheWay = (request, serve) => {
        const asked = `${request.method} ${request.url} ${request.body}`
        const first = request.index === index
        const again = o.period === "hours" && asked === question && self.clock.now < until
        if (!first && !again) return serve()
        question = asked
        const bodyOnly = ["json", "columns", "rows", "records"].includes(mutation.kind)
        // What never reached the service cannot have been answered with its own body.
        const answer = o.reached || bodyOnly ? serve() : {status: 200, text: "{}"}
        return mutated(mutation, request, answer) ?? answer
    }
    await untilDone(self)
    await expectClean(self)

    const strict = o.period === "once" && !mayRefuse(mutation, name)
    const found = outcomeOf(world, self)
    if (unreadable(mutation)) expectNamed(complaints(self))
    if (strict) {
        expect(found).toEqual(good.day)
        expect(new Set(self.firings)).toEqual(new Set(good.day.firings))
        return
    }
    // The service, or what stands in its place, may have said no: then something is missing, and it is said what.
    const without = dispensable(name) ? await reference(world, name) : good
    const allowed = new Set([...good.day.firings, ...without.day.firings])
    expect(self.firings.filter((text) => !allowed.has(text))).toEqual([])
    expect([good.day.firings, without.day.firings]).toContainEqual(found.firings)
    const writes = new Set([...good.day.crmWrites, ...without.day.crmWrites])
    expect(found.crmWrites.filter((text) => !writes.has(text))).toEqual([])
    // A refusal may change the counts alone: a deal that "exists already" was not created.
    if (JSON.stringify(lasting(found)) === JSON.stringify(lasting(good.day))) return
    expect([...complaints(self), ...(await sentencesOf(self))].join("\n")).toMatch(
        /PostHog|Attio|Query|not found yet/,
    )
    // And the next day makes up for it.
    await nextDay(self)
    await expectClean(self)
    const healed = outcomeOf(world, self)
    expect(healed.deals.map(({undated}) => undated).sort()).toEqual(
        good.next.deals.map(({undated}) => undated).sort(),
    )
    expect(healed.companies).toBe(good.next.companies)
}

/** The connect check of the app's set-up, with the n-th of its answers changed. */
async function check(world: BaseWorld, at: number, mutation: Mutation): Promise<void> {
    const calls = await (checkCalls.get(world.name) ?? countCalls(world))
    const {index} = target(calls, at, mutation)
    const self = openCase(world)
    self.onTheWay = (request, serve) =>
        request.index === index ? (mutated(mutation, request, serve()) ?? serve()) : serve()
    await self.host.setup()
    await expectClean(self)
    expect(self.host.logs.at(-1)?.text).toMatch(/^Connect check done: /)
    expect([self.firings, self.crmWrites]).toEqual([[], []])
    expect(self.posthog.stored.size).toBe(world.earlier.length)
}

const checkCalls = new Map<string, Promise<Reference["calls"]>>()

function countCalls(world: BaseWorld): Promise<Reference["calls"]> {
    const counted = (async () => {
        const self = openCase(world)
        const calls: Reference["calls"] = []
        self.onTheWay = (request, serve) => {
            const answer = serve()
            calls.push({request, answer})
            return answer
        }
        await self.host.setup()
        expect(self.host.logs.at(-1)?.text).toBe("Connect check done: nothing to fix.")
        return calls
    })()
    checkCalls.set(world.name, counted)
    return counted
}

function worldOf(name: string): BaseWorld {
    const found = WORLDS.find((world) => world.name === name)
    if (found === undefined) throw new Error(`There is no world "${name}".`)
    return found
}

/** Bodies of the APIs: whatever one answer of a run, or of the connect check, turns into. */
export function apiBodies(cases: {readonly runs: number; readonly checks: number}): void {
    const {holds} = fuzz("API bodies")
    const place = {
        world: fc.constantFrom(...WORLDS.map(({name}) => name)),
        at: fc.nat({max: 9999}),
        mutation: mutations(Object.values(SECRETS)),
    }
    holds(
        "one answer of a run is anything at all, and nothing wrong is written",
        cases.runs,
        fc.record({
            ...place,
            period: fc.constantFrom<Period>("once", "once", "once", "hours"),
            reached: fc.boolean(),
        }),
        ({world, at, mutation, ...o}) => hit(worldOf(world), at, mutation, o),
    )
    holds(
        "one answer of the connect check is anything at all: it ends, and writes nothing",
        cases.checks,
        fc.record(place),
        ({world, at, mutation}) => check(worldOf(world), at, mutation),
    )
}
